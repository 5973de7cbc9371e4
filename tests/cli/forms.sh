#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Forms of a grid's numbers: single precision, variables left out, and rounded by a merge; all that reads grids reads
# them.
. "$(dirname "$0")/lib.sh"
cp -r "$SOURCE/inputs" "$work/"
mkdir -p "$work/outputs"
# form NAME LINE...: a job with these lines more, scanned and merged to six digits.
form() {
    local name=$1
    shift
    cat >"$work/$name.yaml" <<END
experiment: inputs/experiments/na64-2021-textbook.yaml
output: outputs/$name.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.01, to: 0.6, points: 60, spacing: log}
  alpha_D: [0.02, 0.1]
  mass_ratio: [0.2, 1/3, 0.4]
  ecal_threshold_GeV: {from: 30, to: 70, points: 41, spacing: linear}
  energy_scale_shift: [-0.03, 0, 0.03]
END
    printf '%s\n' "$@" >>"$work/$name.yaml"
    ok "scan of $name" "$EPSCAN" scan "$work/$name.yaml" --quiet
    ok "merge of $name" "$EPSCAN" merge --quiet --significant-digits 6 -o "$work/outputs/$name-6.h5" \
        "$work/outputs/$name.h5"
    for grid in "$name" "$name-6"; do
        ok "proof of $grid" "$EPSCAN" info --verify --sample 20 "$work/outputs/$grid.h5"
    done
    ok "query of $grid" "$EPSCAN" query "$work/outputs/$grid.h5" --spin fermion --mA 0.2 --alpha-D 0.1 \
        --mass-ratio 1/3
    ok "export of $grid" "$EPSCAN" export --quiet --format csv -o "$work/$grid.csv" "$work/outputs/$grid.h5"
}
form double
form single 'precision: single'
form events 'variables: [n_annihilation, n_strahlung]'
form limits 'variables: [epsilon_up]' 'precision: single'
ok 'what info says' "$EPSCAN" info "$work/outputs/limits-6.h5"
says '^stored  *single precision, rounded to 20 bits of the mantissa, without n_annihilation, n_strahlung$' \
    'info of limits-6'
check forms "$work" || fail 'numbers of forms'
ok 'the rest of a scan' "$EPSCAN" scan --quiet --resume "$work/single.yaml"
refused 'was rounded or expanded after its scan' \
    "$EPSCAN" scan --resume "$work/double.yaml" -o "$work/outputs/double-6.h5"

bad() {
    sed "s/^precision.*/$1/" "$work/single.yaml" >"$work/bad.yaml"
    refused "$2" "$EPSCAN" scan "$work/bad.yaml" -o "$work/bad.h5"
}
bad 'precision: half' 'precision: "half" is not allowed; allowed: double, single'
bad 'variables: [n_strahlung]' 'variables: allowed: with epsilon_up, or the events of all channels'
bad 'variables: [epsilon_up, n_trident]' '"n_trident" is not allowed; allowed: epsilon_up, n_annihilation, n_strahlung'
bad 'variables: []' 'variables: allowed: a list of variables'
sed 's/method: counting/method: cls-asymptotic/' "$work/inputs/experiments/na64-2021-textbook.yaml" \
    >"$work/inputs/experiments/cls.yaml"
sed 's/na64-2021-textbook/cls/' "$work/events.yaml" >"$work/bad.yaml"
refused 'do not follow from the events; allowed: with epsilon_up' "$EPSCAN" scan "$work/bad.yaml" -o "$work/bad.h5"
refused '--significant-digits' "$EPSCAN" merge -d 16 -o "$work/bad.h5" "$work/outputs/double.h5"
[ ! -e "$work/bad.h5" ] || fail 'something was written on bad input'
finish
