# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of `epscan page` in headless Chromium, moved by a script as by a hand."""
import base64
import json
import os
import re
import subprocess

# move(id, value) does what a user does to an input; what is set in `found` is written into the page, which Chromium prints.
FRAME = """
<script>
const move = (id, value) => {
  const input = document.getElementById(id);
  input.value = value;
  input.dispatchEvent(new Event(input.tagName === 'SELECT' ? 'change' : 'input'));
};
const found = {};
%s
const out = document.createElement('pre');
out.id = 'found';
out.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(found))));
document.body.append(out);
</script>
"""


def driven(page, script, folder, width=1200):
    """What `script` found; FOLDER for what Chromium writes."""
    path = f"{folder}/driven.html"
    with open(page, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as target:
        target.write(source.read() + FRAME % script)
    run = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                          f"--user-data-dir={folder}/chromium-{width}", f"--window-size={width},900", "--dump-dom", f"file://{path}"],
                         capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "HOME": folder})
    text = re.search(r'<pre id="found">([A-Za-z0-9+/=]+)</pre>', run.stdout)
    assert text, run.stderr[-2000:]
    return json.loads(base64.b64decode(text[1]))
