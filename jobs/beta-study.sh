#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How the yield of a simulation saturates when it multiplies the cross-section by beta and absorbs the positron, and
# which beta the published limits would need. Leaves outputs/beta-study.csv, beta-study-needed.csv and
# beta-study.{png,pdf}; read jobs/beta-study.md. Runs build/epscan, awk and gnuplot; twelve minutes on two cores. Safe
# to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
experiment=inputs/experiments/na64-2021.yaml
work=$(mktemp -d -p outputs)
trap 'rm -rf "$work"' EXIT

# A signal's showers are followed to the experiment's minimum energy at least. Nothing below 42.5 GeV is wanted here,
# and showers cut there are ten times faster: the same experiment with that minimum.
sed -e 's|\.\./|../../inputs/|' -e 's/\(minimum_energy_GeV\|production_cut_GeV\): [0-9.]*/\1: 42.5/' "$experiment" \
    >"$work/experiment.yaml"
grep -q 'minimum_energy_GeV: 42.5' "$work/experiment.yaml"

value() { awk -F'[:,]' -v key="\"$1\"" '{gsub(/ /, "", $1)} $1 == key {print $2 + 0}'; }

# showers BETA UNBIASED: enough for 5000 selected events, or 1.4 %, within bounds of time; far into saturation a yield
# falls as 1/beta.
showers() { awk -v beta="$1" -v unbiased="$2" 'BEGIN {
    n = 5000 / (beta * unbiased / 1.52871e11) * (1 + beta / 2e10)
    printf "%.0f", (n < 1e6 ? 1e6 : (n > 6e6 ? 6e6 : n)) }'; }

# row SPIN MASS UNBIASED BETA ABOVE SHOWERS: simulate, print a line of the table; beta = 0 is weighted, without
# absorption.
row() {
    local spin=$1 mass=$2 unbiased=$3 beta=$4 above=$5 showers=$6 json scheme=(--biasing weighted)
    [ "$beta" = 0 ] || scheme=(--biasing multiplied --beta "$beta")
    json=$(build/epscan simulate "$work/experiment.yaml" --showers "$showers" --cut "$above" --above "$above" \
        "${scheme[@]}" --spin "$spin" --mA "$mass" --alpha-D 0.1 --mass-ratio 1/3 --output "$work/signal.h5" \
        --force --quiet)
    awk -v spin="$spin" -v mass="$mass" -v beta="$beta" -v above="$above" -v showers="$showers" \
        -v unbiased="$unbiased" \
        -v events="$(value events_selected <<<"$json")" -v selected="$(value n_selected <<<"$json")" \
        -v error="$(value n_selected_error <<<"$json")" 'BEGIN {
        if (!(error < 0.1 * selected)) exit
        printf "%s,%s,%s,%s,%s,%d,%.6g,%.2g,%.6g,%.5f,%.5f\n", spin, mass, beta, above, showers, events, selected,
               error, unbiased, selected / unbiased, error / unbiased }'
}

cat >"$work/table.csv" <<'END'
# Yield of selected events at epsilon = 1e-4 when the cross-section above an energy is multiplied by beta, the positron
# absorbed and the yield divided by beta. NA64 2021, alpha_D = 0.1, r = 1/3. Made by jobs/beta-study.sh.
# beta: 0 is weighted, without absorption. above_GeV: positrons below make nothing, and showers are cut there.
# n_selected: events whose ECAL reads less than 50 GeV, with its statistical error. n_unbiased: n_annihilation of
# epscan point. ratio: n_selected / n_unbiased. Points with an error above 10 % are left out.
spin,mA_GeV,beta,above_GeV,showers,events_selected,n_selected,n_selected_error,n_unbiased,ratio,ratio_error
END
for spin in fermion scalar; do
    for mass in 0.225 0.230 0.240 0.250 0.280 0.300; do
        point=$(build/epscan point "$experiment" --spin "$spin" --mA "$mass" --alpha-D 0.1 --mass-ratio 1/3)
        unbiased=$(value n_annihilation <<<"$point")
        echo "$spin $mass $unbiased $(value n_strahlung <<<"$point")" >>"$work/points"
        betas=(1e8 3e8 1e9 3e9 1e10 3e10 1e11)
        [ "$mass" != 0.300 ] || betas+=(3e11 1e12)
        row "$spin" "$mass" "$unbiased" 0 42.5 2000000
        for beta in "${betas[@]}"; do
            row "$spin" "$mass" "$unbiased" "$beta" 42.5 "$(showers "$beta" "$unbiased")"
        done
        case $mass in 0.225 | 0.240 | 0.300)
            for beta in 1e9 1e10 1e11; do row "$spin" "$mass" "$unbiased" "$beta" 20 2000000; done ;;
        esac
    done
done | tee -a "$work/table.csv"
mv "$work/table.csv" outputs/beta-study.csv

awk -v curves="$work/curves" -v needed="$work/needed" -f jobs/beta-study.awk "$work/points" \
    inputs/limits/na64-2021-fermion-alphaD0.1.csv inputs/limits/na64-2021-scalar-alphaD0.1.csv outputs/beta-study.csv \
        >outputs/beta-study-needed.csv
column -s, -t <(grep -v '^#' outputs/beta-study-needed.csv)
for output in "png pngcairo size 2100,800 font 'DejaVu Sans,19' enhanced" \
    "pdf pdfcairo size 10.5in,4in font 'DejaVu Sans,9.5' enhanced"; do
    gnuplot -e "set terminal ${output#* }; set output 'outputs/beta-study.${output%% *}'" \
        -e "curves = '$work/curves'; needed = '$work/needed'" jobs/beta-study.gp
done
echo "outputs/: yields in beta-study.csv, needed beta in beta-study-needed.csv, picture in beta-study.png, .pdf"
