#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Factored grids: every reader has a plain scan's numbers, expand writes it; resumed, in shards, merged, refused.
. "$(dirname "$0")/lib.sh"
cp -r "$SOURCE/inputs" "$work/"
mkdir -p "$work/outputs"
out=$work/outputs
# two blocks of columns, the second smaller; a limit of strahlung that ends within the masses; 400 models
cat >"$work/plain.yaml" <<END
experiment: inputs/experiments/na64-2021.yaml
output: outputs/plain.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.002, to: 1.5, points: 50, spacing: log}
  alpha_D: [0.01, 0.5]
  mass_ratio: [0.1, 1/3]
  ecal_threshold_GeV: {from: 20, to: 80, points: 701, spacing: linear}
  energy_scale_shift: [-0.02, 0, 0.02]
END
sed "s/plain/factored/; \$a storage: factored" "$work/plain.yaml" >"$work/factored.yaml"
for kind in plain factored; do
    ok "scan of $kind" "$EPSCAN" scan "$work/$kind.yaml" --quiet --threads 1 -o "$out/$kind.h5"
done
ok 'proof' "$EPSCAN" info --verify --sample 30 "$out/factored.h5"
says '^stored  *factored, without epsilon_up$' 'info of a factored grid'
ok 'expand' "$EPSCAN" expand --quiet --no-compression -o "$out/expanded.h5" "$out/factored.h5"
check factored same "$out/expanded.h5" "$out/plain.h5" "$out/factored.h5" ||
    fail 'an expanded grid is not the plain one'
for kind in plain factored; do
    ok "query of $kind" "$EPSCAN" query "$out/$kind.h5" --spin scalar --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
    mv "$work/out" "$work/$kind.json"
    ok "export of $kind" "$EPSCAN" export --quiet --format csv --threshold 50 --scale-shift 0 -o "$work/$kind.csv" \
        "$out/$kind.h5"
done
cmp -s "$work/plain.json" "$work/factored.json" || fail 'queries differ'
check factored tables "$work/factored.csv" "$work/plain.csv" || fail 'exports differ'

# shards and a resumed scan give the same file to the last bit of its numbers
for i in 0 1; do ok "shard $i" "$EPSCAN" scan "$work/factored.yaml" --quiet --threads 1 --shard $i/2; done
ok 'merge' "$EPSCAN" merge --quiet -o "$out/merged.h5" "$out"/factored.shard-*.h5
ok 'merge as it is' "$EPSCAN" merge --quiet --no-compression -o "$out/as-it-is.h5" "$out"/factored.shard-*.h5
/usr/bin/python3 -c '
import sys, h5py, numpy
with h5py.File(sys.argv[1], "r+") as f:
    f["ledger/tile_checksum"][1::2] = 0
    f["complete"][()] = 0' "$out/as-it-is.h5"
ok 'resume' "$EPSCAN" scan "$work/factored.yaml" --quiet --threads 1 --resume -o "$out/as-it-is.h5"
for grid in merged as-it-is; do
    check factored bits "$out/$grid.h5" "$out/factored.h5" || fail "$grid is another grid"
done
refused 'factors are not rounded; allowed: epscan expand' "$EPSCAN" merge -d 6 -o "$out/bad.h5" "$out/factored.h5"
refused 'is not factored; allowed: a factored grid' "$EPSCAN" expand -o "$out/bad.h5" "$out/plain.h5"
refused 'was rounded or expanded' "$EPSCAN" scan "$work/factored.yaml" --resume -o "$out/expanded.h5"

# limits by another method are stored as they are
sed 's/method: counting/method: cls-asymptotic/' "$work/inputs/experiments/na64-2021-textbook.yaml" \
    >"$work/inputs/experiments/cls.yaml"
sed 's/na64-2021.yaml/cls.yaml/; s/points: 701/points: 30/; s/points: 50/points: 10/' "$work/plain.yaml" \
    >"$work/cls.yaml"
sed 's/plain.h5/cls-factored.h5/; $a storage: factored' "$work/cls.yaml" >"$work/cls-factored.yaml"
ok 'scan by CLs' "$EPSCAN" scan "$work/cls.yaml" --quiet --threads 1 -o "$out/cls.h5"
ok 'factored scan by CLs' "$EPSCAN" scan "$work/cls-factored.yaml" --quiet --threads 1 -o "$out/cls-factored.h5"
ok 'expand of CLs' "$EPSCAN" expand --quiet -o "$out/cls-expanded.h5" "$out/cls-factored.h5"
check factored same "$out/cls-expanded.h5" "$out/cls.h5" "$out/cls-factored.h5" || fail 'CLs'

for i in 0 1; do ok "shard $i by CLs" "$EPSCAN" scan "$work/cls-factored.yaml" --quiet --threads 1 --shard $i/2; done
ok 'merge by CLs' "$EPSCAN" merge --quiet -o "$out/cls-merged.h5" "$out"/cls-factored.shard-*.h5
check factored bits "$out/cls-merged.h5" "$out/cls-factored.h5" || fail 'merged shards by CLs'

# tables of spectral densities in the place of models
awk 'BEGIN {print "sqrt_s_GeV,rho_per_GeV2"; for (i = 0; i < 40; i++) print 0.2 + 0.002 * i "," 10 + i}' \
    >"$work/rising.csv"
printf 'sqrt_s_GeV,rho_per_GeV2\n0.2,0\n0.25,20\n0.3,0\n' >"$work/triangle.csv"
for kind in plain factored; do
    sed -e '/^ *\(spin\|mA_GeV\|alpha_D\|mass_ratio\):/d; s/^axes:/&\n  model_table: [rising.csv, triangle.csv]/' \
        "$work/$kind.yaml" >"$work/tables-$kind.yaml"
    ok "scan of $kind tables" "$EPSCAN" scan "$work/tables-$kind.yaml" --quiet --threads 1 -o "$out/tables-$kind.h5"
done
ok 'expand of tables' "$EPSCAN" expand --quiet -o "$out/tables-expanded.h5" "$out/tables-factored.h5"
check factored same "$out/tables-expanded.h5" "$out/tables-plain.h5" "$out/tables-factored.h5" || fail 'tables'

bad() {
    sed "\$a $1" "$work/factored.yaml" >"$work/bad.yaml"
    refused "$2" "$EPSCAN" scan "$work/bad.yaml" -o "$out/bad.h5"
}
bad 'precision: single' 'storage: factored goes without precision and variables'
bad 'visible_widths: true' 'storage: limits with visible_widths do not factor; allowed: plain'
sed 's/^storage.*/storage: compact/' "$work/factored.yaml" >"$work/bad.yaml"
refused 'storage: "compact" is not allowed; allowed: plain, factored' "$EPSCAN" scan "$work/bad.yaml" -o "$out/bad.h5"
[ ! -e "$out/bad.h5" ] || fail 'something was written on bad input'
finish
