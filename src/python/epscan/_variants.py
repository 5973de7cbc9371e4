# SPDX-License-Identifier: GPL-3.0-or-later
"""Experiment files with other values: their YAML as nodes, so that numbers keep the form in which epscan reads them."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._errors import BadInput

# What with_ calls them, and where they are in the file.
NAMES = {"threshold": "selection.ecal_threshold_GeV", "minimum_energy": "selection.minimum_energy_GeV",
         "beam_energy": "beam.energy_GeV", "method": "statistics.method", "confidence_level": "statistics.confidence_level",
         "energy_scale": "statistics.energy_scale_GeV", "stochastic": "ecal_resolution.stochastic_sqrt_GeV",
         "constant": "ecal_resolution.constant"}
OF_DATA_SETS = {"observed": "observed", "background": "background", "efficiency": "efficiency",
                "particles_on_target": "particles_on_target"}


def _yaml():
    try:
        import yaml
    except ImportError:
        raise ImportError("Experiment.with_ needs PyYAML (Debian: python3-yaml)") from None
    return yaml


def _node(value: Any):
    """A value as a YAML node; floats with all their digits."""
    yaml = _yaml()
    if isinstance(value, (bool, str, int)):
        return yaml.compose(yaml.safe_dump(value))
    if isinstance(value, Mapping):
        return yaml.MappingNode("tag:yaml.org,2002:map", [(_node(key), _node(item)) for key, item in value.items()])
    if hasattr(value, "__iter__"):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item) for item in value])
    try:
        return yaml.ScalarNode("tag:yaml.org,2002:float", repr(float(value)))
    except (TypeError, ValueError):
        raise BadInput(f"{value!r:.60} is not allowed; allowed: numbers, text, lists and mappings of them") from None


def _set(mapping, keys: list[str], value, path: str) -> None:
    """Put a value where the keys lead; a key that is missing is added."""
    yaml = _yaml()
    if not isinstance(mapping, yaml.MappingNode):
        raise BadInput(f"{path}: is not in a mapping of the experiment file")
    for i, (key, item) in enumerate(mapping.value):
        if key.value == keys[0]:
            if len(keys) == 1:
                mapping.value[i] = (key, _node(value))
            else:
                _set(item, keys[1:], value, path)
            return
    for key in reversed(keys[1:]):
        value = {key: value}
    mapping.value.append((_node(keys[0]), _node(value)))


def _data_sets(root):
    for key, item in root.value:
        if key.value == "data_sets":
            return item.value
    return []


def _set_in_data_sets(root, key: str, value) -> None:
    """One value for all data sets, or one for each."""
    sets = _data_sets(root)
    values = list(value) if hasattr(value, "__iter__") else [value] * len(sets)
    if len(values) != len(sets):
        raise BadInput(f"{key}: {len(values)} values are not allowed; allowed: one, or {len(sets)} as there are data sets")
    for data_set, item in zip(sets, values):
        _set(data_set, [key], item, key)


def changed(text: str, changes: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """The text of an experiment with other values, by paths as "selection.ecal_threshold_GeV" and by names of NAMES."""
    yaml = _yaml()
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for path, value in changes.items():
        _set(root, path.split("."), value, path)
    for name, value in names.items():
        if name in OF_DATA_SETS:
            _set_in_data_sets(root, OF_DATA_SETS[name], value)
        elif name in NAMES or name == "shower":
            _set(root, NAMES.get(name, name).split("."), value, name)
        else:
            allowed = ", ".join(["shower", *NAMES, *OF_DATA_SETS])
            raise BadInput(f'with_: "{name}" is not allowed; allowed: {allowed}, or a mapping of paths in the file')
    return yaml.serialize(root)
