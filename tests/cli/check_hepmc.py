# SPDX-License-Identifier: GPL-3.0-or-later
"""The sums of weights that HepMC3's reader finds are the printed yields. check_hepmc.py SUMMARY READ_BACK"""
import sys

from checks import near, read_json

summary, found = read_json(sys.argv[1]), read_json(sys.argv[2])
assert found["events"] == summary["events"] > 0
assert found["mA_GeV"] == summary["mA_GeV"]
# sums in another order, of weights with 16 digits
assert near(found["annihilation"], summary["n_annihilation"], 1e-10)
if "n_strahlung" in summary:
    assert near(found["strahlung"], summary["n_strahlung"], 1e-10)
else:
    assert found["strahlung"] == 0
# the exposure stands with 15 digits
assert near(found["per_particle"] * found["exposure"], found["annihilation"] + found["strahlung"], 1e-10)
