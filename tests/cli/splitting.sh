#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The axis that a grid has only where its job gives it: files, shares, queries and exports with and without the
# dimension.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
of_job() {
    job "$1" <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/$1.h5
axes:
  spin: [$2]
  mA_GeV: {from: 0.15, to: 0.3, points: 7, spacing: linear}
  alpha_D: [0.1, 0.5]
  mass_ratio: [0.2, 0.3]
  $3
  ecal_threshold_GeV: [45, 50]
END
    ok "scan of $1" "$EPSCAN" scan "$work/jobs/$1.yaml" --quiet
}

of_job fermion fermion ''
of_job equal pseudo-dirac ''
of_job given pseudo-dirac 'mass_splitting: 0'
of_job split pseudo-dirac 'mass_splitting: [0, 0.1, 0.5, 1.3]'
check splitting files "$work/outputs" || fail 'dimensions, formats or numbers of the files'

# ---- numbers between points, and at them, against quadrature; what a grid has not is outside
point="--spin pseudo-dirac --mA 0.217 --alpha-D 0.3 --mass-ratio 0.25"
check splitting query "$work/outputs/split.h5" "$experiment" "$work/points.csv" || fail 'queries and quadrature'
# shellcheck disable=SC2086
refused 'outside in mass_splitting; allowed: 0 to 0' "$EPSCAN" query "$work/outputs/equal.h5" $point --splitting 0.1
ok 'info --verify' "$EPSCAN" info --verify "$work/outputs/split.h5"
says '^mass_splitting  *4  0 to 1.3$' 'info'
ok 'info' "$EPSCAN" info "$work/outputs/equal.h5"
grep -q splitting "$work/out" && fail 'info of a grid without the dimension has it'

# ---- shares are one grid
for share in 0/2 1/2; do
    ok "share $share" "$EPSCAN" scan "$work/jobs/split.yaml" --quiet --shard "$share" \
        -o "$work/outputs/share-${share%/*}.h5"
done
ok 'merge' "$EPSCAN" merge -o "$work/outputs/merged.h5" "$work"/outputs/share-*.h5
check splitting same "$work/outputs/merged.h5" "$work/outputs/split.h5" || fail 'the merged grid'

# ---- exports
cd "$work" || exit 1
for grid in split equal; do
    ok "csv of $grid" "$EPSCAN" export "outputs/$grid.h5" --format csv -o "$grid.csv" --quiet
done
check splitting csv split.csv equal.csv || fail 'CSV exports'
ok 'hepdata' "$EPSCAN" export outputs/split.h5 --format hepdata --alpha-D 0.1 --splitting 0,0.5 -o hepdata --quiet
ok 'qualifiers' grep -c 'SPLITTING = (m_2 - m_1)/m_1, R = m_1/m_A.", value: 0.5' hepdata/table2.yaml
ok 'names' grep -c 'r 0.2, splitting 0.5"' hepdata/submission.yaml
ok 'darkcast' "$EPSCAN" export outputs/split.h5 --format darkcast --alpha-D 0.1 --mass-ratio 0.3 --splitting 0.5 \
    -o Split --quiet
[ -s Split_pseudo_dirac_alphaD0p1_r0p3_splitting0p5.lmt ] || fail "names of DarkCast's files: $(ls)"
refused '0.2 is none of the grid' "$EPSCAN" export outputs/split.h5 --format csv --splitting 0.2 -o none.csv
refused '--splitting: 4 values are not allowed with darkcast' "$EPSCAN" export outputs/split.h5 --format darkcast \
    --alpha-D 0.1 --mass-ratio 0.3 -o None

# ---- no such model
# shellcheck disable=SC2086
refused "--splitting: 2.1 closes A' -> chi1 chi2 at mass_ratio 0.25" "$EPSCAN" point "$experiment" $point \
    --splitting 2.1
refused '--splitting: 0.1 is not allowed with scalar' "$EPSCAN" point "$experiment" --spin scalar --mA 0.2 \
    --alpha-D 0.1 --mass-ratio 0.3 --splitting 0.1
finish
