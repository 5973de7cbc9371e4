# SPDX-License-Identifier: GPL-3.0-or-later
"""A merged grid is compressed, shuffled and checksummed; one of --no-compression is not. check_compression.py MERGED PLAIN"""
import sys

import h5py

with h5py.File(sys.argv[1]) as merged, h5py.File(sys.argv[2]) as plain:
    d = merged["n_annihilation"]
    assert d.shuffle and d.compression == "gzip" and d.fletcher32
    assert plain["n_annihilation"].compression is None
