# SPDX-License-Identifier: GPL-3.0-or-later
"""check_startup.py EPSCAN SOURCE: processor time of whole processes, over that of one that does nothing but start.

The bounds hold on a busy machine, and are less than what the ratios were before there was a cache (100 with computed strahlung);
of na64-2021, before the cascade's far panels acted as one: 3.8 to 4; or, of na64-2021-first-principles, before its integrals were
made eight at a time: 27 a point, 44 a scan, 55 a response, and 17 a point of thin-target-8gev; of A' of 1 MeV, which need all
panels of masses, before their amplitude was one of fewer products: 31 to 33."""
import os
import resource
import subprocess
import sys
import tempfile

program, source = sys.argv[1:3]


def model(mass_GeV):
    return ["--spin", "fermion", "--mA", mass_GeV, "--alpha-D", "0.1", "--mass-ratio", "1/3"]


def least_s(times, *arguments):
    """Processor time of the fastest of so many."""
    least = float("inf")
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, *arguments], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least


def scan_job(folder):
    """A small scan's job, of one threshold."""
    path = f"{folder}/job.yaml"
    with open(path, "w", encoding="utf-8") as job:
        job.write(f"""experiment: {source}/inputs/experiments/na64-2021-first-principles.yaml
output: {folder}/grid.h5
axes:
  spin: [fermion]
  mA_GeV: {{from: 0.05, to: 0.5, points: 20, spacing: log}}
  alpha_D: [0.1]
  mass_ratio: [1/3]
  ecal_threshold_GeV: [50]
  energy_scale_shift: [0]
""")
    return path


with tempfile.TemporaryDirectory() as folder:
    os.environ["XDG_CACHE_HOME"] = folder
    start = least_s(10, "--version")
    failed = False
    for name, mass_GeV, cold_most, warm_most in (("na64-2021", "0.225", 3.8, 3.0), ("na64-2021-first-principles", "0.225", 25.0, 6.0),
                                                 ("na64-2021-first-principles", "0.001", 30.0, 6.0),
                                                 ("thin-target-8gev", "0.225", 16.0, 6.0)):
        experiment = f"{source}/inputs/experiments/{name}.yaml"
        cold = least_s(12, "point", experiment, *model(mass_GeV), "--no-cache") / start
        least_s(1, "point", experiment, *model(mass_GeV))
        warm = least_s(6, "point", experiment, *model(mass_GeV)) / start
        print(f"{name}, {mass_GeV} GeV: {cold:.2f} of a bare start cold, {warm:.2f} warm; a start is {1e3 * start:.1f} ms")
        failed = failed or cold > cold_most or warm > warm_most
    experiment = f"{source}/inputs/experiments/na64-2021-first-principles.yaml"
    response = ["response", experiment, "--thresholds", "30:70:41", "--shifts=-0.03,-0.015,0,0.015,0.03", "--output",
                f"{folder}/response.h5"]
    for what, most, arguments in (("a small scan", 42.0, ["scan", scan_job(folder), "--quiet"]),
                                  ("a response of 205 columns", 52.0, response)):
        cold = least_s(5, *arguments, "--force", "--no-cache") / start
        print(f"{what}: {cold:.2f} of a bare start")
        failed = failed or cold > most
sys.exit(failed)
