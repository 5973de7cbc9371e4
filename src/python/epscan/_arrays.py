# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers broadcast against each other and laid out as C's structs; and pointers to arrays."""
from __future__ import annotations

import numpy as np

from ._errors import BadInput, text_of
from ._libepscan import ffi, lib

CHANNELS = [text_of(lib.epscan_channel_name(channel)) for channel in range(lib.epscan_channel_count())]
SPINS = {text_of(lib.epscan_spin_name(spin)): spin for spin in range(lib.EPSCAN_SPIN_COUNT)}


def numpy_type(ctype) -> np.dtype:
    """The numpy type of a C type, with its very layout."""
    if ctype.kind == "struct":
        fields = ctype.fields
        return np.dtype({"names": [name for name, _ in fields], "formats": [numpy_type(field.type) for _, field in fields],
                         "offsets": [field.offset for _, field in fields], "itemsize": ffi.sizeof(ctype)})
    if ctype.kind == "array":
        return np.dtype((numpy_type(ctype.item), (ctype.length,)))
    kind = "f" if ctype.cname in ("double", "float") else "b" if ctype.cname == "_Bool" else "u" if ctype.kind == "enum" else "i"
    return np.dtype(bool) if kind == "b" else np.dtype(f"{kind}{ffi.sizeof(ctype)}")


MODEL = numpy_type(ffi.typeof("epscan_dark_photon"))
SELECTION = numpy_type(ffi.typeof("epscan_selection"))
LIMIT = numpy_type(ffi.typeof("epscan_limit"))
GRID_POINT = numpy_type(ffi.typeof("epscan_grid_point"))
RELIC = numpy_type(ffi.typeof("epscan_relic"))


def pointer(kind: str, array):
    """C's pointer to a contiguous array; NULL for None."""
    return ffi.NULL if array is None else ffi.cast(f"{kind} *", ffi.from_buffer(array))


def name_numbers(argument: str, names, allowed: dict[str, int]) -> np.ndarray:
    """Names as the numbers that C has for them, whatever their shape."""
    names = np.asarray(names)
    kinds, which = np.unique(names.astype(str), return_inverse=True)
    for kind in kinds:
        if kind not in allowed:
            raise BadInput(f'{argument}: "{kind:.60}" is not allowed; allowed: {", ".join(allowed)}')
    return np.array([allowed[str(kind)] for kind in kinds], np.int64)[which].reshape(names.shape)


def spin_numbers(spin) -> np.ndarray:
    """Names of spins as C's numbers, whatever their shape."""
    return name_numbers("spin", spin, SPINS)


def numbers(name: str, value) -> np.ndarray:
    """Real numbers as doubles."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise BadInput(f"{name}: {value!r:.60} is not allowed; allowed: numbers") from None


def channel_number(name: str) -> int:
    """A channel's place in C's list."""
    if name not in CHANNELS:
        raise BadInput(f'channel: "{name!s:.60}" is not allowed; allowed: {", ".join(CHANNELS)}')
    return CHANNELS.index(name)


def total_events(events: np.ndarray, channel, epsilon: np.ndarray):
    """Of events [..., channels] at the reference mixing: one channel's, or the sum of those that are known, at `epsilon` [...]."""
    if channel is None:
        chosen = np.zeros(events.shape[:-1])
        for i in range(events.shape[-1]):
            chosen = chosen + np.where(np.isnan(events[..., i]), 0.0, events[..., i])
    else:
        chosen = events[..., channel_number(channel)]
    return plain(chosen * (epsilon / lib.EPSCAN_REFERENCE_EPSILON) ** 2)


def broadcast(**arguments) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
    """All arguments with one shape; which is returned too."""
    arrays = {name: numbers(name, value) for name, value in arguments.items()}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.shape)
        raise BadInput(f"shapes do not broadcast: {shapes}") from None
    return {name: np.broadcast_to(array, shape) for name, array in arrays.items()}, shape


def fill(kind: np.dtype, shape, **fields) -> np.ndarray:
    """A contiguous array of structs."""
    structs = np.zeros(shape, kind)
    for name, values in fields.items():
        structs[name] = values
    return structs


class Points:
    """Models and selections of one shape, with further arguments broadcast along."""

    def __init__(self, mA, alpha_D, mass_ratio, spin, threshold=0.0, shift=0.0, splitting=0.0, *, table=0, **others) -> None:
        arrays, self.shape = broadcast(spin=spin_numbers(spin), mA=mA, alpha_D=alpha_D, mass_ratio=mass_ratio,
                                       threshold=threshold, shift=shift, splitting=splitting, table=table, **others)
        self.models = fill(MODEL, self.shape, spin=arrays["spin"], mass_GeV=arrays["mA"], alpha_D=arrays["alpha_D"],
                           mass_ratio=arrays["mass_ratio"], splitting=arrays["splitting"], table=arrays["table"])
        self.selections = fill(SELECTION, self.shape, threshold_GeV=arrays["threshold"], energy_scale_shift=arrays["shift"])
        self.others = {name: contiguous(arrays[name]) for name in others}
        self.count = self.models.size

    @property
    def c_models(self):
        return pointer("epscan_dark_photon", self.models)

    @property
    def c_selections(self):
        return pointer("epscan_selection", self.selections)

    def doubles(self, name: str):
        return pointer("double", self.others[name])


def contiguous(array) -> np.ndarray:
    """In C order; without the dimension that numpy.ascontiguousarray gives to numbers."""
    return np.asarray(array, order="C")


def plain(array):
    """An array, or its number where it has no dimension."""
    return np.asarray(array)[()]
