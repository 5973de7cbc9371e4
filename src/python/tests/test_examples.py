# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples as their heads say to run them, and the numbers that they print."""
import os
import re
import runpy
import sys

import pytest

EXAMPLES = os.path.join(os.path.dirname(__file__), "..", "examples")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """What an example prints; its picture is there."""
    pytest.importorskip("matplotlib").use("Agg")

    def run_example(name, *arguments):
        path = os.path.join(EXAMPLES, f"{name}.py")
        monkeypatch.setattr(sys, "argv", [path, str(tmp_path), *arguments])
        runpy.run_path(path, run_name="__main__")
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
        return capsys.readouterr().out

    return run_example


def test_reproduce_curve(run):
    """Annihilation improves the published limit by a factor of five to six near 230 MeV, as in Fig. 3 of the paper."""
    gains = [float(gain) for gain in re.findall(r"up to ([\d.]+)", run("reproduce_curve"))]
    assert len(gains) == 2 and all(4 < gain < 7 for gain in gains)


def test_energy_scale(run):
    """The paper: about 35 % at 225 MeV and 1.5 % at 250 MeV; by its own formulas -34.6, +37.4, -1.6 and +1.3."""
    assert run("energy_scale") == "225 MeV: -34.6 % and +37.4 %\n250 MeV: -1.6 % and +1.3 %\n"


def test_own_model(run):
    """A table of densities linear in s, a hundredth of a width apart, folds to a few 1e-4 of both dark photons by quadrature."""
    own, halves = map(float, re.findall(r"([\d.]+) (?:events|as)", run("own_model")))
    assert own == pytest.approx(halves, rel=1e-3)


def test_fit(run):
    """Six events where 0.45 are expected: 5.5 of signal, within what 300 steps of 48 walkers tell; 1500 converge."""
    pytest.importorskip("emcee")
    steps = os.environ.get("EPSCAN_FIT_STEPS", "300")
    said = run("fit", steps)
    middle, above, below = map(float, re.search(r"signal events: ([\d.]+) \+([\d.]+) -([\d.]+)", said).groups())
    assert 4 < middle < 6.5 and 2 < above < 4 and 1.2 < below < 3
    if int(steps) >= 1500:
        assert int(re.search(r"(\d+) autocorrelation times", said)[1]) > 50
