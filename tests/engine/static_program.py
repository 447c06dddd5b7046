"""A static program for Linux, made here byte for byte: it prints a greeting and ends."""

from __future__ import annotations

import struct

GREETING = b"hello from a static program\n"
MACHINES = {"amd64": 62, "arm64": 183}
"""What ELF calls the processors, which Go calls so."""
_CODE = {
    "amd64": bytes.fromhex("b801000000 bf01000000 488d3510000000 ba")
    + struct.pack("<I", len(GREETING))
    + bytes.fromhex("0f05 b83c000000 31ff 0f05"),
    "arm64": struct.pack(
        "<8I",
        *(0xD2800020, 0x100000E1, 0xD2800002 | len(GREETING) << 5, 0xD2800808, 0xD4000001),
        *(0xD2800000, 0xD2800BA8, 0xD4000001),
    ),
}
"""Machine code that stands right before the greeting: it writes that to standard output and exits with status 0."""
_BASE = 0x400000
_HEADER, _SEGMENT = 64, 56


def static_program(architecture: str) -> bytes:
    """Return the program for "amd64" or "arm64": a header, one segment, and code."""
    content = _CODE[architecture] + GREETING
    size = _HEADER + _SEGMENT + len(content)
    identity = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    header = struct.pack(
        *("<16sHHIQQQIHHHHHH", identity, 2, MACHINES[architecture], 1, _BASE + _HEADER + _SEGMENT),
        *(_HEADER, 0, 0, _HEADER, _SEGMENT, 1, 64, 0, 0),
    )
    return header + struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 0x1000) + content
