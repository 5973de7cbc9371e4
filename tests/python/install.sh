#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The Python package as a user installs it, offline, against the libepscan that was just built: install.sh FOLDER. A
# copy of its source is built, so that nothing is written beside it.
set -eu
site=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$SOURCE/src/python/." "$copy"
rm -rf "$site"
export PKG_CONFIG_PATH=$BUILD
/usr/bin/python3 -m pip install --no-index --no-build-isolation --no-deps --disable-pip-version-check \
    --root-user-action=ignore --quiet --target "$site" "$copy"
