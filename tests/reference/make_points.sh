#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make_points.sh >points.csv: the numbers of an early revision, with its cascade's march in long double
# (64 bits of mantissa).
#
# Showers of finite depth are inverse Laplace transforms, which multiply rounding: the revision itself, in double, is
# up to 1.5e-10 off these numbers. Its equations, panels and cross-sections are untouched. Takes a minute or two.
set -euo pipefail
cd "$(dirname "$0")/../.."

revision=22ef754 # the tool's first; the program is that of 7b83f5c
work=$(mktemp -d)
trap 'git worktree remove --force "$work/source"; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/source" "$revision"

# What marches and sums becomes long double, with functions by <tgmath.h>; kernels, rules and the solution stay double.
cd "$work/source/src"
march=(physics/cascade.c physics/cascade_start.[ch] physics/cascade_system.[ch] core/laplace_inversion.[ch])
sed -i 's/\bdouble\b/long double/g; s/<math.h>/<tgmath.h>/; s/<complex.h>/<tgmath.h>/' "${march[@]}"
sed -i 's/const long double row\[N\]/const double row[N]/
    s/^    long double value\[KERNEL_PADDED\];/    double value[KERNEL_PADDED];/
    s/long double value\[KERNEL_PADDED\], fastest = 0.0;/double value[KERNEL_PADDED]; long double fastest = 0.0;/
    s/long double integral\[N\]/double integral[N]/
    s/^long double \(cascade_spectrum_at(.*\), long double w)/double \1, double w)/' physics/cascade.c

cd ..
cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON >&2
cmake --build build --target stored_points -j 2 >&2
build/tests/stored_points make 7b83f5c tests/reference/experiments inputs/experiments |
    sed '1s/$/, its cascade in long double (make_points.sh)/'
