#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Any single allocation fails: a line and an exit status, or the same numbers; and on one rank of two, the whole job
# ends so.
. "$SOURCE/tests/cli/lib.sh"
experiment=$work/inputs/experiments/na64-2021.yaml
model=(--spin fermion --mA 0.22 --alpha-D 0.1 --mass-ratio 1/3)
ranks=(mpirun --oversubscribe --bind-to none -n 2)
job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
limit_method: cls-asymptotic
axes: {spin: [fermion], mA_GeV: [0.1, 0.2, 0.22], alpha_D: [0.1, 0.5], mass_ratio: [1/3]}
END
small=$work/jobs/small.yaml
# whose response ranks make together
sed 's/^strahlung.*/strahlung: exact-tree-level/' "$SOURCE/inputs/experiments/na64-2021-textbook.yaml" \
    >"$work/inputs/experiments/strahlung.yaml"
job strahlung <<END
experiment: ../inputs/experiments/strahlung.yaml
output: ../outputs/strahlung.h5
axes: {spin: [fermion], mA_GeV: [0.1], alpha_D: [1e-6], mass_ratio: [1/3]}
END
sed 's/^shower: cascade/shower: {model: monte-carlo, showers: 1000}/' "$experiment" \
    >"$work/inputs/experiments/showers.yaml"

# tried COUNT OUTPUT COMMAND...
tried() {
    /usr/bin/python3 "$SOURCE/tests/faults/no_memory.py" "$FAILING_MALLOC" "$work" "$@" ||
        fail "without memory: ${*:3}"
}
tried 25 - "$EPSCAN" point "$experiment" "${model[@]}"
tried 12 - "$EPSCAN" tracklength "$work/inputs/experiments/showers.yaml" --points 5
tried 8 - "$EPSCAN" validate --quiet --force "$small"
tried 6 - "$EPSCAN" relic --kind scalar --mchi 0.01
tried 10 small.h5 "$EPSCAN" scan --quiet "$small" -o small.h5
ok 'a grid' "$EPSCAN" scan --quiet "$small" -o "$work/outputs/grid.h5"
tried 10 - "$EPSCAN" query "$work/outputs/grid.h5" --spin fermion --mA 0.21 --alpha-D 0.2 --mass-ratio 1/3
tried 40 - "$EPSCAN" info --verify --sample 1 "$work/outputs/grid.h5"
tried 3 merged.h5 "$EPSCAN" merge --quiet -o merged.h5 "$work/outputs/grid.h5"
tried 8 sim.h5 "$EPSCAN" simulate --quiet "$experiment" "${model[@]}" --showers 3000 \
    -o sim.h5
tried 8 - "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --method cls-asymptotic
tried 5 - "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --method cls-toys --toys 1000

# one rank of two; of the one that does not create the file every place that allocates, also while the other is in
# calls of HDF5 that take both
sed '/^limit_method/d; s/small.h5/shared.h5/' "$small" >"$work/jobs/shared.yaml"
scan_shared=("${ranks[@]}" -x FAIL_RANK "$EPSCAN" scan --quiet "$work/jobs/shared.yaml" -o shared.h5)
for FAIL_RANK in 0 1; do
    export FAIL_RANK
    [ $FAIL_RANK -eq 0 ] && tries=4 || tries=places
    tried $tries shared.h5 "${scan_shared[@]}"
    tried 3 sim.h5 "${ranks[@]}" -x FAIL_RANK "$EPSCAN" simulate --quiet "$experiment" "${model[@]}" \
        --showers 3000 -o sim.h5
    EPSCAN_NO_CACHE=1 tried 2 strahlung.h5 "${ranks[@]}" -x FAIL_RANK "$EPSCAN" scan --quiet \
        "$work/jobs/strahlung.yaml" -o strahlung.h5
    tried 2 - "${ranks[@]}" -x FAIL_RANK "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --method cls-toys \
        --toys 1000
    tried 2 - "${ranks[@]}" -x FAIL_RANK "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --method cls-asymptotic
done

unset FAIL_RANK

# masses are shared: two ranks allocate for their fits, together, what one does; not twice as much
counted() {
    : >"$work/count"
    ok "counting in $*" "$@"
    awk '{sum += $1} END {print sum}' "$work/count"
}
export FAIL_COUNT=$work/count
masses=(limit --quiet "$experiment" --spin fermion --mA 0.2:0.25:60 --alpha-D 0.1 --mass-ratio 1/3
    --method cls-asymptotic --threads 1)
alone=$(counted env "LD_PRELOAD=$FAILING_MALLOC" "$EPSCAN" "${masses[@]}")
cp "$work/out" "$work/alone"
shared=$(counted "${ranks[@]}" -x FAIL_COUNT -x "LD_PRELOAD=$FAILING_MALLOC" "$EPSCAN" "${masses[@]}")
cmp -s "$work/out" "$work/alone" || fail 'limits of two ranks differ from those of one'
[ "$shared" -lt $((alone * 14 / 10)) ] ||
    fail "two ranks repeat each other's masses: $shared allocations, alone $alone"
finish
