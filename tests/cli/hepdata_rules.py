# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of version 1.1 of HEPData's schemas and of its validator, from their text: submission() reads what obeys them."""
import hashlib
import os
import re

import yaml

number, text = (int, float), str


def keys(item, required, optional=()):
    assert isinstance(item, dict) and set(required) <= set(item) <= set(required) | set(optional), item


def is_text(item, most=None):
    assert isinstance(item, text) and (most is None or len(item) <= most), item


def is_scalar(item):
    assert isinstance(item, (*number, text)) and not isinstance(item, bool), item


def resources(items, folder, files):
    for item in items:
        keys(item, ["location", "description"], ["type", "license"])
        is_text(item["location"], 256)
        is_text(item["description"])
        if not item["location"].startswith("http"):
            assert "/" not in item["location"] and os.path.isfile(os.path.join(folder, item["location"]))
            files.append(item["location"])


def general(doc, folder, files):
    assert isinstance(doc, dict) and "data_file" not in doc
    is_text(doc.get("comment", ""))
    resources(doc.get("additional_resources", []), folder, files)


def keyword(item):
    keys(item, ["name", "values"])
    assert item["name"] in ("cmenergies", "observables", "reactions", "phrases") and isinstance(item["values"], list)
    for value in item["values"]:
        is_scalar(value)
        if isinstance(value, text):
            is_text(value, 128)
        if item["name"] == "cmenergies":
            float(value)


def entry(doc, folder, files):
    keys(doc, ["name", "description", "keywords", "data_file"],
         ["location", "data_license", "additional_resources", "related_to_table_dois", "data_schema", "table_doi"])
    is_text(doc["name"], 64)
    is_text(doc["description"])
    is_text(doc.get("location", ""), 256)
    is_text(doc["data_file"])
    for item in doc["keywords"]:
        keyword(item)
    resources(doc.get("additional_resources", []), folder, files)
    assert re.fullmatch(r"[^/]+\.(yaml|json)", doc["data_file"])
    files.append(doc["data_file"])


def header(item):
    keys(item, ["name"], ["units"])
    for value in item.values():
        is_text(value)


def values(items, is_independent):
    for value in items:
        if is_independent and "low" in value:
            keys(value, ["low", "high"], ["value"])
            continue
        keys(value, ["value"], () if is_independent else ["errors"])
        is_scalar(value["value"])
        if isinstance(value["value"], text):
            assert value["value"] in ("", "-"), value  # a missing number, not one in quotes
        else:
            assert value["value"] - value["value"] == 0, value


def variable_of(variable, is_independent):
    keys(variable, ["header", "values"], () if is_independent else ["qualifiers"])
    header(variable["header"])
    for qualifier in variable.get("qualifiers", []):
        keys(qualifier, ["name", "value"], ["units"])
        is_text(qualifier["name"])
        is_scalar(qualifier["value"])
        is_text(qualifier.get("units", ""))
    values(variable["values"], is_independent)


def data(path):
    assert os.path.getsize(path) <= 10485760
    doc = yaml.load(open(path, encoding="utf-8"), Loader=yaml.CSafeLoader)
    keys(doc, ["independent_variables", "dependent_variables"])
    for variable in doc["independent_variables"]:
        variable_of(variable, True)
    for variable in doc["dependent_variables"]:
        variable_of(variable, False)
    lengths = {len(variable["values"]) for variable in doc["independent_variables"] + doc["dependent_variables"]}
    assert len(lengths) == 1, lengths
    return doc


def submission(folder):
    """The general document, and pairs of a table's entry and data."""
    docs = list(yaml.load_all(open(folder + "/submission.yaml", encoding="utf-8"), Loader=yaml.CSafeLoader))
    files = ["submission.yaml"]
    general(docs[0], folder, files)
    for doc in docs[1:]:
        entry(doc, folder, files)
    for key in ("name", "data_file"):
        assert len({doc[key] for doc in docs[1:]}) == len(docs) - 1
    assert sorted(files) == sorted(os.listdir(folder)), (files, os.listdir(folder))
    assert sum(os.path.getsize(os.path.join(folder, name)) for name in files) <= 50000000
    return docs[0], [(doc, data(os.path.join(folder, doc["data_file"]))) for doc in docs[1:]]


def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()
