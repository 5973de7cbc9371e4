#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The jobs that come with the program: each validates, runs in full, agrees with `epscan point`, and gives what its
# head says. Then the physics that the two on systematics and on another experiment rest on.
. "$(dirname "$0")/lib.sh"
cp "$SOURCE"/jobs/*.yaml "$work/jobs/"

for path in "$work"/jobs/*.yaml; do
    name=$(basename "$path" .yaml)
    for word in 'For: ' 'Cost: ' 'Result: '; do
        grep -q "^# $word" "$path" || fail "$name: no \"$word\" in its head"
    done
    ok "validate $name" "$EPSCAN" validate "$path"
    points=$(awk '$1 == "points" {print $2}' "$work/out")
    grep -q "^# Cost:.*[^0-9,]$(echo "$points" | sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta') points" "$path" ||
        fail "$name: its head does not say $points points"
    ok "scan $name" "$EPSCAN" scan "$path" --quiet
    ok "info $name" "$EPSCAN" info --quiet "$work/outputs/$name.h5"
done
ok 'recast grid, compressed' "$EPSCAN" merge --quiet -o "$work/outputs/recast-grid-compressed.h5" \
    "$work/outputs/recast-grid.h5"
# Undegraded positrons make a peak that this grid straddles, and one with its mass does not.
"$EPSCAN" validate --quiet "$work/jobs/positron-beam.yaml" | grep -q '^missed peak .* mA = 0.3196' ||
    fail 'a peak between masses is not told'
"$EPSCAN" info "$work/outputs/positron-beam.h5" | grep -q '^missed peak .* mA = 0.3196' ||
    fail 'info does not tell a peak between masses'
sed 's/mA_GeV: .*/mA_GeV: [0.3, 0.3196, 0.34]/' "$work/jobs/positron-beam.yaml" >"$work/jobs/peak.yaml"
"$EPSCAN" validate --quiet "$work/jobs/peak.yaml" | grep -q 'missed peak' && fail 'a peak on a mass is called missed'
rm "$work/jobs/peak.yaml"
ok 'figure of another experiment' "$EPSCAN" plot limits "$work/outputs/thin-target-8gev.h5" \
    --data-only -o "$work/figure"
says 'ECAL threshold 3 GeV' "not at that experiment's threshold"

for what in job_heads energy_scale_job recast_job thin_target; do
    check $what "$work" || fail "a job does not give what its head says: check_$what.py"
done
check own_sectors "$SOURCE" "$work" || fail 'jobs/own-sectors.md says other numbers than epscan'
check published_document "$work" "$SOURCE/jobs/published.md" || fail 'jobs/published.md says other numbers than epscan'
check comparison_document "$work" "$SOURCE/jobs/comparison.md" ||
    fail 'jobs/comparison.md says other numbers than epscan'
check strahlung_document "$work" "$SOURCE/jobs/strahlung.md" || fail 'jobs/strahlung.md says other numbers than epscan'
check electrons_document "$work" "$SOURCE/jobs/electrons.md" || fail 'jobs/electrons.md says other numbers than epscan'
finish
