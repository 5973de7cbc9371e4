# SPDX-License-Identifier: GPL-3.0-or-later
"""What pyproject.toml cannot say: the extension that cffi makes, and the version, which is libepscan's."""
import os
import sys

from setuptools import setup

sys.path.insert(0, os.getcwd())  # builds by pyproject.toml leave it out

from build_extension import pkg_config  # noqa: E402

setup(cffi_modules=["build_extension.py:extension"], version=pkg_config("--modversion")[0])
