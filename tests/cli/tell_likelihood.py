# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of a likelihood says, one line a sample, with parameters by the order in which they come: the same of pyhf and HS3."""
import sys

import likelihood_schemas

told = likelihood_schemas.read(sys.argv[1])
order = {}
for channel, observed in zip(told["channels"], told["observed"]):
    print(f"observed {observed!r}")
    for sample in channel["samples"]:
        modifiers = [(order.setdefault(m["name"], len(order)), m["type"], m.get("lo"), m.get("hi")) for m in sample["modifiers"]]
        print(sample["name"], repr(sample["data"]), modifiers)
print(told["interest"], repr(told["largest"]))
