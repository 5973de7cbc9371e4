#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that must hold: installs what the tests need, builds with warnings as errors, runs CTest; then the unit
# tests under ASan and UBSan, the parsers under a fuzzer for some seconds each, the commands of a portable build under
# valgrind, and its Debian package on a clean root; ranks under MPICH.
# CI runs exactly this.
#   tests/run.sh [CTEST-ARGUMENT...]     e.g. tests/run.sh -L unit    (only the first part, with these arguments)
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/packages.sh

install_packages "${build_packages[@]}" "${figure_packages[@]}" "${test_packages[@]}"
build() { build_in "$1" all -DBUILD_TESTING=ON -DEPSCAN_WERROR=ON "${@:2}"; }

build build -DCMAKE_BUILD_TYPE=Release
if [ $# -gt 0 ]; then
    exec ctest --test-dir build --output-on-failure "$@"
fi

status=0
build build-sanitize -DCMAKE_BUILD_TYPE=RelWithDebInfo -DEPSCAN_SANITIZE=address,undefined
echo "== unit tests under ASan and UBSan"
ctest --test-dir build-sanitize --output-on-failure -j 2 -L unit || status=1
CC=clang build build-fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo -DEPSCAN_FUZZ=ON -DEPSCAN_SANITIZE=address,undefined
echo "== parsers under libFuzzer"
ctest --test-dir build-fuzz --output-on-failure -j 2 -L fuzz || status=1
build build-portable -DCMAKE_BUILD_TYPE=RelWithDebInfo -DEPSCAN_NATIVE=OFF
echo "== a portable build: commands under valgrind, which knows no newer instructions; the Debian package"
ctest --test-dir build-portable --output-on-failure -j 2 -L 'tools|package' || status=1
ctest --test-dir build-portable --output-on-failure -R hosts_processors || status=1
echo "== another MPI: ranks and threads of a build with MPICH"
build_in build-mpich epscan_cli -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O1 -DBUILD_TESTING=ON \
    -DMPI_C_COMPILER=mpicc.mpich
ctest --test-dir build-mpich --output-on-failure -R mpi_ranks_and_threads || status=1
echo "== all tests of the release build"
ctest --test-dir build --output-on-failure -j 2 || status=1
exit $status
