# SPDX-License-Identifier: GPL-3.0-or-later
"""damage_cache.py FOLDER ROUND: damage the entries of a cache in the ROUND-th way, and say how."""
import os
import random
import sys

folder, way = sys.argv[1], int(sys.argv[2])
random.seed(way)
names = sorted(name for name in os.listdir(folder) if name != "lock")
done = []
for name in names:
    path = os.path.join(folder, name)
    size = os.path.getsize(path)
    if way == 1:
        bit = random.randrange(8 * size)
        with open(path, "r+b") as file:
            file.seek(bit // 8)
            byte = file.read(1)[0]
            file.seek(bit // 8)
            file.write(bytes([byte ^ 1 << bit % 8]))
        done.append(f"{name}: bit {bit}")
    elif way == 4:
        os.truncate(path, random.randrange(size))
        done.append(f"{name}: cut short")
    elif way == 5:
        os.chmod(path, 0o622)
        done.append(f"{name}: writable by all")
    else:
        with open(path, "wb") as file:
            file.write(random.randbytes(size))
        done.append(f"{name}: random")
print(", ".join(done))
