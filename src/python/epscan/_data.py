# SPDX-License-Identifier: GPL-3.0-or-later
"""Where experiments are: EPSCAN_DATA, the data folder of the libepscan that the package was built with, or usual places."""
from __future__ import annotations

import os
import sys

from ._errors import BadInput, text_of
from ._libepscan import lib


def _data_folders() -> list[str]:
    named = os.environ.get("EPSCAN_DATA")
    installed = [text_of(lib.epscan_python_data_folder)]
    usual = [os.path.join(prefix, "share", "epscan") for prefix in (sys.prefix, "/usr/local", "/usr")]
    return [folder for folder in ([named] if named else []) + installed + usual if folder]


def experiment_folder() -> str:
    """The first folder that has experiments; "." where none has."""
    for folder in _data_folders():
        path = os.path.join(folder, "inputs", "experiments")
        if os.path.isdir(path):
            return path
    return "."


def experiments() -> list[str]:
    """Names of the installed experiments, as Experiment takes them.

    They are the files inputs/experiments/NAME.yaml of the folder that the environment variable EPSCAN_DATA names (a checkout of
    epscan, or a copy of its data), or else of the one that libepscan was installed with.
    """
    folder = experiment_folder()
    return sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".yaml"))


def experiment_path(name: str) -> str:
    """The file of a path or a name."""
    if os.path.exists(name) or name.endswith((".yaml", ".yml")) or os.sep in name:
        return name
    path = os.path.join(experiment_folder(), f"{name}.yaml")
    if os.path.exists(path):
        return path
    raise BadInput(f'experiment: "{name:.60}" is not allowed; allowed: a path, or one of {", ".join(experiments())} '
                   f"({experiment_folder()})")
