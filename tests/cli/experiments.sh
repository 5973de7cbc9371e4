#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The experiments that come with epscan, by name: the list, commands and jobs that take a name, names that are none.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit # names, not files
model=(--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3)

ok 'experiments' "$EPSCAN" experiments
columns=name,kind,beam,energy_GeV,target_X0,particles_on_target,channels,source
[ "$(head -1 "$work/out")" = "$columns" ] || fail "header"
for file in "$SOURCE"/inputs/experiments/*.yaml; do
    name=$(basename "$file" .yaml)
    grep -q "^$name,\(measurement\|projection\)," "$work/out" || fail "$name is not listed"
    grep -q "^name: $name\$" "$file" || fail "$file is not the experiment $name"
done
grep -q '^na64-2022,measurement,electron,100,40.63,9.37e+11,annihilation strahlung,' "$work/out" || fail 'na64-2022'
grep -q '^na64-positron-2022,measurement,positron,100,' "$work/out" || fail 'na64-positron-2022'

ok 'point by path' "$EPSCAN" point "$SOURCE/inputs/experiments/na64-2021.yaml" "${model[@]}"
mv "$work/out" "$work/by_path"
ok 'point by name' "$EPSCAN" point na64-2021 "${model[@]}"
cmp -s "$work/out" "$work/by_path" || fail "another point by name"
job named <<END
experiment: na64-2021
output: ../outputs/named.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.225], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'scan of a named experiment' "$EPSCAN" scan "$work/jobs/named.yaml" --quiet
# a grid proves itself by what it carries, wherever the named files are
ok 'query' env EPSCAN_DATA="$work/nowhere" "$EPSCAN" query "$work/outputs/named.h5" "${model[@]}"
refused 'na64-2021: neither a file nor an experiment' env EPSCAN_DATA="$work/nowhere" \
    "$EPSCAN" point na64-2021 "${model[@]}"
mkdir -p "$work/data/inputs/experiments"
cp -r "$SOURCE"/inputs/{materials,limits} "$work/data/inputs/"
sed 's/^name: .*/name: mine/' "$SOURCE/inputs/experiments/na64-2021.yaml" >"$work/data/inputs/experiments/mine.yaml"
ok 'a folder of one'"'"'s own' env EPSCAN_DATA="$work/data" "$EPSCAN" point mine "${model[@]}"
ok 'its list' env EPSCAN_DATA="$work/data" "$EPSCAN" experiments
[ "$(cut -d, -f1 "$work/out" | paste -sd,)" = name,mine ] || fail "its list: $(cat "$work/out")"

refused 'na64-2099: neither a file nor an experiment that comes with epscan' "$EPSCAN" point na64-2099 "${model[@]}"
for name in ../experiments/na64-2021 na64-2021.yml '' 'na64 2021'; do
    refused "$name: " "$EPSCAN" point "$name" "${model[@]}"
done
sed 's/^experiment: .*/experiment: na64-2099/' "$work/jobs/named.yaml" >"$work/jobs/unnamed.yaml"
refused 'unnamed.yaml:1: experiment: na64-2099: neither' "$EPSCAN" validate "$work/jobs/unnamed.yaml"
listed=$(($("$EPSCAN" experiments | wc -l) - 1))
[ "$listed" -eq 14 ] && grep -q 'fourteen experiments come with it' "$SOURCE/README.md" ||
    fail "README.md says fourteen experiments; there are $listed"
finish
