# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of `epscan page` in headless Chromium: its sliders moved, its numbers beside `epscan point`, what it saves, how fast.

check_page.py PAGE.html EXPERIMENT FOLDER: the page of one experiment; FOLDER for what Chromium writes.
"""
import json
import math
import os
import re
import sys

from checks import answer, near
from chromium import driven

page, experiment, folder = sys.argv[1:]
MODELS = [(spin, mass, alpha_D, ratio, 0) for spin in ("fermion", "scalar", "majorana")
          for mass, alpha_D, ratio in ((0.225, 0.1, 1 / 3), (0.05, 0.5, 0.4), (0.31, 0.01, 0.2), (0.6, 0.7, 0.49))]
MODELS += [("pseudo-dirac", *model) for model in ((0.225, 0.1, 1 / 3, 0.1), (0.05, 0.5, 0.4, 0.4), (0.4, 0.7, 0.2, 0.9))]

# Moves the sliders as a hand does (chromium.py).
DRIVER = """
const models = %s;
const all = () => models.map(m => epscan.limit(...m));
found.own = all();
move('threshold', 3); move('shift', 6);
found.selection = [document.getElementById('threshold-value').textContent, document.getElementById('shift-value').textContent];
found.moved = all();
move('exposure', 1);
found.exposed = all();
move('exposure', 0); move('spin', 'scalar'); move('alpha', Math.log10(0.5)); move('ratio', 0.4); move('band', 2);
found.band = document.querySelectorAll('#figure .band path').length;
document.querySelector('#figure svg').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}));
found.readout = document.getElementById('readout').textContent;
found.csv = epscan.csv();
found.svg = epscan.svgText();
move('show', 'y');
found.y_label = document.querySelector('#figure .y-label').textContent;
found.frames = Array.from({length: 9}, () => epscan.frame()).sort((a, b) => a - b);
found.unlabelled = [...document.querySelectorAll('input, select')].filter(x => !x.labels.length).length;
found.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
"""


def number(text):
    return float(re.search(r"[-+−]?[0-9.]+", text)[0].replace("−", "-"))


def compare(found, *selection):
    """To 1e-4 of point, what the page promises; its own interpolation is good to 1e-6."""
    for (spin, mass, alpha_D, ratio, splitting), here in zip(MODELS, found):
        point = answer("point", experiment, f"--spin={spin}", f"--mA={mass}", f"--alpha-D={alpha_D}", f"--mass-ratio={ratio!r}",
                       *([f"--splitting={splitting}"] if splitting else []), *selection)
        for name, n in zip(("n_annihilation", "n_strahlung"), here["n"]):
            assert (point[name] is None and n is None) or abs(n - point[name]) <= 1e-4 * point[name] + 1e-13, (name, here, point)
        assert near(here["epsilon"], point["epsilon_up"], 1e-4), (here, point)


def driven_page(width):
    return driven(page, DRIVER % json.dumps(MODELS), folder, width)


found = driven_page(1200)
assert os.path.getsize(page) < 2_000_000
# nothing is fetched: the policy of the page forbids all, and there are no parts of it elsewhere
text = open(page, encoding="utf-8").read()
assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" in text
assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", text)
compare(found["own"])
threshold, shift = number(found["selection"][0]), number(found["selection"][1]) / 100
assert threshold != 50 and shift != 0, found["selection"]
compare(found["moved"], f"--threshold={threshold}", f"--scale-shift={shift}")
for before, after in zip(found["moved"], found["exposed"]):  # ten times the exposure
    assert near(after["epsilon"], before["epsilon"] / math.sqrt(10), 1e-12)
assert found["band"] == 1 and found["unlabelled"] == 0
assert "ε_UP" in found["readout"] or "no signal" in found["readout"], found["readout"]
header, *rows = [line.split(",") for line in found["csv"].splitlines() if not line.startswith("#")]
assert header == ["mA_GeV", "epsilon_up", "y_up", "n_annihilation", "n_strahlung"] and len(rows) >= 160, header
for mass, up, y, *_ in rows[::20]:
    assert up == "nan" or near(float(y), 0.5 * float(up) ** 2 * 0.4 ** 4, 1e-3)
assert found["svg"].startswith("<svg") and found["y_label"].startswith("y")
assert found["frames"][0] < 50, found["frames"]  # milliseconds; the fastest, since others share the machine
assert driven_page(380)["wide"] <= 0, "a phone would have to scroll sideways"
