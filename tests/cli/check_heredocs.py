# SPDX-License-Identifier: GPL-3.0-or-later
"""No shell file holds Python of more than five lines, as a heredoc or behind -c: it would be neither formatted nor found."""
import re
import sys

MOST = 5


def pieces(text):
    """(first line, text) of each heredoc, by whoever reads it, and of each quoted program of python -c."""
    for found in re.finditer(r"(?m)^([^\n]*[^<\n])<<-?\s*(['\"]?)(\w+)\2[^\n]*\n(.*?)^\s*\3$", text, re.S):
        yield found[1], found[4]
    for found in re.finditer(r"(.*python3?\"? (?:-\w+ )*-c )'([^']*)'", text):
        yield found[1], found[2]


def is_python(command, body):
    return "python" in command or re.search(r"(?m)^(import|from) \w+", body) or re.search(r"(?m)^\s*(def|class) \w+.*:$", body)


long = []
for path in sys.argv[1:]:
    for command, body in pieces(open(path, encoding="utf-8", errors="surrogateescape").read()):
        count = len(body.strip("\n").split("\n"))
        if count > MOST and is_python(command, body):
            long.append(f"{path}: {count} lines: {command.strip()}")
print("\n".join(long))
sys.exit(bool(long))
