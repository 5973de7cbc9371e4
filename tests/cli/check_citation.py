# SPDX-License-Identifier: GPL-3.0-or-later
"""CITATION.cff is a Citation File Format 1.2.0, and CITATION.cff, CHANGELOG.md and the program are of one version.

check_citation.py SOURCE VERSION
"""
import re
import sys

import yaml

source, version = sys.argv[1:]
citation = yaml.safe_load(open(f"{source}/CITATION.cff"))
changelog = open(f"{source}/CHANGELOG.md").read()

# the keys of the format's guide, as far as they suit software and an article
root = {"cff-version", "message", "title", "type", "version", "date-released", "license", "authors", "abstract", "keywords", "doi",
        "identifiers", "url", "repository-code", "contact", "commit", "references", "preferred-citation"}
work = {"type", "title", "authors", "journal", "volume", "issue", "number", "year", "month", "doi", "url",
        "identifiers", "publisher"}
person = {"name", "given-names", "family-names", "affiliation", "orcid", "email", "alias", "website"}
doi = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;.()\[\]\\-]+")


def check(entry, required, allowed):
    assert required <= set(entry) <= allowed, (required - set(entry), set(entry) - allowed)
    assert entry["authors"] and all(a and set(a) <= person for a in entry["authors"]), entry["authors"]
    assert doi.fullmatch(entry.get("doi", "10.1000/none")), entry["doi"]
    for identifier in entry.get("identifiers", []):
        assert {"type", "value"} <= set(identifier) <= {"type", "value", "description"}, identifier
        assert identifier["type"] in ("doi", "url", "swh", "other"), identifier


check(citation, {"cff-version", "message", "title", "authors"}, root)
assert citation["cff-version"] == "1.2.0" and citation["type"] == "software" and citation["license"] == "GPL-3.0-or-later"
for reference in citation["references"]:
    check(reference, {"type", "title", "authors"}, work)
    assert all(isinstance(reference.get(key, 1), int) for key in ("volume", "year", "month")), reference

assert citation["version"] == version, (citation["version"], version)
newest, date = re.search(r"^## \[(.+?)\] - (.+)$", changelog, re.M).groups()
assert newest == version, (newest, version)
released = citation.get("date-released")
assert date == (str(released) if released else "unreleased"), (date, released)
for heading in re.findall(r"^## .*$", changelog, re.M):
    assert re.fullmatch(r"## \[\d+\.\d+\.\d+\] - (\d{4}-\d\d-\d\d|unreleased)", heading), heading
for heading in re.findall(r"^### (.*)$", changelog, re.M):
    assert heading in ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"), heading
