"""`results.json` that is edited, or of other inputs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.sabotage.changes import Change, Nothing, Refused
from tests.sabotage.edits import add_file, both, replace, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sabotage.changes import Edit

_RESULTS = "results.json edited"
_SITE = "site/results.json"
_REPLAY = ("site", "--replay", _SITE)


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _in_results(change: Callable[[dict[str, Any]], None]) -> Edit:
    """Return what edits the published document, and leaves its checksum as it is."""

    def rewritten(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document, indent=2).encode()

    return rewrite(_SITE, rewritten)


def _lighter(document: dict[str, Any]) -> None:
    document["images"]["web:slim"]["measurement"]["unpacked_size"] -= 1_000_000


def _other_output(document: dict[str, Any]) -> None:
    document["commands"]["myapp/run-multi"]["record"]["output"] = "Hello from nobody!\n"


def _other_format(document: dict[str, Any]) -> None:
    document["format"] = 2


def _no_image(document: dict[str, Any]) -> None:
    del document["images"]["web:multi"]


def _younger(document: dict[str, Any]) -> None:
    document["images"]["web:fat"]["measurement"]["oldest_step_at"] = "2030-01-01T00:00:00Z"


CHANGES = (
    *(
        Change(_RESULTS, f"{name}; the site is built anew", _in_results(change), Nothing())
        for name, change in (
            ("an image is lighter", _lighter),
            ("a command printed something else", _other_output),
            ("another format", _other_format),
            ("an image is missing", _no_image),
            ("a measurement is younger", _younger),
        )
    ),
    Change(_RESULTS, "half of it; the site is built anew", rewrite(_SITE, _half), Nothing()),
    *(
        Change(_RESULTS, f"{name}; then it is replayed", _in_results(change), Refused(_SITE, says), _REPLAY)
        for name, change, says in (
            ("an image is lighter", _lighter, "was changed after it was written"),
            ("a command printed something else", _other_output, "was changed after it was written"),
            ("another format", _other_format, "format 2"),
            ("an image is missing", _no_image, "was changed after it was written"),
            ("a measurement is younger", _younger, "was changed after it was written"),
        )
    ),
    Change(_RESULTS, "half of it; then it is replayed", rewrite(_SITE, _half), Refused(_SITE, "is not what"), _REPLAY),
    *(
        Change("results.json of other inputs", name, edit, Refused(where, says), _REPLAY)
        for name, edit, where, says in (
            (
                "another Dockerfile",
                replace("examples/web/Dockerfile.slim", "EXPOSE 8000", "EXPOSE 9000"),
                "web:slim",
                "Dockerfile.slim is not what was measured",
            ),
            (
                "another app",
                replace("examples/web/app.py", "Hello", "Hullo"),
                "web:fat",
                "app.py is not what was measured",
            ),
            (
                "another smoke test",
                both(
                    replace("examples/web.toml", "status = 200", "status = 404"),
                    replace("examples/pip.toml", "status = 200", "status = 404"),
                ),
                "web:multi",
                "smoke_test is not what was measured",
            ),
            (
                "another command",
                replace(
                    "examples/web.toml", 'run = "docker images web:slim"', 'run = "docker images --no-trunc web:slim"'
                ),
                "command web/images-slim",
                "`run` was another",
            ),
            (
                "a variant that they do not know",
                both(
                    add_file("examples/web/Dockerfile.bare", "FROM scratch\nCOPY app.py .\n"),
                    replace(
                        "examples/web.toml", "[variants.slim]", '[variants.bare]\nsummary = "a file"\n\n[variants.slim]'
                    ),
                ),
                "web:bare",
                "do not hold it",
            ),
        )
    ),
)
