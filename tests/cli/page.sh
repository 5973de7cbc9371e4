#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Pages to explore: made whole and only over pages, what names cannot do to them, and their numbers in Chromium.
. "$(dirname "$0")/lib.sh"
page=$work/page.html
# a name is text, whatever it holds
sed 's|^source: .*|source: "</script><b>\&amp;"|' "$SOURCE/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/hostile.yaml"
if ! "$EPSCAN" page "$work/inputs/experiments/hostile.yaml" --mediator B-L -o "$page" 2>"$work/err" &&
    grep -q 'built without D3' "$work/err"; then
    echo "built without D3"
    exit 77
fi
[ "$(grep -c '</script><b>' "$page")" -eq 0 ] || fail 'the source of an experiment ends the script'
grep -q '"mediator":"B-L","is_usual":false' "$page" || fail 'the mediator that was asked for'
[ "$(head -c 35 "$page")" = '<!DOCTYPE html><!-- epscan page -->' ] || fail "no page: $(head -c 100 "$page")"
refused 'exists' "$EPSCAN" page na64-2021 -o "$page"
ok 'again' "$EPSCAN" page na64-2021 -o "$page" --force
echo 'my own' >"$work/mine.html"
refused 'is not a page' "$EPSCAN" page na64-2021 -o "$work/mine.html" --force
[ "$(cat "$work/mine.html")" = 'my own' ] || fail 'a file of the user was replaced'
refused 'na64-2099' "$EPSCAN" page na64-2099 -o "$work/none.html"
[ -e "$work/none.html" ] && fail 'a page of nothing'

# of another mediator and of tables: what is theirs, and nothing that is of dark photons
printf 'sqrt_s_GeV,rho_per_GeV2\n0.2,0\n0.25,30\n0.4,1\n' >"$work/jobs/rho.csv"
job tables <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/tables.h5
axes: {model_table: [rho.csv], ecal_threshold_GeV: [45, 50]}
END
ok 'a grid of tables' "$EPSCAN" scan "$work/jobs/tables.yaml" --quiet
job axial <<END
experiment: ../inputs/experiments/thin-target-8gev.yaml
output: ../outputs/axial.h5
mediator: axial
axes: {spin: [fermion], mA_GeV: [0.02, 0.05], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'a grid of a mediator' "$EPSCAN" scan "$work/jobs/axial.yaml" --quiet
ok 'tables and a mediator' "$EPSCAN" page "$work/outputs/tables.h5" "$work/outputs/axial.h5" -o "$work/models.html"
[ "$(stat -c %s "$work/models.html")" -lt 2000000 ] || fail "2 MB and more"
sed -i 's|rho.csv|many.csv|; s|tables.h5|many.h5|' "$work/jobs/tables.yaml"
awk 'BEGIN { print "sqrt_s_GeV,rho_per_GeV2"; for (i = 0; i < 6000; i++) print 0.2 + i * 1e-5 "," 1 }' \
    >"$work/jobs/many.csv"
ok 'a grid of a long table' "$EPSCAN" scan "$work/jobs/tables.yaml" --quiet
refused 'tables of 6000 rows do not fit 2 MB; allowed: up to 5000' "$EPSCAN" page "$work/outputs/many.h5" \
    -o "$work/none.html"
job widths <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/widths.h5
visible_widths: true
axes: {spin: [fermion], mA_GeV: [0.2, 0.225], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'a grid with widths' "$EPSCAN" scan "$work/jobs/widths.yaml" --quiet
refused 'widths.h5: its limits are with widths to leptons' "$EPSCAN" page "$work/outputs/widths.h5" \
    -o "$work/none.html"
refused '--mediator: not allowed with' "$EPSCAN" page "$work/outputs/tables.h5" --mediator axial -o "$work/none.html"
refused '--mediator: "Z"' "$EPSCAN" page na64-2021 --mediator Z -o "$work/none.html"
[ -e "$work/none.html" ] && fail 'a page of what is refused'

if ! command -v chromium >/dev/null; then
    echo "no chromium"
    [ "$failures" -eq 0 ] && exit 77
fi
check page "$page" "$SOURCE/inputs/experiments/na64-2021.yaml" "$work" || fail "the page's numbers"
check page_models "$work/models.html" "$work" || fail 'numbers of another mediator and of tables'
finish
