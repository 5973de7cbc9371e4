# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes and time a point of every form of a grid, and a factored grid of 10^9 points that xarray reads at random.

forms.py measure BUILD SOURCE [LESS]   into outputs/forms.json, and the tables of outputs/README.md, of which it is made;
                                       LESS: a divisor of the points, 1 unless told
forms.py check BUILD SOURCE            exits 1 when tables and JSON part, or a factored point takes other bytes than they say
forms.py largest BUILD FOLDER [LESS]   10^9 points on two ranks into FOLDER, read at random; prints what it took

Times are processor time, user's and system's, of a whole process on one core; sizes are the file's over its points.
"""
import datetime
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

BEGIN, END = "<!-- outputs/forms.json -->\n", "<!-- end -->\n"
JOB = """experiment: {source}/inputs/experiments/{experiment}.yaml
output: grid.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {{from: 0.05, to: 0.5, points: {masses}, spacing: log}}
  alpha_D: {{from: 0.01, to: 0.5, points: 25, spacing: log}}
  mass_ratio: {{from: 0.1, to: 0.45, points: 20, spacing: linear}}
  ecal_threshold_GeV: {{from: {low}, to: {high}, points: 1000, spacing: linear}}
  energy_scale_shift: [0]
{form}
"""
MODELS_A_MASS, COLUMNS = 2 * 25 * 20, 1000
# what the table calls it, what the job has; 1000 thresholds between two
WIDE = [("doubles of all variables", "", 40, 60), ("`precision: single`", "precision: single", 40, 60),
        *((f"`storage: factored`, {low} to {high} GeV", "storage: factored", low, high)
          for low, high in ((40, 60), (30, 70), (5, 95)))]
# of jobs/na64-2021.yaml; whether it is merged, with what
READY = [("doubles of all variables", "", None), ("`precision: single`", "precision: single", None),
         ("`variables: [epsilon_up]`", "variables: [epsilon_up]", None), ("merged", "", []),
         ("merged, of `precision: single`", "precision: single", []), ("merged, `--significant-digits 6`", "", ["-d", "6"]),
         ("merged, `--significant-digits 6`, of `variables: [epsilon_up]`", "variables: [epsilon_up]", ["-d", "6"]),
         ("`storage: factored`", "storage: factored", None)]


def run(*command, **options):
    """Processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scan(epscan, folder, job, repeats=3):
    """A scan of a job by one thread: its grid, and processor seconds, the least of some."""
    path, grid = folder / "job.yaml", folder / "grid.h5"
    path.write_text(job, encoding="utf-8")
    return grid, min(run(epscan, "scan", path, "--threads", 1, "--quiet", "--force", "-o", grid) for _ in range(repeats))


def row(what, path, points, seconds):
    return {"form": what, "bytes_per_point": round(path.stat().st_size / points, 3), "ns_per_point": round(1e9 * seconds / points, 2)}


def measure(build, source, less=1):
    with tempfile.TemporaryDirectory(dir=source / "outputs") as name:
        folder, epscan, masses = pathlib.Path(name), build / "epscan", 100 // less
        wide, ready = [], []
        for what, form, low, high in WIDE:
            job = JOB.format(source=source, experiment="na64-2021", masses=masses, low=low, high=high, form=form)
            grid, seconds = scan(epscan, folder, job)
            wide.append(row(what, grid, masses * MODELS_A_MASS * COLUMNS, seconds))
        text = (source / "jobs/na64-2021.yaml").read_text(encoding="utf-8").replace("../inputs", f"{source}/inputs")
        points = 6970000
        for what, form, merge in READY:
            grid, seconds = scan(epscan, folder, f"{text}\n{form}\n")
            if merge is not None:
                seconds += run(epscan, "merge", "--quiet", "--force", *merge, "-o", folder / "merged.h5", grid)
                grid = folder / "merged.h5"
            ready.append(row(what, grid, points, seconds))
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        machine = next(line.split(": ")[1].strip() for line in file if line.startswith("model name"))
    result = {"machine": f"{machine}, {datetime.date.today()}", "points": masses * MODELS_A_MASS * COLUMNS, "wide": wide,
              "ready": ready}
    (source / "outputs/forms.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    tables(source, True)


def table(head, rows):
    lines = [f"| {head} | bytes a point | processor time, ns a point |", "|---|---|---|"]
    return "\n".join(lines + [f"| {r['form']} | {r['bytes_per_point']:.2f} | {r['ns_per_point']:.1f} |" for r in rows]) + "\n"


def tables(source, write):
    """The tables of the document, made or compared."""
    path = source / "outputs/README.md"
    data = json.loads((source / "outputs/forms.json").read_text(encoding="utf-8"))
    made = (table(f"{data['points']:,} points, 1000 thresholds", data["wide"]) + "\n" +
            table("`jobs/na64-2021.yaml`, 6,970,000 points, 205 columns", data["ready"]) +
            f"\n({data['machine']}; `python3 tests/bench/forms.py measure build .`)\n")
    head, rest = path.read_text(encoding="utf-8").split(BEGIN)
    stated, tail = rest.split(END)
    if write:
        path.write_text(head + BEGIN + made + END + tail, encoding="utf-8")
    elif stated != made:
        sys.exit("outputs/README.md is not what outputs/forms.json says; run: python3 tests/bench/forms.py measure build .")
    return data


def check(build, source):
    """What a model takes of each factored grid: what it keeps, and its status."""
    import h5py

    data = tables(source, False)
    with tempfile.TemporaryDirectory() as name:
        for stated, (what, form, low, high) in zip(data["wide"], WIDE, strict=True):
            assert stated["form"] == what, "outputs/forms.json has other forms"
            if "factored" not in form:
                continue
            job = JOB.format(source=source, experiment="na64-2021", masses=2, low=low, high=high, form=form)
            with h5py.File(scan(build / "epscan", pathlib.Path(name), job, 1)[0]) as grid:
                kept = [grid[f"factored/{channel}"] for channel in ("n_annihilation", "n_strahlung")]
                numbers = sum(of.shape[-1] * of.id.get_type().get_size() for of in kept)
            here, said = (numbers + 1) / COLUMNS, stated["bytes_per_point"]
            print(f"{what}: {here:.3f} bytes a point without the weights, {said:.3f} said")
            # the weights of 1e8 points, kept x 1000 doubles, and what is once a file add up to 2 %
            if not here <= said <= 1.03 * here + 0.005:
                sys.exit(f"outputs/forms.json: {what}: {said} bytes a point, here {here:.3f}")


def read_at_random(path, points):
    """Boxes anywhere in a grid against one another: a point alone, and within a line; memory stays that of some tiles."""
    import numpy
    import xarray

    from epscan._xarray import GridBackend

    random, worst = numpy.random.default_rng(9), 0.0
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with xarray.open_dataset(path, engine=GridBackend) as grid:
        for _ in range(points):
            at = {name: int(random.integers(size)) for name, size in grid.sizes.items()}
            line = grid.n_annihilation.isel({name: at[name] for name in at if name != "ecal_threshold"}).values
            alone = float(grid.n_annihilation.isel(at))
            worst = max(worst, abs(alone - line[at["ecal_threshold"]]) / (1e-10 * alone + 1e-13))
            limit = float(grid.epsilon_up.isel(at))
            assert limit > 0 and worst < 1e-3, (at, alone, limit)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"xarray: {points} points and their lines at random in {time.monotonic() - began:.2f} s, {grown:.0f} MB more memory")


def largest(build, folder, less=1):
    source = pathlib.Path(__file__).resolve().parents[2]
    folder.mkdir(exist_ok=True)
    subprocess.run(["ctest", "--test-dir", build, "-R", "python_install"], check=True, stdout=subprocess.DEVNULL)
    job, grid = folder / "largest.yaml", folder / "largest.h5"
    mpirun = ("mpirun", "--bind-to", "none", "--oversubscribe", "-n", "2")
    for low, high in ((40, 60), (5, 95)):
        masses = 1000 // less
        points = masses * MODELS_A_MASS * COLUMNS
        job.write_text(JOB.format(source=source, experiment="na64-2021", masses=masses, low=low, high=high,
                                  form="storage: factored"), encoding="utf-8")
        began = time.monotonic()
        seconds = run(*mpirun, build / "epscan", "scan", job, "--threads", 1, "--quiet", "--force", "-o", grid)
        print(f"{points:,} points, 1000 thresholds from {low} to {high} GeV: {time.monotonic() - began:.2f} s on two ranks, "
              f"{seconds:.2f} s of processors, {grid.stat().st_size / points:.3f} bytes a point", flush=True)
        read_at_random(str(grid), 20)
        run(build / "epscan", "info", "--verify", "--sample", 20, "--quiet", grid)


os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT", "1")
os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
sys.path.insert(0, str(pathlib.Path(sys.argv[2]).resolve() / "tests/python-site"))
{"measure": measure, "check": check, "largest": largest}[sys.argv[1]](*(pathlib.Path(path).resolve() for path in sys.argv[2:4]),
                                                                      *map(int, sys.argv[4:]))
