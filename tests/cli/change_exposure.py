# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the exposure in the inputs that an unsealed grid carries, with their hash, and not tell it elsewhere: the numbers are
no longer of them."""
import hashlib
import sys

import h5py

with h5py.File(sys.argv[1], "r+") as grid:
    texts, hashes = grid["provenance/input_text"], grid["provenance/input_sha256"]
    changed = texts[0].replace(b"18.7e10", b"19.7e10")
    assert changed != texts[0]
    texts[0] = changed
    del grid.attrs["exposure"]
    hashes[0] = hashlib.sha256(changed.rstrip(b"\0")).hexdigest().encode()
