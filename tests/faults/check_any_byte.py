# SPDX-License-Identifier: GPL-3.0-or-later
"""Any single byte of a file's own structures changed: readers answer with an exit status of theirs, and never crash.

check_any_byte.py FILE FLIPPED: the last is written
"""
import os
import random
import subprocess
import sys

good = open(sys.argv[1], "rb").read()
random.seed(5)
# metadata stands before and between the data: bytes that are not part of long runs of doubles
places = [random.randrange(0, 12000) for _ in range(60)]
places += [random.randrange(len(good) - 40000, len(good)) for _ in range(60)]
for at in places:
    bad = bytearray(good)
    bad[at] ^= random.choice((1, 16, 255))
    with open(sys.argv[2], "wb") as file:
        file.write(bad)
    for command in (["info", "--quiet", "--verify", "--sample", "0"], ["plot", "limits", "-q", "-d", "--as-stored"]):
        words = [os.environ["EPSCAN"], *command, sys.argv[2]]
        code = subprocess.run(words, capture_output=True, timeout=60).returncode
        assert code in (0, 1, 2, 4), (at, command, code)
