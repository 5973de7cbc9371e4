# SPDX-License-Identifier: GPL-3.0-or-later
"""Proving the default grid, 172 MB, takes no more than 50 ms of processor time, twice that on a busy machine: the whole of `info`.

    proof_cost.py JOB.yaml          with EPSCAN in the environment
"""
import os
import resource
import subprocess
import sys
import tempfile

epscan = os.environ["EPSCAN"]


def processor_s(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([epscan, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as folder:
    grid = os.path.join(folder, "grid.h5")
    subprocess.run([epscan, "scan", sys.argv[1], "--quiet", "-o", grid], check=True)
    least = min(processor_s(["info", grid]) for _ in range(9))
    size = os.path.getsize(grid)
print(f"{1e-6 * size:.1f} MB proved in {1e3 * least:.1f} ms")
assert size > 100e6 and least < 0.1
