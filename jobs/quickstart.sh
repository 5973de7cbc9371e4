#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a bare Debian 12 to the NA64 exclusion grid and its picture: installs what is missing, builds, scans, draws.
# Leaves outputs/na64-2021.h5 and outputs/na64-2021-limits.{png,pdf}; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/packages.sh

install_packages "${build_packages[@]}" "${figure_packages[@]}"
build_in build all -DCMAKE_BUILD_TYPE=Release # with the tests where it has them

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks=$(nproc)
for job in na64-2021 positron-beam; do
    mpirun --use-hwthread-cpus -n "$ranks" build/epscan scan "jobs/$job.yaml" --force
done
build/epscan plot limits outputs/na64-2021.h5 --projection outputs/positron-beam.h5
echo "grid: outputs/na64-2021.h5   picture: outputs/na64-2021-limits.png, .pdf, .svg"
