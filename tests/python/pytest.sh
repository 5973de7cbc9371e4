#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the installed Python package: pytest.sh SITE FILE...
set -eu
export PYTHONPATH=$1 PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg
shift
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
/usr/bin/python3 -m pytest -q -p no:cacheprovider --rootdir="$SOURCE/src/python" --durations=3 "$@"
