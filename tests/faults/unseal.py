# SPDX-License-Identifier: GPL-3.0-or-later
"""Make of a grid what epscan 0.1 would have written, without a seal: what is changed afterwards is compared with its source alone.

    unseal.py GRID.h5
"""
import sys

import h5py


def unseal(file):
    file["ledger/seal"][()] = b""  # what is deleted stays in the file's bytes
    for name in ("ledger/seal", "ledger/unsealed", "ledger/status_checksum"):
        del file[name]
    del file.attrs["format_version"]


if __name__ == "__main__":
    with h5py.File(sys.argv[1], "r+") as grid:
        unseal(grid)
