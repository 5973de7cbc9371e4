# SPDX-License-Identifier: GPL-3.0-or-later
"""The library's example answers, in the file "answers", what the installed program's query and point answer."""
from checks import answer, near, rows

answers = rows("answers")
assert len(answers) == 4
for row in answers:
    model = ["--spin", "fermion", "--mA", row["mA_GeV"], "--alpha-D", "0.1", "--mass-ratio", "1/3"]
    query = answer("query", "mine/outputs/small.h5", *model)
    point = answer("point", "mine/inputs/experiments/na64-2021.yaml", *model)
    for key in ("n_annihilation", "epsilon_up", "y_up"):
        assert near(row[key], query[key], 1e-14), key  # the same code on the same machine; a last digit of printing
        assert near(row[key], point[key], 1e-8), key  # the promise of a query
    assert near(row["epsilon_up_computed"], point["epsilon_up"], 1e-12)
    assert row["status"] == "ok"
