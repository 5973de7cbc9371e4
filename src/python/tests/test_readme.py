# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's lines, in a fresh interpreter."""
import os
import re
import subprocess
import sys

README = os.path.join(os.path.dirname(__file__), "..", "README.md")


def test_its_lines_run(grid):
    lines = re.search(r"```python\n(.*?)```", open(README, encoding="utf-8").read(), re.S)[1]
    lines = lines.replace("outputs/na64-2021.h5", grid.path)
    flat = "rho = lambda s: 1.0 * (0.05 < s < 0.06)\n"
    shapes = "print(eps.shape, n.shape, logl.shape, response.fold(rho, breaks=[0.05, 0.06]).shape, stricter.threshold)"
    said = subprocess.run([sys.executable, "-c", flat + lines + shapes], check=True, text=True, stdout=subprocess.PIPE).stdout
    assert said == "(300,) (101, 2) (50,) (1, 1) 48.0\n"
