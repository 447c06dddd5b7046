"""Apps that fail, answer otherwise or write other output; bases that are swapped."""

from __future__ import annotations

from tests.sabotage.changes import Change, Refused, Shown
from tests.sabotage.edits import append, both, replace

_WEB = ("web:fat", "web:slim", "web:multi")
_MYAPP = ("myapp:fat", "myapp:slim", "myapp:multi")
_WEB_APP = "examples/web/app.py"
_WEB_MULTI = "examples/web/Dockerfile.multi"
_MY_APP = "examples/myapp/app.py"
_GREETING = '"Hello from a container!\\n"'
_SWAPPED = "base swapped"


def _none_of(references: tuple[str, ...], reason: str) -> Shown:
    return Shown(not_measured=dict.fromkeys(references, reason))


CHANGES = (
    Change(
        "app fails", "an error at its start", append(_MY_APP, "raise SystemExit(1)\n"), _none_of(_MYAPP, "status 1")
    ),
    Change("app fails", "no Python", append(_MY_APP, ")\n"), _none_of(_MYAPP, "SyntaxError|status 1")),
    Change(
        "app fails",
        "what it imports is not there",
        replace(_WEB_APP, "from flask import Flask", "from flsk import Flask"),
        _none_of(_WEB, "smoke test"),
    ),
    Change(
        "app fails",
        "it listens on another port",
        replace(_WEB_APP, "port=8000", "port=8001"),
        _none_of(_WEB, "smoke test"),
    ),
    Change(
        "app fails",
        "it ends before it is asked",
        replace(_WEB_APP, '"__main__"', '"main"'),
        _none_of(_WEB, "smoke test"),
    ),
    Change(
        "app fails", "it never ends", append(_MY_APP, "while True:\n    pass\n"), _none_of(_MYAPP, "did not end within")
    ),
    Change(
        "app answers otherwise",
        "another text",
        replace(_WEB_APP, _GREETING, '"Hello!\\n"'),
        _none_of(_WEB, "Hello!"),
    ),
    Change(
        "app answers otherwise",
        "no end of line",
        replace(_WEB_APP, _GREETING, '"Hello from a container!"'),
        _none_of(_WEB, "Hello from a container!"),
    ),
    Change(
        "app answers otherwise",
        "under another path",
        replace(_WEB_APP, '@app.get("/")', '@app.get("/hello")'),
        _none_of(_WEB, "404"),
    ),
    Change(
        "app answers otherwise",
        "to another method",
        replace(_WEB_APP, "app.get", "app.post"),
        _none_of(_WEB, "405"),
    ),
    Change(
        "app answers otherwise",
        "with another status",
        both(replace(_WEB_APP, "-> str", "-> tuple[str, int]"), replace(_WEB_APP, _GREETING, f"{_GREETING}, 201")),
        _none_of(_WEB, "201"),
    ),
    Change(
        "app writes other output",
        "another text",
        replace(_MY_APP, "Hello from Docker", "Greetings from Docker"),
        _none_of(_MYAPP, "Greetings"),
    ),
    Change(
        "app writes other output",
        "a line more",
        append(_MY_APP, 'open(1, "w").write("And goodbye.\\n")\n'),
        _none_of(_MYAPP, "smoke test"),
    ),
    Change(
        "app writes other output",
        "nothing",
        replace(_MY_APP, "print(", "if 0: print("),
        _none_of(_MYAPP, "smoke test"),
    ),
    Change(
        "app writes other output",
        "two lines, where a page says that it prints one",
        append(_MY_APP, 'print("And goodbye.")\n'),
        Refused(
            "docs/lessons/three-images.md",
            r"is false: written\(myapp/app.py, .* is 2, not == 1",
            "The script prints one line.",
        ),
    ),
    Change(
        "app writes other output",
        "no end of line",
        replace(_MY_APP, 'demo!")', 'demo!", end="")'),
        _none_of(_MYAPP, "smoke test"),
    ),
    Change(
        "app writes other output",
        "a warning beside it",
        append(_MY_APP, 'open(2, "w").write("a warning\\n")\n'),
        _none_of(_MYAPP, "a warning"),
    ),
    Change(
        "app writes other output",
        "the same in other words",
        replace(
            _MY_APP, 'print("Hello from Docker optimization demo!")', 'print("Hello", "from Docker optimization demo!")'
        ),
        Shown(measured=_MYAPP, figures=("myapp:slim/unpacked_size",)),
    ),
    Change(
        _SWAPPED,
        "the slim image stands on the full base",
        replace("examples/web/Dockerfile.slim", "FROM python:3.12-slim", "FROM python:3.12"),
        Refused("examples/web.toml", "its Dockerfile stands on `python:3.12`", '"python:3.12-slim, Flask installed'),
    ),
    Change(
        _SWAPPED,
        "the full image stands on the slim base, and its summary says so",
        both(
            replace("examples/myapp/Dockerfile.fat", "FROM python:3.12", "FROM python:3.12-slim"),
            replace("examples/myapp.toml", "the full python:3.12, with curl", "python:3.12-slim, with curl"),
        ),
        Refused(
            "docs/lessons/slim-base.md",
            r"is false: size\(myapp:fat, waste\).*layer_count\(myapp:fat, base\)",
            "The image on the full base has more of it",
        ),
    ),
    Change(
        _SWAPPED,
        "the last stage stands on the full base, and its summary says so",
        both(
            replace("examples/myapp/Dockerfile.multi", "FROM python:3.12-slim\n", "FROM python:3.12\n"),
            replace(
                "examples/myapp.toml", "python:3.12-slim, with Flask from", "the full python:3.12, with Flask from"
            ),
        ),
        Refused("docs/lessons/multi-stage.md", "is false: instructions", "The **final** stage starts from"),
    ),
    Change(
        _SWAPPED,
        "a base without the program that is needed",
        replace(_WEB_MULTI, "FROM python:3.12-slim AS builder", "FROM debian:trixie-slim AS builder"),
        Shown(not_measured={"web:multi": "Dockerfile.multi:5"}),
    ),
    Change(
        _SWAPPED,
        "a base that is not to be had",
        replace(_WEB_MULTI, "FROM python:3.12-slim AS builder", "FROM python:3.12-no-such-tag AS builder"),
        Shown(not_measured={"web:multi": r"Dockerfile.multi:2: .*python:3\.12-no-such-tag"}),
    ),
    Change(
        _SWAPPED,
        "nothing at all for a base",
        replace(_WEB_MULTI, "FROM python:3.12-slim AS builder", "FROM scratch AS builder"),
        Shown(not_measured={"web:multi": "Dockerfile.multi:5"}),
    ),
    Change(
        _SWAPPED,
        "another than the summary names",
        replace("examples/web/Dockerfile.slim", "FROM python:3.12-slim", "FROM debian:trixie-slim"),
        Refused("examples/web.toml", "python:3.12-slim", 'summary = "python:3.12-slim, Flask installed'),
    ),
    Change(
        _SWAPPED,
        "a stage that is misspelt",
        replace(_WEB_MULTI, "--from=builder", "--from=bilder"),
        Refused(_WEB_MULTI, "did you mean `builder`", "--from=bilder"),
    ),
)
