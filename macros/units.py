"""Bytes, ratios and seconds as people read them: the one place where figures become text."""

from __future__ import annotations

import re
from decimal import Decimal

_DECIMAL, _BINARY = 1000, 1024
_STEPS = {_DECIMAL: ("kB", "MB", "GB"), _BINARY: ("KiB", "MiB", "GiB")}
"""Units by how many of each go into the next."""
_BYTES = {"B": 1} | {unit: step**power for step, units in _STEPS.items() for power, unit in enumerate(units, start=1)}
_SIZE = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)[ \u00a0\u202f]?(?P<unit>{'|'.join(_BYTES)})")
NARROW_NO_BREAK_SPACE = "\u202f"


def split_size(size: int) -> tuple[str, str]:
    """Return a size in bytes as number and unit, in decimal units and three significant digits, as Docker prints it.

    >>> split_size(226_194_580)
    ('226', 'MB')
    >>> split_size(4_730_000)
    ('4.73', 'MB')
    >>> split_size(999_999)
    ('1', 'MB')
    """
    return _split(size, _DECIMAL)


def split_binary_size(size: int) -> tuple[str, str]:
    """Return a size in bytes as number and unit, in binary units and three significant digits.

    >>> split_binary_size(226_194_580)
    ('216', 'MiB')
    >>> split_binary_size(1_023 * 1024)
    ('0.999', 'MiB')
    """
    return _split(size, _BINARY)


def _split(size: int, step: int) -> tuple[str, str]:
    for power, unit in reversed(list(enumerate(_STEPS[step], start=1))):
        # 999.5 of a unit and more would round to four digits: they belong to the next one.
        if abs(size) >= 999.5 * step ** (power - 1):
            return f"{size / step**power:.3g}", unit
    return str(size), "B"


def format_size(size: int) -> str:
    """Return a size in bytes as text, for example "129 MB".

    >>> format_size(1_100_000_000)
    '1.1 GB'
    """
    return " ".join(split_size(size))


def parse_size(text: str) -> int:
    """Return the bytes of a size as people write it: a number and one of B, kB, MB, GB, KiB, MiB, GiB.

    Raises ValueError for another text, and for a part of a byte.

    >>> parse_size("50 MB"), parse_size("1.5 KiB"), parse_size("0 B")
    (50000000, 1536, 0)
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no number with a unit")
    size = Decimal(found["number"]) * _BYTES[found["unit"]]
    if size != size.to_integral_value():
        raise ValueError(f"{text!r} is no whole number of bytes")
    return int(size)


def format_ratio(ratio: float) -> str:
    """Return a ratio with two significant digits, for example "8.5".

    >>> format_ratio(8.527), format_ratio(12.4)
    ('8.5', '12')
    """
    return f"{ratio:.2g}" if ratio < 100 else f"{ratio:.0f}"  # noqa: PLR2004 - two digits would print 1.2e+02


def format_seconds(seconds: float) -> str:
    """Return a duration in seconds as text, for example "1 min 52 s".

    >>> format_seconds(0.04), format_seconds(3.2), format_seconds(112)
    ('0.0 s', '3.2 s', '1 min 52 s')
    """
    if seconds < 10:  # noqa: PLR2004 - tenths matter only below ten seconds
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
