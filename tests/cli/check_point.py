# SPDX-License-Identifier: GPL-3.0-or-later
"""Point's JSON is the model's closed forms: width, resonance, the published limit interpolated, Eq. 7; its yield is the design's."""
import math
import sys

from checks import ELECTRON_GEV, near, read_json

p = read_json(sys.argv[1])
m, a, r = 0.225, 0.1, 1 / 3
assert p["spin"] == "fermion" and p["mA_GeV"] == m and p["alpha_D"] == a and p["mass_ratio"] == r
assert p["ecal_threshold_GeV"] == 50 and p["energy_scale_shift"] == 0
assert near(p["n_annihilation"], 0.31201532, 1e-7)
width = a * m / 3 * (1 + 2 * r * r) * math.sqrt(1 - 4 * r * r)
assert near(p["width_GeV"], width, 1e-14)
assert near(p["resonance_energy_GeV"], (m * m - 2 * ELECTRON_GEV**2) / (2 * ELECTRON_GEV), 1e-14)
# between the published rows 0.22 and 0.23, linear in the logarithms
share = math.log(0.225 / 0.22) / math.log(0.23 / 0.22)
eps = math.exp((1 - share) * math.log(9.68e-4) + share * math.log(1.03e-3))
n_up = -math.log(0.1)
assert near(p["n_strahlung"], n_up * 1e-8 / eps**2, 1e-12)
e = 1e-4 * math.sqrt(n_up / (p["n_strahlung"] + p["n_annihilation"]))
assert near(p["epsilon_up"], e, 1e-14) and near(p["y_up"], a * e * e * r**4, 1e-13)
assert 0 < p["ecal_efficiency"] < 1 and p["status"] == "ok"
