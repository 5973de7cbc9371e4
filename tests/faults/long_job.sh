# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # $work is of tests/cli/lib.sh
# A job of a few seconds, its reference, and comparison with it bit by bit. Sourced, after tests/cli/lib.sh.
# STORAGE=factored: the same of thresholds that are stored as factors.

# 2,000,000 points of one selection, 51 MB: more than two seconds of one core, in 2500 tiles.
job long <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/long.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.05, to: 0.5, points: 5000, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 20, spacing: log}
  mass_ratio: {from: 0.1, to: 0.49, points: 20, spacing: linear}
  ecal_threshold_GeV: [50]
END
long=$work/jobs/long.yaml
compared=(n_annihilation epsilon_up n_strahlung)
if [ "${STORAGE-}" = factored ]; then
    sed -i 's/\[50\]/{from: 49, to: 51, points: 20, spacing: linear}/; s/points: 5000/points: 1000/
        $a storage: factored' "$long"
    compared=(factored)
fi
reference=$work/reference.h5

make_reference() {
    ok 'the reference' "$EPSCAN" scan "$long" --quiet -o "$reference"
}

# same FILE: the data are the reference's, bit by bit, and the file proves itself.
same() {
    local variable
    for variable in "${compared[@]}" status complete ledger/tile_checksum; do
        h5diff "$reference" "$1" "/$variable" >"$work/diff" 2>&1 ||
            fail "$variable differs from the reference: $(head -3 "$work/diff")"
    done
    "$EPSCAN" info --quiet --verify --sample 3 "$1" 2>"$work/err" || fail "info --verify: $(cat "$work/err")"
}
