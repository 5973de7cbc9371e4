# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of likelihoods: read, checked against what is published of their schemas, and told in one form."""
import json
import re

NUMBER, TEXT = (int, float), str


def check(value, shape, where="file"):
    """Every object has exactly the keys of its shape; lists have at least one item; a function checks by itself."""
    if isinstance(shape, dict):
        assert isinstance(value, dict) and set(value) == set(shape), f"{where}: {value}"
        for key, inner in shape.items():
            check(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list) and value, where
        for i, item in enumerate(value):
            check(item, shape[0], f"{where}[{i}]")
    elif callable(shape) and not isinstance(shape, type):
        shape(value, where)
    else:
        assert isinstance(value, shape) and not isinstance(value, bool), f"{where}: {value!r}"


def of_type(shapes):
    """A list, which may be empty, of objects whose `type` tells their shape; one of each name and type."""

    def check_list(value, where):
        for item in value:
            check(item, shapes[item["type"]], where)
        assert len({(item["name"], item["type"]) for item in value}) == len(value), where

    return check_list


def names(items):
    found = [item["name"] for item in items]
    assert len(set(found)) == len(found), found
    return found


# pyhf, schema 1.0.0: what of it a workspace of ours uses, all keys of which are required, and no others allowed.
PYHF_MODIFIERS = {"normfactor": {"name": TEXT, "type": TEXT, "data": type(None)},
                  "normsys": {"name": TEXT, "type": TEXT, "data": {"lo": NUMBER, "hi": NUMBER}}}
PYHF = {"channels": [{"name": TEXT, "samples": [{"name": TEXT, "data": [NUMBER], "modifiers": of_type(PYHF_MODIFIERS)}]}],
        "observations": [{"name": TEXT, "data": [NUMBER]}],
        "measurements": [{"name": TEXT, "config": {"poi": TEXT, "parameters": [{"name": TEXT, "inits": [NUMBER],
                                                                               "bounds": [[NUMBER]]}]}}],
        "version": TEXT}


def read_pyhf(file):
    check(file, PYHF)
    assert file["version"] == "1.0.0"
    assert names(file["channels"]) == names(file["observations"])
    config = file["measurements"][0]["config"]
    for channel in file["channels"]:
        for sample in channel["samples"]:
            (sample["data"],) = sample["data"]
            sample["modifiers"] = [{**m, **(m["data"] or {})} for m in sample["modifiers"]]
    return {"channels": file["channels"], "observed": [o["data"][0] for o in file["observations"]], "interest": config["poi"],
            "largest": config["parameters"][0]["bounds"][0][1]}


# HS3 0.2: the components that its chapters on distributions, data, likelihoods, domains, parameter points, analyses and metadata
# require, and `name` of modifiers, which ROOT reads.
AXES = [{"name": TEXT, "min": NUMBER, "max": NUMBER, "nbins": int}]
HS3_MODIFIERS = {"normfactor": {"name": TEXT, "type": TEXT, "parameter": TEXT},
                 "normsys": {"name": TEXT, "type": TEXT, "parameter": TEXT, "constraint": TEXT,
                             "data": {"lo": NUMBER, "hi": NUMBER}}}
HS3 = {"metadata": {"hs3_version": TEXT, "packages": [{"name": TEXT, "version": TEXT}], "description": TEXT},
       "distributions": [{"name": TEXT, "type": TEXT, "axes": AXES,
                          "samples": [{"name": TEXT, "data": {"contents": [NUMBER], "errors": [NUMBER]},
                                       "modifiers": of_type(HS3_MODIFIERS)}]}],
       "data": [{"name": TEXT, "type": TEXT, "contents": [NUMBER], "axes": AXES}],
       "likelihoods": [{"name": TEXT, "distributions": [TEXT], "data": [TEXT]}],
       "domains": [{"name": TEXT, "type": TEXT, "axes": [{"name": TEXT, "min": NUMBER, "max": NUMBER}]}],
       "parameter_points": [{"name": TEXT, "parameters": [{"name": TEXT, "value": NUMBER}]}],
       "analyses": [{"name": TEXT, "likelihood": TEXT, "parameters_of_interest": [TEXT], "domains": [TEXT], "init": TEXT}]}


def one_of(items, name):
    (item,) = [item for item in items if item["name"] == name]
    return item


def read_hs3(file):
    check(file, HS3)
    assert file["metadata"]["hs3_version"] == "0.2"
    analysis = file["analyses"][0]
    likelihood = one_of(file["likelihoods"], analysis["likelihood"])
    distributions = [one_of(file["distributions"], name) for name in likelihood["distributions"]]
    data = [one_of(file["data"], name) for name in likelihood["data"]]
    assert names(distributions) == names(file["distributions"]) and names(data) == names(file["data"])
    used = set()
    for distribution, counted in zip(distributions, data):
        assert distribution["type"] == "histfactory_dist" and counted["type"] == "binned"
        assert distribution["axes"] == counted["axes"] and distribution["axes"][0]["nbins"] == 1
        for sample in distribution["samples"]:
            (sample["data"],) = sample["data"]["contents"]
            assert all(m.get("constraint", "Gauss") == "Gauss" for m in sample["modifiers"])
            used |= {m["parameter"] for m in sample["modifiers"]}
            sample["modifiers"] = [{"type": m["type"], "name": m["parameter"], **m.get("data", {})} for m in sample["modifiers"]]
    domain, point = one_of(file["domains"], analysis["domains"][0]), one_of(file["parameter_points"], analysis["init"])
    assert domain["type"] == "product_domain" and all(a["min"] < a["max"] for a in domain["axes"])
    assert used == set(names(domain["axes"])) == set(names(point["parameters"]))
    (interest,) = analysis["parameters_of_interest"]
    objects = names(domain["axes"]) + names(distributions) + names(data)
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) for name in objects), objects  # as RooFit has names
    return {"channels": distributions, "observed": [d["contents"][0] for d in data], "interest": interest,
            "largest": one_of(domain["axes"], interest)["max"]}


def read(path):
    """channels: [{name, samples: [{name, data, modifiers: [{name, type, lo, hi}]}]}], observed, interest, largest."""
    with open(path, encoding="utf-8") as stream:
        file = json.load(stream)
    return read_hs3(file) if "metadata" in file else read_pyhf(file)
