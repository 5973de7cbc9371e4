#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A'-strahlung from first principles beside NA64's limits of 2019 and 2022: events, the efficiency that each limit
# needs, and Weizsaecker-Williams beside the exact cross-section. Leaves outputs/strahlung.csv, strahlung-ww.csv and
# strahlung.{png,pdf}; read jobs/strahlung.md. Runs build/epscan, awk and gnuplot; a minute. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d -p outputs)
trap 'rm -rf "$work"' EXIT

# limit ALPHA_D MASSES: mA_GeV,n_annihilation,n_strahlung at epsilon = 1e-4, fermions, r = 1/3, Table I's exposures.
limit() {
    build/epscan limit inputs/experiments/na64-2021-first-principles.yaml --quiet --spin fermion --mass-ratio 1/3 \
        --method counting --alpha-D "$1" --mA "$2" | awk -F, 'NR > 1 {print $1 "," $2 "," $3}'
}

# compare YEAR ELECTRONS ALPHA_D: of a published limit, the limit that strahlung (2019), or both channels (2022), gives
# with Table I's exposures, 1.52871e11 electrons times efficiency, and the efficiency that the published one needs.
# Where annihilation dominates in 2022, from 0.17 to 0.44 GeV, the efficiency would be another.
compare() {
    local masses
    awk -F, -v year="${1%%-*}" '!/^[#m]/ && (year == 2019 || $1 < 0.17 || $1 > 0.44)' "inputs/limits/na64-$1.csv" \
        >"$work/published"
    masses=$(cut -d, -f1 "$work/published" | paste -sd,)
    paste -d, "$work/published" <(limit 1e-6 "$masses") <(limit 0.1 "$masses") |
        awk -F, -v year="${1%%-*}" -v electrons="$2" '{
            n = year == 2019 ? $5 : $7 + $8
            up = 1e-4 * sqrt(log(10) / n)
            printf "%s,%s,%s,%s,%s,%s,%.4g,%.3f,%.3f\n", year, $1, $2, $5, $8, $7, up, up / $2,
                (up / $2)^2 * 1.52871e11 / electrons
        }'
}
{
    echo "published,mA_GeV,epsilon_published,n_strahlung_narrow,n_strahlung,n_annihilation,epsilon_up,ratio,efficiency"
    compare 2019-strahlung 2.84e11
    compare 2022 9.37e11
} >"$work/strahlung.csv"

masses=0.001,0.0015,0.002,0.003,0.005,0.007,0.01,0.015,0.02,0.03,0.05,0.07,0.1,0.15,0.2,0.3,0.5,0.7,1
ww() {
    build/epscan cross-section "inputs/materials/$1.yaml" --channel strahlung --mA $masses --energy "$2" |
        awk -v Z="$3" -v A="$4" -f jobs/strahlung.awk
}
{
    ww lead 100 82 207.2
    printf '\n\n'
    ww lead 50 82 207.2
    printf '\n\n'
    ww tungsten 8 74 183.84
} >"$work/strahlung-ww.csv"
mv "$work"/*.csv outputs/
for terminal in "pngcairo size 1800,620 font 'Sans,14'" "pdfcairo size 15,5.2 font 'Sans,13'"; do
    suffix=${terminal:0:3}
    gnuplot -e "set terminal $terminal; set output 'outputs/strahlung.$suffix'" jobs/strahlung.gp
done
column -s, -t <outputs/strahlung.csv 2>/dev/null || cat outputs/strahlung.csv
grep -v '^$' outputs/strahlung-ww.csv
echo "written: outputs/strahlung.csv outputs/strahlung-ww.csv outputs/strahlung.png outputs/strahlung.pdf"
