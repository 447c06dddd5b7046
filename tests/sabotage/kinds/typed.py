"""What is typed into pages a second time, or by hand: figures, outputs, files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.sabotage.changes import Change, Refused
from tests.sabotage.edits import append, replace

if TYPE_CHECKING:
    from tests.sabotage.changes import Edit, Place

_SLIM_BASE = "docs/lessons/slim-base.md"
_MULTI_STAGE = "docs/lessons/multi-stage.md"
_THREE = "docs/lessons/three-images.md"
_HISTORY = "docs/lessons/layer-history.md"
_WEIGHS = "docs/lessons/what-an-image-weighs.md"
_INTERVIEW = "docs/interview.md"
_INDEX = "docs/index.md"


def _paste(page: str, source: str, first: int, last: int, form: str) -> Edit:
    """Return what appends lines of a file, counted from 1, to a page: fenced, indented or in a `pre`."""

    def edit(place: Place) -> None:
        lines = (place.project / source).read_text(encoding="utf-8").splitlines()[first - 1 : last]
        block = {
            "fenced": ["```", *lines, "```"],
            "indented": [f"    {line}" for line in lines],
            "pre": ["<pre>", *lines, "</pre>"],
            "in a note": ["!!! note", "", "    ```", *[f"    {line}" for line in lines], "    ```"],
        }[form]
        append(page, "\n".join(["", "Once more:", "", *block, ""]))(place)

    return edit


def _paste_output(page: str, command: str, form: str) -> Edit:
    """Return what appends to a page what a command printed when it was run."""

    def edit(place: Place) -> None:
        results = json.loads((place.project / "site/results.json").read_bytes())
        record = results["commands"][command]["record"]
        output = record["answer"]["body"] if record["answer"] else record["output"]
        lines = output.splitlines()
        block = ["```", *lines, "```"] if form == "fenced" else [f"    {line}" for line in lines]
        append(page, "\n".join(["", "It prints:", "", *block, ""]))(place)

    return edit


_TYPED = tuple(
    Change("figure typed", name, edit, Refused(page, f"the figure `{figure}` is typed by hand", line))
    for name, page, edit, figure, line in (
        (
            "a size in a sentence",
            _SLIM_BASE,
            append(_SLIM_BASE, "\nThe slim image has 129 MB.\n"),
            "129 MB",
            "slim image has",
        ),
        (
            "a size in the place of its macro",
            _THREE,
            replace(_THREE, '{{ size("myapp:fat") }} on the full', "1.1 GB on the full"),
            "1.1 GB",
            "1.1 GB on the full",
        ),
        ("a ratio", _INDEX, append(_INDEX, "\nThe first is 8.5 times the second.\n"), "8.5 times", "8.5 times"),
        ("a share", _INTERVIEW, append(_INTERVIEW, "\nThe base is 90 % of it.\n"), "90 %", "90 %"),
        ("a number of layers", _HISTORY, append(_HISTORY, "\nIt has 7 layers.\n"), "7 layers", "7 layers"),
        (
            "a duration",
            _MULTI_STAGE,
            append(_MULTI_STAGE, "\nThe build takes 12 seconds.\n"),
            "12 seconds",
            "12 seconds",
        ),
        ("a size in a heading", _WEIGHS, append(_WEIGHS, "\n## Why 118 MiB?\n"), "118 MiB", "Why 118"),
        (
            "a size in the front matter",
            _INDEX,
            replace(_INDEX, "description: One Python script,", "description: One Python script in 120 MB,"),
            "120 MB",
            "description:",
        ),
        ("a size in code", _HISTORY, append(_HISTORY, "\n```\n/install  4.73MB\n```\n"), "4.73MB", "4.73MB"),
        (
            "a size in a table",
            _THREE,
            append(_THREE, "\n| image | size |\n|---|---|\n| slim | 129 MB |\n"),
            "129 MB",
            "| slim | 129",
        ),
    )
)

_PASTED = tuple(
    Change("output pasted", name, _paste_output(page, command, form), Refused(page, says))
    for name, page, command, form, says in (
        (
            "one line of an app",
            _THREE,
            "myapp/run-multi",
            "fenced",
            "repeats what the command `myapp/run-multi` prints",
        ),
        (
            "one line of an app, indented",
            _SLIM_BASE,
            "myapp/run-multi",
            "indented",
            "repeats what the command `myapp/run-multi` prints",
        ),
        (
            "what an app answered",
            _MULTI_STAGE,
            "web/serve",
            "fenced",
            "repeats what the command `web/serve` is answered",
        ),
        ("the list of images", _THREE, "myapp/compare", "fenced", "is typed by hand|repeats what"),
        ("a history", _HISTORY, "myapp/history-multi", "fenced", "is typed by hand|repeats what"),
        ("a sum without a unit", _WEIGHS, "web/sum-slim", "fenced", "repeats what the command `web/sum-slim` prints"),
        (
            "a list of files",
            _MULTI_STAGE,
            "myapp/list-builder",
            "fenced",
            "repeats what the command `myapp/list-builder`",
        ),
        (
            "what a Python program found",
            _HISTORY,
            "myapp/inspect-multi",
            "indented",
            "repeats what the command `myapp/inspect-multi`",
        ),
    )
)

_COPIED = tuple(
    Change(
        "file copied into a page",
        name,
        _paste(page, source, first, last, form),
        Refused(page, f"repeats the file {says}"),
    )
    for name, page, source, first, last, form, says in (
        ("a Dockerfile", _SLIM_BASE, "examples/web/Dockerfile.slim", 1, 7, "fenced", r"examples/\w+/Dockerfile"),
        (
            "a part of a Dockerfile",
            _INTERVIEW,
            "examples/myapp/Dockerfile.multi",
            8,
            10,
            "fenced",
            r"examples/\w+/Dockerfile\.(?:multi|stages|bytecode)",
        ),
        ("an app, indented", _MULTI_STAGE, "examples/web/app.py", 3, 11, "indented", r"examples/\w+/app\.py"),
        ("an app of one line", _INDEX, "examples/myapp/app.py", 1, 1, "fenced", "examples/myapp/app.py"),
        ("the requirements", _HISTORY, "examples/web/requirements.txt", 1, 1, "pre", "examples/"),
        ("what is ignored, in a note", _WEIGHS, "examples/web/.dockerignore", 1, 5, "in a note", "examples/"),
        ("two lines of an app, in a `pre`", _THREE, "examples/web/app.py", 13, 14, "pre", r"examples/\w+/app\.py"),
    )
)

CHANGES = (*_TYPED, *_PASTED, *_COPIED)
