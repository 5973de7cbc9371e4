#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# CITATION.cff is a Citation File Format 1.2.0, and CITATION.cff, CHANGELOG.md and the program are of one version.
. "$(dirname "$0")/lib.sh"
ok 'version' "$EPSCAN" --version
check citation "$SOURCE" "$(cut -d' ' -f2 "$work/out")" || fail 'CITATION.cff or CHANGELOG.md'
# the licence that SPDX calls GPL-3.0: its title, its version, and its end
for line in 'GNU GENERAL PUBLIC LICENSE' 'Version 3, 29 June 2007' \
    '<https://www.gnu.org/licenses/why-not-lgpl.html>.'; do
    grep -qF "$line" "$SOURCE/LICENSE" || fail "LICENSE has no \"$line\""
done
finish
