#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Grids of formats that are no longer written (tests/reference/grids): of 1 and 2 n_strahlung is over the masses alone,
# 7 is factored in doubles; info, export, merge, query, plot.
. "$(dirname "$0")/lib.sh"
for format in 1 2 7; do
    grid=$work/format$format.h5
    gzip -dc "$SOURCE/tests/reference/grids/format$format.h5.gz" >"$grid"
    ok "info of format $format" "$EPSCAN" info "$grid"
    says 'tiles  *1 of 1 written, complete' "format $format"
    mkdir "$work/$format"
    check old_grid "$EPSCAN" "$grid" "$SOURCE/tests/reference/grids/format$format.csv" "$work/$format" ||
        fail "numbers of format $format"
    ok "checksums of format $format" "$EPSCAN" info --quiet --verify --sample 0 "$grid"
    ok "plot of format $format" "$EPSCAN" plot limits -q -d -o "$work/figure$format" "$grid"
done
finish
