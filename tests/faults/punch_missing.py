# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the disk back what the tiles that a grid lacks take, as of grids that are too large to be filled beforehand.

    punch_missing.py GRID.h5
"""
import ctypes
import os
import sys

import h5py

PUNCH_HOLE = 0x2 | 0x1  # and keep the file's size

with h5py.File(sys.argv[1]) as grid:
    missing = (grid["ledger/tile_checksum"][...] == 0).nonzero()[0]
    chunks = [grid[name].id.get_chunk_info(int(tile)) for name in ("n_annihilation", "n_strahlung", "epsilon_up") for tile in missing]
libc = ctypes.CDLL(None, use_errno=True)
descriptor = os.open(sys.argv[1], os.O_RDWR)
for chunk in chunks:
    if libc.fallocate(descriptor, PUNCH_HOLE, ctypes.c_int64(chunk.byte_offset), ctypes.c_int64(chunk.size)):
        sys.exit(os.strerror(ctypes.get_errno()))
