#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All figures of the paper (Andreev et al., PRD 104 L091701) from nothing: installs what is missing, builds, scans,
# draws. Leaves outputs/fig1 ... fig4 as .png, .pdf, .svg, with their data (.dat) and gnuplot scripts (.gp), and the
# comparison of jobs/comparison.md. Two minutes on two cores; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs/quickstart.sh

experiment=inputs/experiments/na64-2021.yaml
for figure in fig1 fig2; do
    echo "== $figure"
    build/epscan plot "$figure" "$experiment" -o "outputs/$figure"
done
for figure in fig3 fig4; do
    echo "== $figure"
    build/epscan plot "$figure" outputs/na64-2021.h5 -o "outputs/$figure"
done
echo "== comparison"
jobs/comparison.sh
echo "figures: outputs/fig1 ... fig4 .png, .pdf, .svg   tables: outputs/comparison.csv, outputs/fig*.dat"
