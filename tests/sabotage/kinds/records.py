"""Records that are edited, truncated, of another version or misfiled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from macros.catalog.examples import read_catalog
from macros.plan.keys import digest_of, smoke_key, weighing_key
from macros.weighing.ruler import RULER_VERSION
from tests.sabotage.changes import Change, Mended

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sabotage.changes import Edit, Place

_EDITED = "record edited"
_TRUNCATED = "record truncated"
_VERSION = "record from another version"
_NOT_OF_THE_BUILD = ("smoke_test", "ruler")
_SITE = "site/results.json"
_TWINS = {"web:slim": ("pip:no-cache-dir",)}
"""Variants whose image is another's to the byte: same base, same files, same instructions."""


def _measurement(place: Place, reference: str) -> dict[str, Any]:
    results = json.loads((place.project / _SITE).read_bytes())
    measurement: dict[str, Any] = results["images"][reference]["measurement"]
    return measurement


def _build(place: Place, reference: str) -> Path:
    inputs = _measurement(place, reference)["inputs"]
    key = digest_of({name: digest for name, digest in inputs.items() if name not in _NOT_OF_THE_BUILD})
    return _path(place, "builds", key)


def _weighing(place: Place, reference: str) -> Path:
    return _path(place, "weighings", weighing_key(_measurement(place, reference)["config_digest"], RULER_VERSION))


def _smoke_test(place: Place, reference: str) -> Path:
    catalog, _ = read_catalog(place.project)
    variant = catalog.find(reference)
    assert variant is not None, reference
    return _path(
        place, "smoke_tests", smoke_key(_measurement(place, reference)["config_digest"], variant.smoke_tests[0])
    )


def _named(shelf: str, field: str) -> Callable[[Place, str], Path]:
    """Return what finds the record on a shelf whose field has a name: what a key is made of changes more often."""

    def find(place: Place, name: str) -> Path:
        paths = (place.home / "records" / shelf).iterdir()
        (found,) = [path for path in paths if json.loads(path.read_bytes())["body"][field] == name]
        return found

    return find


_command = _named("commands", "command")
_experiment = _named("experiments", "experiment")
_fact = _named("facts", "fact")


def _measured(find: Callable[[Place, str], Path], reference: str) -> tuple[str, ...]:
    """Return what is measured anew without a record: what is filed under an image's digest belongs to its twins too."""
    return (reference,) if find is _build else (reference, *_TWINS.get(reference, ()))


def _path(place: Place, shelf: str, key: str) -> Path:
    return place.home / "records" / shelf / f"{key.removeprefix('sha256:')}.json"


def _record(find: Callable[[Place, str], Path], reference: str, change: Callable[[bytes], bytes]) -> Edit:
    """Return what changes the record of an image by a function."""

    def edit(place: Place) -> None:
        path = find(place, reference)
        path.write_bytes(change(path.read_bytes()))

    return edit


def _swap(find: Callable[[Place, str], Path], one: str, other: str) -> Edit:
    """Return what files each of two images' records under the other's key."""

    def edit(place: Place) -> None:
        paths = find(place, one), find(place, other)
        contents = [path.read_bytes() for path in paths]
        paths[0].write_bytes(contents[1])
        paths[1].write_bytes(contents[0])

    return edit


def _first_number(name: str) -> Callable[[bytes], bytes]:
    """Return what makes the first number of that name in a record one larger, and leaves the rest."""
    mark = f'"{name}":'.encode()

    def change(content: bytes) -> bytes:
        before, _, after = content.partition(mark)
        digits = after[: len(after) - len(after.lstrip(b"0123456789"))]
        return before + mark + str(int(digits) + 1).encode() + after[len(digits) :]

    return change


def _put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        if old not in content:
            message = f"no {old!r} in the record"
            raise ValueError(message)
        return content.replace(old, new, 1)

    return change


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _nothing(_: bytes) -> bytes:
    return b""


CHANGES = (
    *(
        Change(_EDITED, name, _record(find, reference, change), Mended(measured=_measured(find, reference)))
        for name, find, reference, change in (
            ("a layer weighs a byte more", _weighing, "web:slim", _first_number("unpacked_size")),
            ("a layer has a file more", _weighing, "myapp:fat", _first_number("files")),
            ("another engine size", _build, "myapp:multi", _first_number("engine_size")),
            ("another engine's version", _build, "web:fat", _put(b'"version":"', b'"version":"9')),
            ("another output of the smoke test", _smoke_test, "myapp:slim", _put(b"Hello from", b"Hullo from")),
        )
    ),
    *(
        Change(_EDITED, name, _record(find, of, change), Mended())
        for name, find, of, change in (
            ("a command printed something else", _command, "myapp/run-multi", _put(b"from Docker", b"from nobody")),
            (
                "an instruction came from the cache no longer",
                _experiment,
                "order/nothing-edited",
                _put(b'"cached":true', b'"cached":false'),
            ),
            ("a file more is found", _fact, "file_count(web:slim, /usr/bin/*gcc*)", _first_number("value")),
        )
    ),
    Change(
        _EDITED, "two builds are exchanged", _swap(_build, "web:fat", "web:multi"), Mended(("web:fat", "web:multi"))
    ),
    Change(
        _EDITED,
        "two weighings are exchanged",
        _swap(_weighing, "myapp:fat", "myapp:slim"),
        Mended(("myapp:fat", "myapp:slim")),
    ),
    *(
        Change(_TRUNCATED, name, _record(find, reference, change), Mended(measured=_measured(find, reference)))
        for name, find, reference, change in (
            ("half a weighing", _weighing, "web:multi", _half),
            ("half a build", _build, "myapp:slim", _half),
            ("half a smoke test", _smoke_test, "web:slim", _half),
            ("an empty weighing", _weighing, "myapp:multi", _nothing),
            ("an empty build", _build, "web:slim", _nothing),
            ("no end of a weighing", _weighing, "web:fat", lambda content: content[:-1]),
        )
    ),
    *(
        Change(_TRUNCATED, name, _record(find, of, _half), Mended())
        for name, find, of in (
            ("half a command", _command, "web/serve"),
            ("half an experiment", _experiment, "order/code-edited"),
            ("half an answer about files", _fact, "file_count(web:slim, /usr/bin/*gcc*)"),
        )
    ),
    *(
        Change(_VERSION, name, _record(find, reference, change), Mended(measured=(reference,)))
        for name, find, reference, change in (
            ("a weighing of a later format", _weighing, "web:fat", _put(b'"format":1', b'"format":2')),
            ("a build of a later format", _build, "myapp:fat", _put(b'"format":1', b'"format":2')),
            ("a smoke test of no format", _smoke_test, "web:multi", _put(b'"format":1,', b"")),
            ("a weighing with a field of another name", _weighing, "myapp:slim", _put(b'"waste":', b'"wasted":')),
            ("a build without its time", _build, "web:multi", _put(b'"built_at":', b'"made_at":')),
        )
    ),
)
