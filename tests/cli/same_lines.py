# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two files have the same words, numbers to 1e-6: exit 1 if not."""
import re
import sys


def same(a, b):
    try:
        return abs(float(a) - float(b)) <= 1e-6 * abs(float(b))
    except ValueError:
        return a == b


said, found = (re.split(r"[,\s]+", open(path).read().strip()) for path in sys.argv[1:])
sys.exit(not (len(said) == len(found) and all(map(same, said, found))))
