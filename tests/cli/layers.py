# SPDX-License-Identifier: GPL-3.0-or-later
"""The house as src/README.md draws it: every folder of src is a layer there, includes go down only, and no header includes itself by
way of others. layers.py SOURCE prints who includes whom."""
import collections
import os
import re
import sys

source = os.path.join(sys.argv[1], "src")
drawing = re.search(r"```\n(src/python .*?)```", open(os.path.join(source, "README.md"), encoding="utf-8").read(), re.S)[1]
layers = [layer for layer in re.findall(r"^src/(\S+)", drawing, re.M) if layer != "python"]  # which sees public headers alone
height = {layer: -i for i, layer in enumerate(layers)}

includes = {}
for folder, folders, names in os.walk(source):
    if folder == source:
        folders.remove("python")
    for name in names:
        if name.endswith((".c", ".h")):
            path = os.path.relpath(os.path.join(folder, name), source)
            text = open(os.path.join(folder, name), encoding="utf-8").read()
            includes[path] = [p for p in re.findall(r'^ *#include "([^"]+)"', text, re.M) if not p.startswith("epscan/")]

wrong = []
between = collections.defaultdict(collections.Counter)
for path, included in includes.items():
    layer = os.path.dirname(path)
    if layer not in height:
        wrong.append(f"src/{layer} ({os.path.basename(path)}) is not in the drawing of src/README.md")
        continue
    for lower in included:
        if lower not in includes:
            wrong.append(f"src/{path} includes {lower}, which is not in src")
        elif height.get(os.path.dirname(lower), 0) > height[layer]:
            wrong.append(f"src/{path} includes {lower}, a layer above its own")
        between[layer][os.path.dirname(lower)] += 1
wrong += [f"src/{layer} is drawn, and has no files" for layer in layers if layer not in between and layer != layers[-1]]


def circle_through(path, above):
    """The headers from `path` back to itself, or none."""
    if path in above:
        return above[above.index(path):] + [path]
    if path in done:
        return None
    for lower in includes.get(path, ()):
        found = circle_through(lower, above + [path])
        if found:
            return found
    done.add(path)
    return None


done = set()
for path in includes:
    circle = circle_through(path, [])
    if circle:
        wrong.append("a circle of includes: " + " -> ".join(circle))
        break

for layer in layers:
    lower = ", ".join(f"{name} {count}" for name, count in sorted(between[layer].items(), key=lambda item: -height.get(item[0], 0)) if name != layer)
    print(f"{layer:20} includes {lower or 'nothing'}")
for line in wrong:
    print(line, file=sys.stderr)
sys.exit(bool(wrong))
