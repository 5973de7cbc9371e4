#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What electrons' motion, direct pairs and initial-state radiation do to yields and limits: NA64's 2021 analysis with
# each of them on and off. Leaves outputs/electrons.csv and electrons.{png,pdf}; read jobs/electrons.md. Runs
# build/epscan, awk and gnuplot; a minute. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d -p outputs)
trap 'rm -rf "$work"' EXIT
mkdir "$work/experiments"
ln -s "$PWD/inputs/materials" "$PWD/inputs/limits" "$work/"

# variant NAME BEAM MOTION PAIRS RADIATION: na64-2021 with these.
variant() {
    sed "s|particle: electron|particle: $2|; s|^  electrons: .*|  electrons: {of: all-layers, $3}|" \
        inputs/experiments/na64-2021.yaml |
        sed "s|^shower: .*|shower: {model: cascade, effects: {direct_pairs: $4}}|" |
        cat - <(echo "annihilation: {initial_state_radiation: $5}") >"$work/experiments/$1.yaml"
}
moving='motion: compton-profiles, binding:'
# row NAME BEAM SPIN,ALPHA_D MASSES: beam,spin,alpha_D,variant,mA_GeV,n_annihilation,epsilon_up
row() {
    build/epscan limit "$work/experiments/$1.yaml" --quiet --spin "${3%,*}" --mass-ratio 1/3 --method counting \
        --alpha-D "${3#*,}" --mA "$4" | awk -F, -v key="$2,$3,$1" '
        NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i; next}
        {print key "," $1 "," $at["n_annihilation"] "," $at["epsilon_up"]}'
}
# Masses close enough to draw, of fermions with alpha_D = 0.1, and those of the tables.
drawn=$( (seq 0.15 0.01 0.4; echo 0.225) | sort -g | paste -sd,)
shown=0.15,0.2,0.225,0.25,0.3,0.35,0.4
# all_variants BEAM MASSES MODEL...: of fermions at the masses, and of MODELs at those of the tables.
all_variants() {
    local beam=$1 masses=$2 name model
    shift 2
    for name in rest kinetic none edges pairs radiation all; do
        row $name "$beam" fermion,0.1 "$masses"
        for model in "$@"; do row $name "$beam" "$model" $shown; done
    done
}
{
    echo "beam,spin,alpha_D,variant,mA_GeV,n_annihilation,epsilon_up"
    for beam in electron positron; do
        variant rest $beam 'motion: rest' false none
        for binding in kinetic none edges; do variant $binding $beam "$moving $binding" false none; done
        variant pairs $beam 'motion: rest' true none
        variant radiation $beam 'motion: rest' false leading-log
        variant all $beam "$moving kinetic" true leading-log
        case $beam in
            electron) all_variants $beam "$drawn" fermion,0.5 scalar,0.1 scalar,0.5 ;;
            positron) all_variants $beam 0.15:0.4:11 fermion,0.5 scalar,0.1 scalar,0.5 ;;
        esac
    done
} >"$work/electrons.csv"
mv "$work/electrons.csv" outputs/
for terminal in "pngcairo size 1600,620 font 'Sans,14'" "pdfcairo size 14,5.4 font 'Sans,13'"; do
    suffix=${terminal:0:3}
    gnuplot -e "set terminal $terminal; set output 'outputs/electrons.$suffix'" jobs/electrons.gp
done
awk -F, 'NR == 1 || $5 ~ /^0\.(15|2|225|25|3|35|4)$/' outputs/electrons.csv
echo "written: outputs/electrons.csv outputs/electrons.png outputs/electrons.pdf"
