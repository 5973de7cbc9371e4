#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Pages to explore: made whole and only over pages, what names cannot do to them, and their numbers in Chromium.
. "$(dirname "$0")/lib.sh"
page=$work/page.html
if ! "$EPSCAN" page na64-2021 -o "$page" 2>"$work/err" && grep -q 'built without D3' "$work/err"; then
    echo "built without D3"
    exit 77
fi
[ "$(head -c 35 "$page")" = '<!DOCTYPE html><!-- epscan page -->' ] || fail "no page: $(head -c 100 "$page")"
refused 'exists' "$EPSCAN" page na64-2021 -o "$page"
ok 'again' "$EPSCAN" page na64-2021 -o "$page" --force
echo 'my own' >"$work/mine.html"
refused 'is not a page' "$EPSCAN" page na64-2021 -o "$work/mine.html" --force
[ "$(cat "$work/mine.html")" = 'my own' ] || fail 'a file of the user was replaced'
refused 'na64-2099' "$EPSCAN" page na64-2099 -o "$work/none.html"
[ -e "$work/none.html" ] && fail 'a page of nothing'

# a name is text, whatever it holds
sed 's|^source: .*|source: "</script><b>\&amp;"|' "$SOURCE/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/hostile.yaml"
ok 'a hostile source' "$EPSCAN" page "$work/inputs/experiments/hostile.yaml" -o "$work/hostile.html"
[ "$(grep -c '</script><b>' "$work/hostile.html")" -eq 0 ] || fail 'the source of an experiment ends the script'

# of a grid, and of two
job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.225], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'scan' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet
ok 'a page of a grid and an experiment' "$EPSCAN" page "$work/outputs/small.h5" na64-2021-positron-beam \
    -o "$work/two.html"
[ "$(stat -c %s "$work/two.html")" -lt 2000000 ] || fail "2 MB and more"

if ! command -v chromium >/dev/null; then
    echo "no chromium"
    [ "$failures" -eq 0 ] && exit 77
fi
check page "$page" "$SOURCE/inputs/experiments/na64-2021.yaml" "$work" || fail "the page's numbers"
finish
