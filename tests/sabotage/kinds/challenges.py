"""Challenges whose budget, rules or solution do not go together, and hints in other words."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Refused
from tests.sabotage.edits import append, remove, replace

_OWNER = "examples/challenge-owner.toml"
_DOCKERIGNORE = "examples/challenge-dockerignore.toml"
_SECRET = "examples/challenge-secret.toml"  # noqa: S105 - a file of that name
_BUDGET = 'unpacked_size = "100 MB"'
_SHOWN = "challenges/index.html"
_KIND = "challenge altered"

CHANGES = (
    Change(
        _KIND,
        "a budget that its solution does not keep to",
        replace(_OWNER, _BUDGET, 'unpacked_size = "90 MB"'),
        Refused(_OWNER, 'its own solution does not keep to "it weighs at most 90 MB', "90 MB"),
    ),
    Change(
        _KIND,
        "a budget that its start keeps to",
        replace(_OWNER, _BUDGET, 'unpacked_size = "200 MB"'),
        Refused(_OWNER, "its start is within the budget", "200 MB"),
    ),
    Change(
        _KIND,
        "a solution that does what the start does",
        replace(
            "examples/challenge-owner/Dockerfile.solution",
            "COPY --chown=1000 count.sh .",
            "COPY count.sh .\nRUN chgrp -R 0 /app && chown -R 1000:0 /app",
        ),
        Refused(_OWNER, 'its own solution does not keep to "it weighs at most 100 MB', _BUDGET),
    ),
    Change(
        _KIND,
        "a solution whose ignore file lets a secret in",
        append("examples/challenge-dockerignore/Dockerfile.solution.dockerignore", "!.env\n"),
        Refused(_DOCKERIGNORE, r'its own solution does not keep to "no layer has `\.env`', 'unpacked_size = "60 kB"'),
    ),
    Change(
        _KIND,
        "a rule that its solution breaks",
        replace(_SECRET, 'forbidden = ["ARG", "ENV"]', 'forbidden = ["ARG", "RUN"]'),
        Refused(_SECRET, "its own solution breaks a rule of the challenge: no instruction begins with `RUN`"),
    ),
    Change(
        _KIND,
        "a file that the reader is not given",
        replace(_SECRET, 'in_no_layer = ["token.txt"]', 'in_no_layer = ["tokens.txt"]'),
        Refused(_SECRET, "`tokens.txt` is no file that the reader is given", "tokens.txt"),
    ),
    Change(
        _KIND,
        "no hints",
        remove(
            _OWNER,
            "hints = [\n"
            '    "A layer holds whole files. What does a change of the owner write?",\n'
            '    "The file must have its owner in the instruction that brings it.",\n'
            '    "`COPY` has a flag for it: `--chown`.",\n'
            "]\n",
        ),
        Refused(_OWNER, r"\[challenge\] has no `hints`", "[challenge]"),
    ),
    Change(
        _KIND,
        "a figure in a hint",
        replace(_OWNER, "A layer holds whole files.", "A layer holds whole files, 15 MB of them."),
        Refused(_OWNER, "15 MB", "hints"),
    ),
    Change(
        _KIND,
        "a hint in other words",
        replace(_OWNER, "A layer holds whole files.", "A layer never holds a part of a file."),
        Nothing(shows={_SHOWN: "A layer never holds a part of a file."}),
    ),
    Change(
        _KIND,
        "a challenge that there is not",
        replace("docs/challenges.md", '{{ challenge("owner") }}', '{{ challenge("ownr") }}'),
        Refused("docs/challenges.md", "there is no challenge `ownr`; did you mean `owner`", "ownr"),
    ),
)
