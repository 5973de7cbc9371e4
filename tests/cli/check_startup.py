# SPDX-License-Identifier: GPL-3.0-or-later
"""check_startup.py EPSCAN SOURCE: processor time of whole processes, over that of one that does nothing but start.

The bounds are about twice the ratios of a quiet machine, so that they hold on a busy one, and less than what they were before
there was a cache and the cascade was made faster: 10 with na64-2021, 100 with computed strahlung."""
import os
import resource
import subprocess
import sys
import tempfile

program, source = sys.argv[1:3]
model = ["--spin", "fermion", "--mA", "0.225", "--alpha-D", "0.1", "--mass-ratio", "1/3"]


def least_s(times, *arguments):
    """Processor time of the fastest of so many."""
    least = float("inf")
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, *arguments], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least


with tempfile.TemporaryDirectory() as folder:
    os.environ["XDG_CACHE_HOME"] = folder
    start = least_s(10, "--version")
    failed = False
    for name, cold_most, warm_most in (("na64-2021", 8.0, 3.0), ("thin-target-8gev", 60.0, 6.0)):
        experiment = f"{source}/inputs/experiments/{name}.yaml"
        cold = least_s(3, "point", experiment, *model, "--no-cache") / start
        least_s(1, "point", experiment, *model)
        warm = least_s(6, "point", experiment, *model) / start
        print(f"{name}: {cold:.2f} of a bare start cold, {warm:.2f} warm; a start is {1e3 * start:.1f} ms")
        failed = failed or cold > cold_most or warm > warm_most
sys.exit(failed)
