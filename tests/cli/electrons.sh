#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The key `electrons` of a target: its forms, what is refused, what `validate` says, a mass beyond the kinematic end.
. "$(dirname "$0")/lib.sh"
of=$work/inputs/experiments
model='--spin fermion --alpha-D 0.1 --mass-ratio 1/3'

# with_electrons FILE VALUE: na64-2021 with these electrons.
with_electrons() {
    sed "s|^  electrons:.*|  electrons: $2|" "$SOURCE/inputs/experiments/na64-2021.yaml" >"$of/$1.yaml"
}

# ---- Forms ----
with_electrons mapped '{of: all-layers}'
with_electrons rest '{of: all-layers, motion: rest}'
with_electrons default '{of: all-layers, motion: compton-profiles}'
with_electrons kinetic '{of: all-layers, motion: compton-profiles, binding: kinetic}'
with_electrons none '{of: all-layers, motion: compton-profiles, binding: none}'
# at_200_MeV FILE: what `point` says.
at_200_MeV() {
    "$EPSCAN" point "$of/$1.yaml" $model --mA 0.2
}
for pair in 'na64-2021 mapped' 'na64-2021 rest' 'default kinetic'; do
    [ "$(at_200_MeV "${pair% *}")" = "$(at_200_MeV "${pair#* }")" ] ||
        fail "not the same: $pair"
done
for pair in 'rest kinetic' 'kinetic none'; do
    [ "$(at_200_MeV "${pair% *}")" != "$(at_200_MeV "${pair#* }")" ] ||
        fail "the same: $pair"
done

# ---- Beyond sqrt(2 m_e E0)/(2 r) = 0.48 GeV there is a yield where electrons move, and none where they rest ----
ok 'beyond the end, in motion' "$EPSCAN" point "$of/kinetic.yaml" $model --mA 0.5
says '"n_annihilation": [0-9.]*[1-9]' 'beyond the end, in motion'
ok 'beyond the end, at rest' "$EPSCAN" point "$of/rest.yaml" $model --mA 0.5
says '"n_annihilation": 0.0,' 'beyond the end, at rest'

# ---- Spectra, efficiencies, shares ----
at_250='--mA 0.25 --threshold 50'
"$EPSCAN" point "$of/kinetic.yaml" $model $at_250 >"$work/point.json"
"$EPSCAN" spectrum "$of/kinetic.yaml" $model --mA 0.25 >"$work/produced.csv"
"$EPSCAN" spectrum "$of/kinetic.yaml" $model $at_250 --selected >"$work/selected.csv"
"$EPSCAN" efficiency "$of/kinetic.yaml" $model --mA 0.25 -t 50 >"$work/efficiency.csv"
"$EPSCAN" efficiency "$of/kinetic.yaml" $model --mA 0.25 -t 50 --systematics >"$work/systematics.csv"
check moving_spectra "$work"/{point.json,{produced,selected,efficiency,systematics}.csv} 20 ||
    fail 'spectra and efficiencies are not those of the yield'

# ---- Photons before annihilation ----
# with_annihilation FILE VALUE: kinetic with this key.
with_annihilation() {
    cat "$of/kinetic.yaml" - <<<"annihilation: $2" >"$of/$1.yaml"
}
with_annihilation unradiated '{initial_state_radiation: none}'
with_annihilation radiated '{initial_state_radiation: leading-log}'
[ "$(at_200_MeV unradiated)" = "$(at_200_MeV kinetic)" ] || fail 'none is not the default'
[ "$(at_200_MeV radiated)" != "$(at_200_MeV kinetic)" ] || fail 'radiation changes nothing'
ok 'efficiencies with radiation' "$EPSCAN" efficiency "$of/radiated.yaml" $model --mA 0.25 -t 50
refused 'the spectrum of annihilation: not with `initial_state_radiation: leading-log`; allowed: none' \
    "$EPSCAN" spectrum "$of/radiated.yaml" $model --mA 0.25
refused 'signal events: not with `initial_state_radiation: leading-log`; allowed: none' \
    "$EPSCAN" simulate "$of/radiated.yaml" $model --mA 0.25 --showers 512 -o "$work/none.h5"
line=$(wc -l <"$of/radiated.yaml")
refused_annihilation() {
    with_annihilation bad "$1"
    refused "bad.yaml:$line: annihilation$2" "$EPSCAN" point "$of/bad.yaml" $model --mA 0.2
}
refused_annihilation '{initial_state_radiation: some}' \
    '.initial_state_radiation: "some" is not allowed; allowed: none, leading-log'
refused_annihilation '{radiation: none}' '.radiation: unknown key'
refused_annihilation 'none' ': '
with_annihilation literal '{initial_state_radiation: leading-log}'
sed -i 's/convolution: selection/convolution: cross-section/; s/electrons: {.*/electrons: all-layers/' \
    "$of/literal.yaml"
refused 'leading-log is not allowed with the literal Eq. 5; allowed: with `convolution: selection`' \
    "$EPSCAN" point "$of/literal.yaml" $model --mA 0.2

# ---- What validate says ----
job moving <<END
experiment: ../inputs/experiments/kinetic.yaml
output: ../outputs/moving.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.5], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'validate' "$EPSCAN" validate --quiet "$work/jobs/moving.yaml"
says '^electrons       move by their Compton profiles, bring their mass and kinetic energy; 0.[0-9]* % are' 'validate'

# ---- Refused ----
line=$(grep -n '^  electrons:' "$of/kinetic.yaml" | cut -d: -f1)
refused_electrons() {
    with_electrons bad "$1"
    refused "bad.yaml:$line: target.electrons$2" "$EPSCAN" point "$of/bad.yaml" $model --mA 0.2
}
refused_electrons '{motion: rest}' '.of: missing'
refused_electrons '{of: all-layers, motion: fast}' '.motion: "fast" is not allowed; allowed: rest, compton-profiles'
refused_electrons '{of: all-layers, motion: compton-profiles, binding: some}' \
    '.binding: "some" is not allowed; allowed: kinetic, none, edges'
refused_electrons '{of: all-layers, binding: none}' '.binding: is not allowed for electrons at rest'
refused_electrons '{of: all-layers, speed: 1}' '.speed: unknown key'
# with_resolution FILE VALUE: kinetic with this resolution.
with_resolution() {
    sed "s/stochastic_sqrt_GeV: 0.10, constant: 0.04/$2/" "$of/kinetic.yaml" >"$of/$1.yaml"
}
with_resolution bad 'stochastic_sqrt_GeV: 0.005, constant: 0'
line=$(grep -n '^ecal_resolution' "$of/bad.yaml" | cut -d: -f1)
too_fine='ecal_resolution.constant: 0 is too fine for electrons in motion with this beam; allowed: 0.00'
refused "bad.yaml:$line: $too_fine" \
    "$EPSCAN" point "$of/bad.yaml" $model --mA 0.2
with_resolution fine 'stochastic_sqrt_GeV: 0.05, constant: 0.01'
ok 'a fine resolution' "$EPSCAN" point "$of/fine.yaml" $model --mA 0.2
sed 's/convolution: selection/convolution: cross-section/' "$of/kinetic.yaml" >"$of/bad.yaml"
refused 'cross-section, the literal Eq. 5, is for electrons at rest; allowed: selection' \
    "$EPSCAN" point "$of/bad.yaml" $model --mA 0.2
finish
