# SPDX-License-Identifier: GPL-3.0-or-later
"""Make of a grid what epscan 0.1 would have written: no seal, n_strahlung over the masses alone and in no checksum. What is changed
afterwards is compared with its source alone.

    unseal.py GRID.h5
"""
import ctypes
import itertools
import sys

import h5py
import numpy

xxhash = ctypes.CDLL("libxxhash.so.0")
xxhash.XXH3_64bits_withSeed.restype = ctypes.c_uint64
xxhash.XXH3_64bits_withSeed.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]


def tiles(extents, shape):
    """Slices of each tile in the ledger's order: blocks of the last two axes slowest, each group in C order."""
    blocks = [[slice(start, start + step) for start in range(0, extent, step)] for extent, step in zip(extents, shape)]
    for columns in itertools.product(*blocks[4:]):
        for models in itertools.product(*blocks[:4]):
            yield models + columns


def unseal(file):
    ledger = file["ledger/tile_checksum"]
    for tile, box in enumerate(tiles(file["epsilon_up"].shape, [int(n) for n in ledger.attrs["tile_shape"]])):
        data = file["n_annihilation"][box].tobytes() + file["epsilon_up"][box].tobytes() + file["status"][box[:4]].tobytes()
        if ledger[tile]:
            ledger[tile] = xxhash.XXH3_64bits_withSeed(data, len(data), tile) or 1
    over_mass = numpy.zeros(file["mA"].shape)
    if "n_strahlung" in file:
        over_mass = file["n_strahlung"][0, :, 0, 0, 0, 0]
        del file["n_strahlung"]
    file["n_strahlung"] = over_mass
    file["ledger/seal"][()] = b""  # what is deleted stays in the file's bytes
    for name in ("ledger/seal", "ledger/unsealed", "ledger/status_checksum"):
        del file[name]
    del file.attrs["format_version"]


if __name__ == "__main__":
    with h5py.File(sys.argv[1], "r+") as grid:
        unseal(grid)
