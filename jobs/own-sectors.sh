#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Limits on two sectors of one's own, inelastic and a continuum, from their spectral densities as tables: yields by the
# experiment's response file, limits by CLs, and a scan over both. Leaves outputs/na64-2021-response.h5 and
# own-sectors.h5; read jobs/own-sectors.md. Runs build/epscan; seconds. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
experiment=inputs/experiments/na64-2021.yaml response=outputs/na64-2021-response.h5

build/epscan response "$experiment" --output "$response" --force
for sector in inelastic continuum; do
    table=jobs/own-sectors/$sector.csv
    build/epscan point --response "$response" --model-table "$table"
    build/epscan limit "$experiment" --model-table "$table" --method cls-asymptotic --quiet
done
build/epscan scan jobs/own-sectors/own-sectors.yaml --force
