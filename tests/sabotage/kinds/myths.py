"""Myths that are written for another verdict, decided by other conditions, or turned by an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sabotage.changes import Change, Nothing, Refused, Shown
from tests.sabotage.edits import append, both, remove, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = "docs/myths.md"
_SHOWN = "myths/index.html"
_DECLARED = "myth written for another verdict"
_DECIDED = "myth decided by other conditions"
_TURNED = "myth turned by an example"
_TWO_MORE = "ADD app.py /first/\nADD app.py /second/\n"


def _left_out(written_for: str) -> Mapping[str, str]:
    """Return what stands in the place of a paragraph that is written for a verdict that is another now."""
    return {_SHOWN: f'What stands here otherwise was written for the verdict "{written_for}", and is left out.'}


def _decided_anew(written_for: str) -> Nothing:
    """Expect another verdict, on the page and in the results, and that nothing is measured."""
    return Nothing(shows={**_left_out(written_for), "results.json": ""})


_VERDICTS = tuple(
    Change(_DECLARED, name, replace(_PAGE, old, new), expected)
    for name, old, new, expected in (
        (
            "false in place of true",
            'layer_count("web:slim", which="base"), why="true")',
            'layer_count("web:slim", which="base"), why="false")',
            Nothing(shows=_left_out("false")),
        ),
        (
            "true in place of false",
            'layer_size("web:slim", "WORKDIR") > 0, why="false")',
            'layer_size("web:slim", "WORKDIR") > 0, why="true")',
            Nothing(shows=_left_out("true")),
        ),
        (
            "true in place of depends, with a claim in its paragraph",
            'file_count("web:slim", "/usr/bin/*gcc*") > 0, why="depends")',
            'file_count("web:slim", "/usr/bin/*gcc*") > 0, why="true")',
            # What is left out claims nothing.
            Nothing(shows={**_left_out("true"), "results.json": ""}),
        ),
        (
            "one that there is not",
            'layer_size("web:slim", "WORKDIR") > 0, why="false")',
            'layer_size("web:slim", "WORKDIR") > 0, why="flase")',
            Refused(_PAGE, "no verdict is called `flase`; did you mean `false`", "`WORKDIR` costs bytes"),
        ),
        (
            "none",
            'layer_size("web:slim", "WORKDIR") > 0, why="false")',
            'layer_size("web:slim", "WORKDIR") > 0)',
            Refused(_PAGE, "why", "`WORKDIR` costs bytes"),
        ),
        (
            "a comparison in its paragraph, which nothing proves",
            "Where one does, the layer never has them",
            "`myapp:fat` is larger than `myapp:slim`. Where one does, the layer never has them",
            Refused(_PAGE, "that nothing proves", "Where one does"),
        ),
    )
)

_CONDITIONS = (
    Change(
        _DECIDED,
        "one reversed, against the statement",
        replace(
            _PAGE,
            'size("layers:deleted-later") < size("layers:kept")',
            'size("layers:deleted-later") > size("layers:kept")',
        ),
        Refused(_PAGE, "smaller", 'call myth("Deleting a file'),
    ),
    Change(
        _DECIDED,
        "both reversed",
        both(
            replace(_PAGE, 'shared_layers("web:slim", "web:multi") >=', 'shared_layers("web:slim", "web:multi") <'),
            replace(_PAGE, 'shared_layers("web:slim", "myapp:slim") >=', 'shared_layers("web:slim", "myapp:slim") <'),
        ),
        _decided_anew("true"),
    ),
    Change(
        _DECIDED,
        "a bound moved across one of four figures",
        replace(_PAGE, '> size("compiled:single") / 2', '> size("compiled:single") / 9'),
        _decided_anew("depends"),
    ),
    Change(
        _DECIDED,
        "a bound moved across the only figure",
        replace(_PAGE, 'what="transfer_size") * 1.1', 'what="transfer_size") * 9'),
        _decided_anew("false"),
    ),
    Change(
        _DECIDED,
        "subjects swapped",
        replace(
            _PAGE,
            'size("layers:deleted-at-once") < size("layers:deleted-later")',
            'size("layers:deleted-later") < size("layers:deleted-at-once")',
        ),
        _decided_anew("depends"),
    ),
    Change(
        _DECIDED,
        "an image that there is not",
        replace(_PAGE, 'base_size("web:multi") >', 'base_size("web:mutli") >'),
        Refused(_PAGE, "no image `web:mutli`; did you mean `web:multi`", "The base decides"),
    ),
)

_TURNS = (
    Change(
        _TURNED,
        "as many layers as instructions",
        # In all that pages say differ in one line, and in the card that counts layers by their instructions.
        both(
            both(append("examples/web/Dockerfile.slim", _TWO_MORE), append("examples/web/Dockerfile.fat", _TWO_MORE)),
            both(
                append("examples/web/Dockerfile.alpine", _TWO_MORE),
                replace(
                    "docs/cards/layers.toml",
                    'instructions("web:slim", "RUN")) %}`web:slim` has',
                    'instructions("web:slim", "RUN") + instructions("web:slim", "ADD")) %}`web:slim` has',
                ),
            ),
        ),
        Shown(measured=("web:fat", "web:slim"), texts=_left_out("false")),
    ),
    Change(
        _TURNED,
        "package lists are removed in both, where a lesson says that they stay in one",
        replace(
            "examples/myapp/Dockerfile.fat",
            "apt-get install -y curl",
            "apt-get install -y curl && rm -r /var/lib/apt/lists/*",
        ),
        Refused(
            "docs/lessons/slim-base.md",
            r"is false: file_count\(myapp:fat, /var/lib/apt/lists",
            "In `myapp:fat` they stay",
        ),
    ),
    Change(
        _TURNED,
        "one of its images does not build",
        remove("examples/web/Dockerfile.multi", "COPY requirements.txt .\n"),
        Shown(
            not_measured={"web:multi": "Dockerfile.multi:4"},
            texts={_SHOWN: "Not decided. Not everything that decides it is known."},
        ),
    ),
    Change(
        _TURNED,
        "one of its images does not do its job",
        append("examples/compiled/Dockerfile.multi", 'CMD ["false"]\n'),
        Shown(
            not_measured={"compiled:multi": "smoke test"},
            texts={_SHOWN: "Not decided. Not everything that decides it is known."},
        ),
    ),
    Change(
        _TURNED,
        "one of its images stands on a base that is not to be had",
        replace(
            "examples/web/Dockerfile.multi", "FROM python:3.12-slim AS builder", "FROM python:3.12-none AS builder"
        ),
        Shown(
            not_measured={"web:multi": "python:3.12-none"},
            texts={_SHOWN: "Not decided. Not everything that decides it is known."},
        ),
    ),
)

CHANGES = (*_VERDICTS, *_CONDITIONS, *_TURNS)
