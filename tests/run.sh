#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that must hold: installs what the tests need, builds with warnings as errors, runs CTest; then the unit
# tests under ASan and UBSan, the parsers under a fuzzer for some seconds each, the commands of a portable build under
# valgrind, and its Debian package on a clean root; what ranks do, and what is killed and damaged, under MPICH.
# CI runs exactly this.
#   tests/run.sh [CTEST-ARGUMENT...]     e.g. tests/run.sh -L unit    (only the first part, with these arguments)
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/packages.sh

install_packages "${build_packages[@]}" "${figure_packages[@]}" "${test_packages[@]}"
# What several builds compile alike (with MPICH, in the fresh copy of cli_readme) is compiled once; warnings are errors
# in the first of them.
if command -v ccache >/dev/null; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
    export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD} CCACHE_NOHASHDIR=1 CCACHE_IGNOREOPTIONS=-Werror
fi
# build FOLDER TARGET[,TARGET...] CMAKE-ARGUMENT...
build() { build_in "$1" "$2" -DBUILD_TESTING=ON -DEPSCAN_WERROR=ON "${@:3}"; }

build build all -DCMAKE_BUILD_TYPE=Release
if [ $# -gt 0 ]; then
    exec ctest --test-dir build --output-on-failure "$@"
fi

status=0
# Most tests wait now and then, for MPI to start or for a daemon: one more than there are cores.
tests() { ctest --test-dir "$1" --output-on-failure -j $(($(nproc) + 1)) "${@:2}" || status=1; }
build build-sanitize all -DCMAKE_BUILD_TYPE=RelWithDebInfo -DEPSCAN_SANITIZE=address,undefined
echo "== unit tests under ASan and UBSan"
tests build-sanitize -L unit
CC=clang build build-fuzz fuzz_job,fuzz_experiment,fuzz_table,fuzz_points -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DEPSCAN_FUZZ=ON -DEPSCAN_SANITIZE=address,undefined
echo "== parsers under libFuzzer"
tests build-fuzz -L fuzz
build build-portable epscan_cli,libepscan.so,epscan_static,manual -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DEPSCAN_NATIVE=OFF -DCMAKE_SKIP_INSTALL_ALL_DEPENDENCY=ON
echo "== a portable build: commands under valgrind, which knows no newer instructions; the Debian package"
tests build-portable -R 'tools_valgrind|package_package|hosts_processors'
build build-mpich epscan_cli,libepscan.so,read_back,failing_malloc,no_locks,stop_at_read -DCMAKE_BUILD_TYPE=Release \
    -DMPI_C_COMPILER=mpicc.mpich
echo "== another MPI: what ranks do, are killed in, find damaged, in a build with MPICH; fewer of the random tries"
KILLS=10 SAMPLE=5 tests build-mpich -L 'mpi|faults'
echo "== all tests of the release build"
tests build
exit $status
