#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every experiment with a published curve, from first principles, beside that curve: alpha_D = 0.1, r = 1/3, fermions
# and scalars. Leaves outputs/published.csv and published.{png,pdf}; read jobs/published.md. Runs build/epscan, awk and
# gnuplot; 11 s. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d -p outputs)
trap 'rm -rf "$work"' EXIT

# limit EXPERIMENT SPIN MASSES: epsilon_UP,n_annihilation/n_strahlung by Eq. 7.
limit() {
    build/epscan limit "$1" --quiet --spin "$2" --alpha-D 0.1 --mass-ratio 1/3 --method counting --mA "$3" |
        awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) column[$i] = i}
                 NR > 1 {print $column["epsilon_up"] "," $column["n_annihilation"] / $column["n_strahlung"]}'
}

# compare EXPERIMENT: rows of the published table inputs/limits/EXPERIMENT.csv, ours, and their ratios.
compare() {
    local masses
    grep -v '^[#m]' "inputs/limits/$1.csv" >"$work/published"
    masses=$(cut -d, -f1 "$work/published" | paste -sd,)
    paste -d, "$work/published" <(limit "$1" fermion "$masses") <(limit "$1" scalar "$masses") |
        awk -F, -v name="$1" '{
            printf "%s,%s,%s,%.4g,%.4g,%.3f,%.3f,%.3g,%.3g\n", name, $1, $2, $3, $5, $3/$2, $5/$2, $4, $6
        }'
}
{
    echo "experiment,mA_GeV,epsilon_published,epsilon_fermion,epsilon_scalar,ratio_fermion,ratio_scalar,\
annihilation_over_strahlung_fermion,annihilation_over_strahlung_scalar"
    for experiment in na64-2022 na64-positron-2022 na64-1e13 lohengrin; do
        compare "$experiment"
    done
} >"$work/published.csv"
mv "$work/published.csv" outputs/
for terminal in "pngcairo size 1800,1100 font 'Sans,14'" "pdfcairo size 15,9.2 font 'Sans,13'"; do
    suffix=${terminal:0:3}
    gnuplot -e "set terminal $terminal; set output 'outputs/published.$suffix'" jobs/published.gp
done
column -s, -t <outputs/published.csv 2>/dev/null || cat outputs/published.csv
echo "written: outputs/published.csv outputs/published.png outputs/published.pdf"
