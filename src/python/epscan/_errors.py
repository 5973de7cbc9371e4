# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of libepscan as exceptions, each with the one line that the library says."""
from ._libepscan import ffi, lib


class EpscanError(Exception):
    """What libepscan could not do: no memory, a file that is not complete, a fit that does not converge. `status` is C's."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class BadInput(EpscanError, ValueError):
    """An argument or a file that is not allowed; the line says which, and what is allowed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, lib.EPSCAN_BAD_INPUT)


def text_of(characters) -> str:
    """Text of C's; file names may hold any byte."""
    return ffi.string(characters).decode("utf-8", "surrogateescape")


def check(status: int) -> None:
    """Raise what the last call on this thread said, unless it succeeded."""
    if status == lib.EPSCAN_OK:
        return
    message = text_of(lib.epscan_error_message())
    raise BadInput(message) if status == lib.EPSCAN_BAD_INPUT else EpscanError(message, status)
