# SPDX-License-Identifier: GPL-3.0-or-later
"""Experiments by name, path and text; variants; what is refused, and how; threads."""
import os
import pickle
import pydoc
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import epscan


def test_names_paths_and_texts_are_one_experiment(na64):
    assert "na64-2021" in epscan.experiments()
    for other in (epscan.Experiment(na64.path), epscan.Experiment(na64.text), epscan.Experiment.from_text(na64.text, na64.path)):
        assert other.name == "na64-2021" and other.text == na64.text
        assert other.events(0.225, 0.1, 1 / 3) == na64.events(0.225, 0.1, 1 / 3)
    assert (na64.beam_energy, na64.threshold, na64.minimum_energy, na64.energy_scale) == (100, 50, 5, 1.5)
    assert na64.exposure == pytest.approx(1.52871e11, rel=1e-12)  # Table I
    assert na64.channels == ["annihilation", "strahlung"] and na64.method == "counting"
    assert "na64-2021" in repr(na64)


def test_epscan_data_names_the_folder(tmp_path, na64):
    folder = tmp_path / "inputs" / "experiments"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(na64.text)
    (tmp_path / "inputs" / "materials").symlink_to(os.path.join(os.path.dirname(na64.path), "../materials"))
    (tmp_path / "inputs" / "limits").symlink_to(os.path.join(os.path.dirname(na64.path), "../limits"))
    code = "import epscan; print(epscan.experiments(), epscan.Experiment('mine').events(0.225, 0.1, 1/3))"
    said = subprocess.run([sys.executable, "-c", code], env={**os.environ, "EPSCAN_DATA": str(tmp_path)}, text=True, check=True,
                          stdout=subprocess.PIPE).stdout
    assert said.split() == ["['mine']", repr(float(na64.events(0.225, 0.1, 1 / 3)))]


def test_variants(na64):
    stricter = na64.with_(threshold=48)
    assert stricter.threshold == 48 and na64.threshold == 50
    assert stricter.events(0.225, 0.1, 1 / 3) == na64.events(0.225, 0.1, 1 / 3, threshold=48)
    twice = na64.with_(particles_on_target=[4.6e10, 2.2e10, 1.8e10, 10.8e10, 37.4e10])  # twice Table I
    assert twice.events(0.225, 0.1, 1 / 3, channel="annihilation") == pytest.approx(
        2 * na64.events(0.225, 0.1, 1 / 3, channel="annihilation"), rel=1e-12)
    seen = na64.with_({"statistics.confidence_level": 0.95}, method="cls-asymptotic", observed=1)
    assert seen.limit(0.225, 0.1, 1 / 3).confidence_level == 0.95 and seen.likelihood(0.225, 0.1, 1 / 3).observed.sum() == 5
    assert na64.with_(shower="approximation-a").name == "na64-2021"
    assert na64.with_({"ecal_resolution": {"stochastic_sqrt_GeV": 0.2, "constant": 0.04, "sum": "quadrature"}}).name == "na64-2021"


@pytest.mark.parametrize("call, line", [
    (lambda e: e.events([0.2, 0.3, -1], 0.1, 1 / 3), "index 2: mass_GeV: -1 is not allowed; allowed: "),
    (lambda e: e.events(0.2, np.nan, 1 / 3), "index 0: alpha_D: nan is not allowed"),
    (lambda e: e.epsilon_up(0.2, 0.1, 0.5), "0 < mass_ratio < 0.5"),
    (lambda e: e.events(0.2, 0.1, 0.3, threshold=[50, 101]), "index 1: threshold_GeV: 101"),
    (lambda e: e.events(0.2, 0.1, 0.3, threshold=[50, 101], by="moments"), "threshold_GeV: 101"),
    (lambda e: e.events(0.2, 0.1, 0.3, "dirac"), 'spin: "dirac" is not allowed; allowed: fermion, scalar, majorana, pseudo-dirac'),
    (lambda e: e.events("x", 0.1, 0.3), "mA: 'x' is not allowed"),
    (lambda e: e.events(0.2, 0.1, 0.3 + 1j), "allowed: numbers"),
    (lambda e: e.events([0.2, 0.3], [0.1] * 3, 0.3), "shapes do not broadcast: mA (2,), alpha_D (3,)"),
    (lambda e: e.events(0.2, 0.1, 0.3, by="magic"), "allowed: quadrature, moments"),
    (lambda e: e.events(0.2, 0.1, 0.3, threads=0), "threads: 0 is not allowed"),
    (lambda e: e.events(0.2, 0.1, 0.3, channel="decay"), "allowed: annihilation, strahlung"),
    (lambda e: e.limit(0.2, 0.1, 0.3, method="guess"), "allowed: counting, cls"),
    (lambda e: e.limit(0.2, 0.1, 0.3, confidence_level=0.95), "method: counting, for no event observed"),
    (lambda e: e.log_likelihood(0.2, 0.1, 0.3, [1e-4, -1]), "index 1: epsilon: -1 is not allowed"),
    (lambda e: e.log_likelihood(0.2, 0.1, 0.3, 1e-4, nuisances=[0, 1]), "nuisances: shape (2,) is not allowed"),
    (lambda e: e.log_likelihood(0.2, 0.1, 0.3, 1e-4, nuisances={"weather": 1}), 'nuisances: "weather"'),
    (lambda e: e.likelihood([0.2, 0.3], 0.1, 0.3), "allowed: one model"),
    (lambda e: e.spectrum(0.2, 0.1, 0.3, channel="strahlung"), "no spectrum of strahlung"),
    (lambda e: e.track_length(10.0, "tertiary"), "allowed: secondary, primary"),
    (lambda e: e.with_(threshold=148), "na64-2021.yaml:"),
    (lambda e: e.with_(weather=1), 'with_: "weather" is not allowed'),
    (lambda e: e.with_(observed=[1, 2]), "allowed: one, or 5"),
    (lambda e: epscan.Experiment("na65"), 'experiment: "na65" is not allowed; allowed: a path, or one of'),
    (lambda e: epscan.Experiment("no/such.yaml"), "no/such.yaml: cannot be read"),
    (lambda e: epscan.Experiment("name: [\n"), "text.yaml:"),
    (lambda e: epscan.open_grid("no-such.h5"), "no-such.h5: cannot be read"),
    (lambda e: epscan.open_grid(e.path), "is an experiment file; allowed: an HDF5 file"),
])
def test_what_is_not_allowed_is_said_in_one_line(na64, call, line):
    with pytest.raises(epscan.BadInput) as caught:
        call(na64)
    assert isinstance(caught.value, ValueError) and isinstance(caught.value, epscan.EpscanError)
    assert line in str(caught.value) and "\n" not in str(caught.value) and caught.value.status == 2


def test_errors_travel(na64):
    assert str(pickle.loads(pickle.dumps(epscan.BadInput("a line")))) == "a line"


def test_other_threads_run_meanwhile(na64):
    """A call of some tenths of a second that held the interpreter would let the main thread tick at its ends alone."""
    times, ticks = {}, []

    def work():
        times["start"] = time.monotonic()
        na64.events(np.linspace(0.2, 0.25, 100), 0.1, 1 / 3)
        times["end"] = time.monotonic()

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        ticks.append(time.monotonic())
        time.sleep(0.001)
    thread.join()
    assert sum(times["start"] < tick < times["end"] for tick in ticks) > 10


def test_threads_share_an_experiment(na64):
    masses = np.geomspace(0.1, 0.4, 200)
    expected, found = na64.events(masses, 0.1, 1 / 3, by="moments"), {}

    def work(i):
        for _ in range(5):
            found[i] = na64.events(masses, 0.1, 1 / 3, by="moments")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(np.array_equal(values, expected) for values in found.values())


def test_mediators_differ_in_what_else_they_decay_to(na64):
    """N and limits are kinetic mixing's, statuses are not; with widths in Gamma the limit is the root, of all ways the same."""
    muons = epscan.Experiment("na64-2021", mediator="Lmu-Ltau")
    assert muons.mediator == "Lmu-Ltau" in epscan.mediators() and not muons.visible_widths and na64.mediator == "kinetic-mixing"
    model = {"mA": np.array([0.23, 0.25]), "alpha_D": 1e-4, "mass_ratio": 1 / 3}
    limit = muons.limit(**model, method="counting")
    assert np.array_equal(limit.epsilon_up, na64.epsilon_up(**model, method="counting"))
    assert list(limit.status) == ["visible_width"] * 2
    model["alpha_D"] = np.array([1e-9, 1e-12])
    wide = epscan.Experiment("na64-2021", visible_widths=True)
    found = [wide.limit(**model, method="counting", by=by) for by in ("quadrature", "moments")]
    assert [list(way.status) for way in found] == [["ok", "no_limit"]] * 2 and np.isinf(found[0].epsilon_up[1])
    assert found[0].epsilon_up[0] == pytest.approx(found[1].epsilon_up[0], rel=1e-9)
    assert found[0].epsilon_up[0] > 1.01 * na64.epsilon_up(0.23, 1e-9, 1 / 3, method="counting")
    assert wide.with_(efficiency=0.5).visible_widths
    for bad in (lambda: epscan.Experiment("na64-2021", mediator="Z"), lambda: wide.spectrum(0.25, 0.1, 1 / 3),
                lambda: wide.log_likelihood(0.25, 0.1, 1 / 3, epsilon=1e-4),
                lambda: epscan.combined_limit([na64, wide], 0.25, 0.1, 1 / 3)):
        with pytest.raises(epscan.BadInput, match="allowed"):
            bad()


def test_help_reads_well():
    text = pydoc.plain(pydoc.render_doc(epscan))
    for words in ("Dark-photon yields", "epsilon_up(self, mA", "[GeV]", "log_likelihood", "relic_target"):
        assert words in text
    for thing in (epscan.Experiment, epscan.Grid, epscan.Likelihood):
        for name, member in vars(thing).items():
            if not name.startswith("_") and name not in ("title", "confidence_level"):
                assert (member.fget if isinstance(member, property) else getattr(thing, name)).__doc__, f"{thing.__name__}.{name}"
