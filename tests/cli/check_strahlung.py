# SPDX-License-Identifier: GPL-3.0-or-later
"""What is computed of A'-strahlung in `epscan point`, `efficiency` and `spectrum`.

check_strahlung.py beyond POINT
"""
import sys

from checks import read_json


def check_beyond(answer):
    point = read_json(answer)
    assert point["n_strahlung"] == 0 and point["n_annihilation"] == 0 and point["status"] == "no_signal", point


{"beyond": check_beyond}[sys.argv[1]](*sys.argv[2:])
