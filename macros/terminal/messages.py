"""HTTP as far as the proxy needs it: the head of a request or an answer, and a body that is read whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader

_HEAD_BYTES = 64 * 1024
_BODY_BYTES = 64 * 1024 * 1024
"""What an engine says about a thousand images is a megabyte."""


class MalformedMessage(Exception):
    """What came is no HTTP, or larger than anything that Docker's command line and engine say to each other."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a request or of an answer."""

    first: str
    """For example "GET /v1.45/images/json HTTP/1.1", or "HTTP/1.1 200 OK"."""
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return a field's value; empty where there is no such field."""
        return next((value for field, value in self.fields if field.lower() == name), "")

    def replaced(self, first: str | None = None, **values: str | int | None) -> Head:
        """Return a copy with another first line and other fields, `content_length` as `Content-Length`; None drops."""
        names = {name.replace("_", "-"): value for name, value in values.items()}
        kept = [(name, value) for name, value in self.fields if name.lower() not in names]
        new = [(name.title(), str(value)) for name, value in names.items() if value is not None]
        return Head(self.first if first is None else first, (*kept, *new))

    def encode(self) -> bytes:
        """Return the head as it is sent, empty line included."""
        lines = [self.first, *(f"{name}: {value}" for name, value in self.fields), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    @property
    def status(self) -> int:
        """The status of an answer."""
        try:
            return int(self.first.split(" ", 2)[1])
        except (IndexError, ValueError):
            raise MalformedMessage(self.first[:80]) from None

    @property
    def upgrades(self) -> bool:
        """Whether the connection is to become a plain stream, as `docker run` asks for a container's terminal."""
        return bool(self.get("upgrade"))


def read_head(stream: BufferedReader) -> Head | None:
    """Return the next head; None where the stream ends before one. Raises MalformedMessage."""
    lines: list[str] = []
    left = _HEAD_BYTES
    while True:
        line = stream.readline(left)
        if not line and not lines:
            return None
        left -= len(line)
        if not line.endswith(b"\n"):
            raise MalformedMessage("the head of a message does not end")
        text = line.decode("latin-1").rstrip("\r\n")
        if not text:
            break
        lines.append(text)
    if not lines:
        raise MalformedMessage("a message without a head")
    fields = [line.partition(":") for line in lines[1:]]
    return Head(lines[0], tuple((name.strip(), value.strip()) for name, _, value in fields))


def read_body(stream: BufferedReader, head: Head, *, answer: bool) -> bytes:
    """Return the body that follows a head; that of an answer may end with the connection. Raises MalformedMessage."""
    if head.get("transfer-encoding").lower() == "chunked":
        return _read_chunks(stream)
    length = head.get("content-length")
    if length.isdigit():
        return _read(stream, int(length))
    if answer and head.status not in {204, 304}:
        body = stream.read(_BODY_BYTES + 1)
        if len(body) > _BODY_BYTES:
            raise MalformedMessage("an answer of more than 64 MB")
        return body
    return b""


def _read(stream: BufferedReader, size: int) -> bytes:
    if size > _BODY_BYTES:
        raise MalformedMessage("a message of more than 64 MB")
    body = stream.read(size)
    if len(body) < size:
        raise MalformedMessage("a message ends before its end")
    return body


def _read_chunks(stream: BufferedReader) -> bytes:
    chunks: list[bytes] = []
    left = _BODY_BYTES
    while True:
        try:
            size = int(stream.readline(100).split(b";")[0], 16)
        except ValueError:
            raise MalformedMessage("a chunk without a size") from None
        chunks.append(_read(stream, min(size, left + 1)))
        left -= size
        if left < 0:
            raise MalformedMessage("an answer of more than 64 MB")
        if not size:
            # Fields may follow the last chunk; Docker sends none.
            while stream.readline(_HEAD_BYTES).strip():
                pass
            return b"".join(chunks)
        stream.readline(3)
