# SPDX-License-Identifier: GPL-3.0-or-later
"""How limits are to be found: what is given of C's options, the rest as the experiment asks for."""
from __future__ import annotations

from typing import Optional

from ._errors import BadInput, text_of
from ._libepscan import ffi, lib

METHODS = {text_of(lib.epscan_limit_method_name(method)): method for method in range(lib.EPSCAN_LIMIT_METHODS)}


def limit_options(own, method: Optional[str], confidence_level: Optional[float], toys: int, seed: int):
    """C's options: `own`, but for what is given."""
    if method is not None and method not in METHODS:
        raise BadInput(f'method: "{method!s:.60}" is not allowed; allowed: {", ".join(METHODS)}')
    options = ffi.new("epscan_limit_options *", own)
    options.toys, options.seed = toys, seed
    if method is not None:
        options.method = METHODS[method]
    if confidence_level is not None:
        options.confidence_level = confidence_level
    return options


def method_name(options) -> str:
    """Of C's options."""
    return list(METHODS)[options.method]
