# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures in documents against measurements here: python3 documents.py EPSCAN BENCH SOURCE; prints both, exits 1 when they part.

A time is processor time, the least of three, so that a busy machine does not matter, and may be off by a factor of four: the
figures are those of another machine, whose drift from change to change they are to follow. Sizes are exact but for rounding.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

epscan, bench, source = map(os.path.abspath, sys.argv[1:])
work = tempfile.mkdtemp()
failures = 0


def processor_seconds(*command):
    """(seconds, standard output), the least of three."""
    best = None
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = subprocess.run(command, check=True, capture_output=True, text=True, cwd=work).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best or (spent, text), (spent, text))
    return best


def compare(document, pattern, measured, factor):
    """The numbers in the document's one place that matches, each with a measured one."""
    global failures
    with open(f"{source}/{document}", encoding="utf-8") as file:
        found = re.findall(pattern, re.sub(r"\s+", " ", file.read()))
    if len(found) != 1:
        failures += 1
        return print(f"{document}: {len(found)} places like {pattern}")
    stated = found[0] if isinstance(found[0], tuple) else found
    for text, here in zip(stated, measured, strict=True):
        value = float(text.replace(",", ""))
        parted = not value / factor <= here <= value * factor
        failures += parted
        print(f"{document}: {value:g}, here {here:.3g}{': DRIFTED' if parted else ''} ({pattern})")


subprocess.run([bench, "startup", f"{work}/startup.json"], check=True, capture_output=True)
with open(f"{work}/startup.json") as file:
    startup = dict(re.findall(r'"(\w+)": ([\d.]+)', file.read()))
for key in ("shower_ms", "startup_ms"):
    compare("outputs/bench.json", rf'"{key}": ([\d.]+)', [float(startup[key])], 4)

experiment = f"{source}/inputs/experiments/na64-2021.yaml"
seconds, _ = processor_seconds(epscan, "tracklength", experiment, "--energies", "50", "--no-cache")
compare("inputs/README.md", r"target's depth; ([\d.]+) s", [seconds], 4)

for name in ("na64-2021", "positron-beam", "energy-scale", "recast-grid", "thin-target-8gev"):
    grid = f"{work}/{name}.h5"
    seconds, _ = processor_seconds(epscan, "scan", f"{source}/jobs/{name}.yaml", "-t", "2", "--quiet", "--force", "-o", grid)
    size_MB = 1e-6 * os.path.getsize(grid)
    # two cores, and mpirun's start beside them
    compare(f"jobs/{name}.yaml", r"# Cost: ([\d.]+) s on two cores", [max(seconds / 2, 0.2)], 4)
    compare(f"jobs/{name}.yaml", r"# Cost: .*? points, ([\d.]+) MB", [size_MB], 1.02 if size_MB > 1 else 2)
    compare("README.md", rf"`{name}.yaml` \| .*?, ([\d.]+) MB", [size_MB], 1.02 if size_MB > 10 else 2)

with open(f"{work}/points.csv", "w") as file:
    file.write("spin,mA_GeV,alpha_D,mass_ratio\n" + "".join(f"fermion,{0.1 + 1e-6 * i:.6f},0.07,0.31\n" for i in range(200000)))
seconds, _ = processor_seconds(epscan, "query", f"{work}/na64-2021.h5", "--csv", f"{work}/points.csv")
compare("README.md", r"two million rows in ([\d.]+) s on two cores", [10 * seconds / 2], 4)

_, text = processor_seconds(epscan, "validate", f"{source}/jobs/na64-2021.yaml", "-o", f"{work}/other.h5")
compare("jobs/array.md", r"either; ([\d.]+) MB of memory a rank", [float(re.search(r"memory +about ([\d.]+) MB", text)[1])], 1.1)

subprocess.run(["rm", "-rf", work], check=True)
sys.exit(failures > 0)
