#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What CMake is told of HDF5 and MPI is taken, or refused when configuring.
. "$(dirname "$0")/lib.sh"
configure() { cmake -S "$SOURCE" -B "$work/$1" "${@:2}" >"$work/$1.out" 2>&1; }
# a root with an HDF5 of Debian's: root NAME FLAVOUR
root() {
    mkdir -p "$work/$1/lib"
    ln -s "/usr/include/hdf5/$2" "$work/$1/include"
    for library in /usr/lib/x86_64-linux-gnu/hdf5/"$2"/*; do ln -s "$library" "$work/$1/lib/"; done
}
[ -d /usr/lib/x86_64-linux-gnu/hdf5/serial ] || { echo 'skipped: not a Debian with both flavours of HDF5'; exit 77; }
root parallel openmpi
root serial serial

configure default || fail "by default: $(tail -n 5 "$work/default.out")"
grep -q 'Parallel HDF5: .*openmpi.* for openmpi' "$work/default.out" ||
    fail "which by default: $(grep 'Parallel' "$work/default.out")"
configure chosen "-DHDF5_ROOT=$work/parallel" || fail "with a root: $(tail -n 5 "$work/chosen.out")"
grep -q "Parallel HDF5: $work/parallel/" "$work/chosen.out" ||
    fail "the root is ignored: $(grep 'Parallel' "$work/chosen.out")"
configure plain "-DHDF5_ROOT=$work/serial" && fail 'an HDF5 without MPI is taken'
grep -q 'needs an HDF5 built with MPI' "$work/plain.out" || fail "not said: $(tail -n 5 "$work/plain.out")"

# what stands for an MPICH: its header's names, its library's, and a compiler that tells where they are
mkdir -p "$work/mpich"
cat >"$work/mpich/mpi.h" <<'END'
#define MPICH 1
#define MPI_VERSION 4
#define MPI_SUBVERSION 0
int MPI_Init(int *, char ***);
int MPI_Finalize(void);
END
echo 'int MPI_Init(int *c, char ***v) { return !c + !v; } int MPI_Finalize(void) { return 0; }' |
    cc -shared -fPIC -x c - -o "$work/mpich/libmpich.so"
printf '#!/bin/sh\necho cc -I%s -L%s -lmpich\n' "$work/mpich" "$work/mpich" >"$work/mpich/mpicc"
chmod +x "$work/mpich/mpicc"
configure mixed "-DMPI_C_COMPILER=$work/mpich/mpicc" "-DHDF5_ROOT=$work/parallel" && fail 'two MPIs are taken'
tr '\n' ' ' <"$work/mixed.out" | grep -qE 'built with +another +MPI' || fail "not said: $(tail -n 9 "$work/mixed.out")"
configure mpich "-DMPI_C_COMPILER=$work/mpich/mpicc" && ! grep -q 'Parallel HDF5: .*mpich' "$work/mpich.out" &&
    fail "another MPI's HDF5 is taken"
finish
