# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of a grid of tables and of an experiment with an axial mediator: limits of `epscan point`, targets of `epscan relic`.

check_page_models.py PAGE.html FOLDER: FOLDER for what Chromium writes, with the table in jobs/rho.csv.
"""
import math
import sys

from checks import answer, near, printed, rows
from chromium import driven

page, folder = sys.argv[1:]
DRIVER = """
const labels = () => [...document.querySelectorAll('#others label')].map(l => l.textContent);
found.tables = epscan.tables();
found.cells = [...document.querySelectorAll('#tables td')].map(c => c.textContent);
move('threshold', 3); move('shift', 6);
found.selection = [PAGE.experiments[0].thresholds[3], PAGE.experiments[0].shifts[6]];
found.moved = epscan.tables();
found.of_photons = labels();
move('experiment', 1);
found.of_axial = labels();
found.hidden = document.getElementById('tables').style.display;
found.spins = [...document.querySelectorAll('#spin option')].map(o => o.value);
found.own = [['fermion', 0.05, 0.1, 1 / 3], ['axial-fermion', 0.02, 0.5, 0.4]].map(m => epscan.limit(...m));
found.label = document.querySelector('#figure .y-label').textContent;
found.target = PAGE.experiments[1].targets.majorana;
found.drawn = [...document.querySelectorAll('#figure .others path')].map(p => p.getAttribute('d').length > 100);
move('ratio', 0.4);
found.at_another_ratio = [...document.querySelectorAll('#figure .others path')].map(p => p.getAttribute('d').length > 100);
"""
found = driven(page, DRIVER, folder)


def compare(here, point):
    """1e-4 as the page promises."""
    for name, n in zip(("n_annihilation", "n_strahlung"), here["n"], strict=True):
        assert abs(n - point[name]) <= 1e-4 * point[name] + 1e-13, (name, here, point)
    assert near(here["epsilon"], point["epsilon_up"], 1e-4), (here, point)


of_table = ["point", "na64-2021", f"--model-table={folder}/jobs/rho.csv"]
compare(found["tables"][0], answer(*of_table))
threshold, shift = found["selection"]
assert not near(threshold, 50, 1e-3) and shift != 0
compare(found["moved"][0], answer(*of_table, f"--threshold={threshold!r}", f"--scale-shift={shift!r}"))
assert found["cells"][0] == "rho.csv" and near(found["cells"][-1], found["tables"][0]["epsilon"], 1e-3), found["cells"]

for model, here in zip((("fermion", 0.05, 0.1, 1 / 3), ("axial-fermion", 0.02, 0.5, 0.4)), found["own"], strict=True):
    spin, mass, alpha_D, ratio = model
    compare(here, answer("point", "thin-target-8gev", "--mediator=axial", f"--spin={spin}", f"--mA={mass}", f"--alpha-D={alpha_D}",
                         f"--mass-ratio={ratio!r}"))
assert found["spins"] == ["fermion", "scalar", "majorana", "pseudo-dirac", "axial-fermion"], found["spins"]
assert found["label"] == "Coupling to electrons ε" and found["hidden"] == "none", found
assert found["of_axial"] == ["thermal target"] and "BaBar" in found["of_photons"], (found["of_axial"], found["of_photons"])
assert found["drawn"] == [True] and found["at_another_ratio"] == [False], (found["drawn"], found["at_another_ratio"])
for mchi, y in found["target"][5::20]:
    relic = rows(printed("relic", "--mediator=axial", "--kind=majorana", f"--mchi={mchi!r}"))[0]
    assert near(y, relic["y"], 1e-7) and math.isfinite(y), (mchi, y, relic)  # 9 digits here and there, the root to 1e-9
