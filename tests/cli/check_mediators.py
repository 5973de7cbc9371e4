# SPDX-License-Identifier: GPL-3.0-or-later
"""What `epscan point --mediator` says of one model: check_mediators.py FOLDER, with NAME.json of each."""
import math
import sys

from checks import near, read_json

NAMES = ("kinetic-mixing", "B-L", "Le-Lmu", "Lmu-Ltau")
point = {name: read_json(f"{sys.argv[1]}/{name}.json") for name in NAMES}
alpha, mass, epsilon = 1 / 137.035999084, 0.25, point["B-L"]["epsilon_up"]
for name in NAMES:
    for key in ("n_annihilation", "n_strahlung", "epsilon_up", "y_up", "width_GeV"):
        assert point[name][key] == point["kinetic-mixing"][key], (name, key)
for name in NAMES[:3]:
    assert near(point[name]["g_up"], math.sqrt(4 * math.pi * alpha) * epsilon, 1e-12), name
massless = epsilon**2 * alpha * mass / 3
# a neutrino of one helicity has half a lepton's width
assert [round(point[name]["neutrino_width_GeV"] / massless, 9) for name in NAMES[:3]] == [0, 1.5, 1]
# of (g/epsilon e)^2 = some 1e4 to 1e5 more, Lmu-Ltau's muons take more than a percent; others, with alpha_D of 1e-4, do not
assert [point[name]["status"] for name in NAMES] == ["ok", "ok", "ok", "visible_width"], [p["status"] for p in point.values()]
assert point["Lmu-Ltau"]["visible_width_GeV"] > 0.01 * point["Lmu-Ltau"]["width_GeV"]
