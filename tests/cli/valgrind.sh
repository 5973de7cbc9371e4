#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No invalid access, and no leak in the commands that run without MPI: leaks of MPI's and other libraries' own start-up
# are not ours.
. "$(dirname "$0")/lib.sh"
leaks=full
check() {
    valgrind --quiet --error-exitcode=99 --leak-check=$leaks --errors-for-leak-kinds=definite \
        --suppressions="$SOURCE/tests/cli/valgrind.supp" \
        "$@" >"$work/out" 2>"$work/err"
    case $? in
    0 | 1 | 2) ;;
    132)
        echo "skipped: valgrind does not know this processor's instructions; configure with -DEPSCAN_NATIVE=OFF"
        exit 77
        ;;
    *) fail "valgrind: $* -- $(head -c 2000 "$work/err")" ;;
    esac
}
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
check "$EPSCAN" --manual
check "$EPSCAN" --options
check "$EPSCAN" --options plot
check "$EPSCAN" help
check "$EPSCAN" help merge
check "$EPSCAN" point "$experiment" --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3
check "$EPSCAN" point "$experiment" --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 0.7
check "$EPSCAN" tracklength "$experiment" --energies 10,50
check "$EPSCAN" tracklength "$experiment" --energies 10:90:3
model="--spin scalar --alpha-D 0.1 --mass-ratio 1/3"
check "$EPSCAN" efficiency "$experiment" $model --mA 0.2,0.225 --thresholds 40,50
check "$EPSCAN" efficiency "$experiment" $model --mA 0.2,0.3 --systematics
check "$EPSCAN" efficiency "$experiment" $model --mA 0.2,x --systematics
check "$EPSCAN" spectrum "$experiment" $model --mA 0.2:0.3:3 --selected
check "$EPSCAN" plot fig1 "$experiment" --data-only -o "$work/fig1"
check "$EPSCAN" plot fig2 "$experiment" --data-only -o "$work/fig2"
leaks=no # limit shares its masses over ranks, and starts MPI
for method in counting cls-asymptotic bayes; do # hardly an event selected, no threshold to move down to
    check "$EPSCAN" limit "$experiment" $model --mA 0.22 --threshold 1 --method $method --quiet
done
check "$EPSCAN" limit "$experiment" $model --mA 250 --method cls-asymptotic --quiet # no signal
leaks=full
check "$EPSCAN" relic --kind majorana --mchi 0.01
check "$EPSCAN" validate "$SOURCE/jobs/na64-2021.yaml" -o "$work/x.h5"
check "$EPSCAN" validate "$work/none.yaml"
job bad <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/bad.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.1], alpha_D: [0.1], mass_ratio: [0.6]}
END
check "$EPSCAN" validate "$work/jobs/bad.yaml"
finish
