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

# ---- experiments are validated as jobs are; slips of units are told where a value is allowed, and named where it is
# not
ok 'validate by name' "$EPSCAN" validate na64-2022
says '^exposure  *3.8417e+11 ' 'what was understood of na64-2022'
for file in "$SOURCE"/inputs/experiments/*.yaml; do
    ok "validate $file" "$EPSCAN" validate "$file"
    ! grep '^strange' "$work/out" || fail "$file is strange"
done
refused '--output and --value are not allowed' "$EPSCAN" validate na64-2022 --value tiles
odd=$work/inputs/experiments/odd.yaml
sed -e 's/thickness_cm: 0.15/thickness_cm: 1.5/; s/energy_GeV: 100/energy_GeV: 100000/' \
    -e 's/threshold_GeV: 50/threshold_GeV: 50000/; s/minimum_energy_GeV: 5 /minimum_energy_GeV: 5000 /' \
    -e 's/cut_GeV: 20/cut_GeV: 20000/; s/scale_GeV: 1.5/scale_GeV: 1500/; s/2.3e10/2.3/' \
    -e 's/relative: 0.05/relative: 5/' "$SOURCE/inputs/experiments/na64-2021.yaml" >"$odd"
ok 'an odd experiment' "$EPSCAN" validate "$odd"
says '^strange  *odd.yaml:6: beam.energy_GeV: 100000; in MeV? that would be 100 GeV' 'MeV of the beam'
says '^strange  *odd.yaml:10: target: is 406.3 X0 deep; are thicknesses in mm? that would be 40.63 X0' 'mm'
says '^strange  *odd.yaml:34: data_sets\[0\].particles_on_target: 2.3; is the exponent missing' 'an exponent'
says '^strange  *odd.yaml:52: statistics.uncertainties\[0\].relative: 5 is 500 %; in percent? that would be 0.05' \
    'percent'
sed -i '/^[0-9]/s/^\([0-9.e-]*\),/\1e3,/' "$work/inputs/limits/na64-2019-strahlung.csv"
ok 'a table in MeV' "$EPSCAN" validate "$work/inputs/experiments/na64-2021.yaml"
says '^strange  *na64-2021.yaml:41: strahlung_limit: its masses end at .* in MeV' 'a table in MeV'
sed 's/efficiency: 0.7,/efficiency: 70,/' "$SOURCE/inputs/experiments/na64-2021.yaml" >"$odd"
refused 'odd.yaml:34: data_sets[0].efficiency: 70 is out of range' "$EPSCAN" validate "$odd"
says 'allowed: 0 <= efficiency <= 1; in percent? that is 0.7' 'percent of a share' err
sed 's/threshold_GeV: 50/threshold_GeV: 50000/' "$SOURCE/inputs/experiments/na64-2021.yaml" >"$odd"
refused '0 < ecal_threshold_GeV <= 100 GeV; in MeV? that is 50 GeV' "$EPSCAN" validate "$odd"
sed -i 's/11.35/11350/' "$work/inputs/materials/lead.yaml"
refused 'density_g_per_cm3: 11350 is out of range' "$EPSCAN" validate "$work/inputs/experiments/na64-2021.yaml"
says 'in kg/m3? that is 11.35 g/cm3' 'kg/m3' err
refused 'mass-ratio < 0.5; in percent? that is 0.33' "$EPSCAN" point na64-2021 --spin fermion --mA 0.2 --alpha-D 0.1 \
    --mass-ratio 33
job heavy <<END
experiment: na64-2021
output: ../outputs/heavy.h5
axes: {spin: [fermion], mA_GeV: [0.2, 300], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'masses in MeV' "$EPSCAN" validate "$work/jobs/heavy.yaml" --quiet
says "^strange  *$work/jobs/heavy.yaml:3: axes.mA_GeV: 300 GeV is above the beam's energy, 100 GeV" 'masses in MeV'
ok 'a scan of them' "$EPSCAN" scan "$work/jobs/heavy.yaml"
says 'heavy.yaml:3: axes.mA_GeV: 300 GeV is above' 'a scan of strange masses' err

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
