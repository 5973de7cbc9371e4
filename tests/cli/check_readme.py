# SPDX-License-Identifier: GPL-3.0-or-later
"""epsilon_UP of the README's line, as Python, R and C read it, against epscan query; arguments: Python's, its mass, R's."""
import json
import re
import subprocess
import sys

python, mass, r = map(float, sys.argv[1:])


def query(mass):
    model = ["--spin", "fermion", "--alpha-D", "0.1", "--mass-ratio", "1/3", "--mA", repr(mass)]
    return json.loads(subprocess.run(["epscan", "query", "outputs/na64-2021.h5", *model], check=True, capture_output=True).stdout)


assert abs(python / query(mass)["epsilon_up"] - 1) < 1e-8 and python == r, (python, r)
epsilon, error, y, status = re.match(r"epsilon_UP = (\S+) \+- (\S+), y_UP = (\S+), (\w+)$", open("program.out").read()).groups()
there = query(0.225)
assert abs(float(epsilon) / there["epsilon_up"] - 1) < 1e-5 and abs(float(y) / there["y_up"] - 1) < 1e-5 and status == "ok"  # six digits printed
