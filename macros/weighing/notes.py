"""Reads the files in which dpkg, pip and npm keep what they installed, each as it streams by in a layer.

- dpkg: `status`, or a file for each package in `status.d` as distroless images have; the files of a package stand in
  `info/NAME.list`, or beside the file in `status.d` as `NAME.md5sums`.
- pip: `RECORD` and `METADATA` in `NAME-VERSION.dist-info`
  (<https://packaging.python.org/en/latest/specifications/recording-installed-packages/>).
- npm: `package.json` in the package's folder in `node_modules`.
"""

from __future__ import annotations

import csv
import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from ..records.stations import Installed, PackageNote
from .paths import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STATUS = "var/lib/dpkg/status"
STATUS_FOLDER = "var/lib/dpkg/status.d"
INFO_FOLDER = "var/lib/dpkg/info"
LARGEST_NOTE = 16 * 1024 * 1024
"""Bytes of one such file; dpkg's status of a thousand packages has one million."""

_NODE = re.compile(r"(?:.*/)?node_modules/((?:@[^/]+/)?[^/@.][^/]*)/package\.json", re.DOTALL)
_DIST_INFO = re.compile(
    r"(?:(?P<site>.*)/)?(?P<name>[^/]+?)-(?P<version>[^/-]+)\.dist-info/(?:RECORD|METADATA)", re.DOTALL
)
_VENDORED = "_vendor"
"""pip and setuptools carry copies of other packages in such folders, which count among their own files."""


class _PackageJson(msgspec.Struct):
    name: str = ""
    version: str = ""


def is_note(path: str) -> bool:
    """Tell whether a file is such a record, by its normalised path."""
    return _reader(path) is not None


def read_note(path: str, data: bytes) -> PackageNote:
    """Return what a record says. One that is not what its format says names nothing, and is marked so."""
    reader = _reader(path)
    try:
        if reader:
            return reader(path, data)
    except (csv.Error, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return unreadable(path)


def unreadable(path: str) -> PackageNote:
    """Return what is known of a record that cannot be read."""
    return PackageNote(path, (), (), readable=False)


def python_package(path: str) -> Installed:
    """Return the package whose RECORD or METADATA stands at a path, as the name of its folder tells it."""
    match = _DIST_INFO.fullmatch(path)
    return Installed(match["name"], match["version"], "") if match else Installed(path, "", "")


def is_record(path: str) -> bool:
    """Tell whether a note lists the files of a Python package."""
    return path.endswith("/RECORD") or path == "RECORD"


def _reader(path: str) -> Callable[[str, bytes], PackageNote] | None:
    folder, name = posixpath.split(path)
    if name == "package.json":
        return _package_json if _NODE.fullmatch(path) else None
    if name in {"RECORD", "METADATA"}:
        match = _DIST_INFO.fullmatch(path)
        if not match or posixpath.basename(match["site"] or "") == _VENDORED:
            return None
        return _record if name == "RECORD" else _metadata
    if folder == INFO_FOLDER and name.endswith(".list"):
        return _list
    if folder == STATUS_FOLDER:
        return _checksums if name.endswith(".md5sums") else _status
    return _status if path == STATUS else None


def _status(path: str, data: bytes) -> PackageNote:
    # A package that was removed keeps an entry; distroless images write no Status at all.
    installed = tuple(
        Installed(fields["Package"], fields.get("Version", ""), fields.get("Architecture", ""))
        for fields in _stanzas(data)
        if fields.get("Package") and fields.get("Status", "installed").split()[-1:] == ["installed"]
    )
    return PackageNote(path, installed, (), readable=True)


def _list(path: str, data: bytes) -> PackageNote:
    return _listing(path, iter(_text(data).split("\n")))


def _checksums(path: str, data: bytes) -> PackageNote:
    return _listing(path, (line.partition(" ")[2].lstrip(" *") for line in _text(data).split("\n")))


def _record(path: str, data: bytes) -> PackageNote:
    site = posixpath.dirname(posixpath.dirname(path))
    rows = csv.reader(_text(data).splitlines())
    return _listing(path, (posixpath.join("/", site, row[0]) for row in rows if row and row[0]))


def _metadata(path: str, data: bytes) -> PackageNote:
    fields = next(_stanzas(data), {})
    by_folder = python_package(path)
    installed = Installed(fields.get("Name", by_folder.name), fields.get("Version", by_folder.version), "")
    return PackageNote(path, (installed,), (), readable=True)


def _package_json(path: str, data: bytes) -> PackageNote:
    said = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_PackageJson)
    match = _NODE.fullmatch(path)
    installed = Installed(said.name or (match[1] if match else path), said.version, "")
    return PackageNote(path, (installed,), (), readable=True)


def _listing(path: str, files: Iterator[str]) -> PackageNote:
    # A path that stands there twice is one file.
    normalised = dict.fromkeys(normalise(file) for file in files)
    normalised.pop("", None)
    return PackageNote(path, (), tuple(normalised), readable=True)


def _stanzas(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the fields of each stanza of Debian's control format or of an e-mail's head, without continuation lines."""
    fields: dict[str, str] = {}
    for line in _text(data).split("\n"):
        name, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            fields.setdefault(name, value.strip())
        elif not line.strip() and fields:
            yield fields
            fields = {}
    if fields:
        yield fields


def _text(data: bytes) -> str:
    """Return text in which names that are not UTF-8 look as they do in a LayerEntry."""
    return data.decode("utf-8", "backslashreplace")
