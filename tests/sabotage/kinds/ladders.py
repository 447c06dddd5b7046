"""Ladders whose steps change more than they name, save nothing, stand elsewhere or are missing."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Refused, Shown
from tests.sabotage.edits import after, append, both, exchange, remove, replace

_CAPSTONE = "examples/capstone.toml"
_PAGE = "docs/lessons/capstone.md"
_SHOWN = "lessons/capstone/index.html"
_IMPORTS = "examples/capstone/Dockerfile.imports"
_OF_FLAT = (
    'change = "the files are copied into an empty image, as one layer"\n'
    'touches = ["FROM", "WORKDIR", "COPY --from=whole"]\n'
)
_ALTERED = "ladder altered"
_MORE = "step of a ladder changes something else"
_WITH_IMPORTS = (
    "capstone:naive",
    "capstone:slim",
    "capstone:recommends",
    "capstone:lists",
    "capstone:cache",
    "capstone:imports",
)
"""What a change to the last Dockerfile measures: the first steps copy the whole folder, and it is in that."""

_STEPS = (
    Change(
        _ALTERED,
        "the first two steps are exchanged",
        exchange(_CAPSTONE, '"naive", ', '"slim", '),
        Refused(_CAPSTONE, "the first step has `change`, and there is none before it"),
    ),
    Change(
        _ALTERED,
        "two steps in its middle are exchanged",
        exchange(_CAPSTONE, '"recommends", ', '"lists", '),
        Refused(
            "examples/capstone/Dockerfile.recommends",
            "step `recommends` changes `RUN apt-get update`, which it does not name",
            "RUN apt-get update",
        ),
    ),
    Change(
        _ALTERED,
        "a step that is no variant",
        replace(_CAPSTONE, '"bytecode", ', '"bytecod", '),
        Refused(_CAPSTONE, "step `bytecod` is no variant.*did you mean `bytecode`"),
    ),
    Change(
        _ALTERED,
        "a step twice",
        replace(_CAPSTONE, '"bytecode", ', '"bytecode", "bytecode", '),
        Refused(_CAPSTONE, "step `bytecode` stands there twice"),
    ),
    Change(
        _ALTERED,
        "a step is left out of the list alone",
        remove(_CAPSTONE, '"flat", '),
        Refused(_CAPSTONE, "variant `flat` has `change`, and is no step of a ladder", "the files are copied into"),
    ),
    Change(
        _ALTERED,
        "a step is left out, so that the next one changes more than it names",
        both(remove(_CAPSTONE, '"flat", '), remove(_CAPSTONE, _OF_FLAT)),
        Refused(
            "examples/capstone/Dockerfile.runtime",
            "step `runtime` changes `FROM .*`, which it does not name",
            "FROM",
        ),
    ),
    Change(
        _ALTERED,
        "what a step changes is emptied",
        replace(_CAPSTONE, '"pip keeps no copy of what it downloads"', '""'),
        Refused(_CAPSTONE, "`change` is empty|empty", 'change = ""'),
    ),
    Change(
        _ALTERED,
        "what a step changes is removed",
        remove(_CAPSTONE, 'change = "pip keeps no copy of what it downloads"\n'),
        Refused(_CAPSTONE, "step `cache` has no `change`", "[variants.cache]"),
    ),
    Change(
        _ALTERED,
        "what a step changes is told in other words",
        replace(_CAPSTONE, "pip keeps no copy of what it downloads", "pip throws away what it downloads"),
        Nothing(shows={_SHOWN: "pip throws away what it downloads"}),
    ),
    Change(
        _ALTERED,
        "a figure in what a step changes",
        replace(_CAPSTONE, "pip keeps no copy of what it downloads", "pip keeps 5 MB less"),
        Refused(_CAPSTONE, "5 MB", "5 MB"),
    ),
)

_CONTENTS = (
    Change(
        _MORE,
        "an instruction that it does not name",
        replace("examples/capstone/Dockerfile.recommends", "WORKDIR /app", "WORKDIR /srv"),
        Refused(
            "examples/capstone/Dockerfile.recommends",
            "step `recommends` changes `WORKDIR /srv`, which it does not name",
            "WORKDIR /srv",
        ),
    ),
    Change(
        _MORE,
        "an instruction less",
        remove("examples/capstone/Dockerfile.imports", "EXPOSE 8000\n"),
        Refused("examples/capstone/Dockerfile.runtime", "step `imports` changes `EXPOSE 8000`", "EXPOSE 8000"),
    ),
    Change(
        _MORE,
        "it names what does not differ",
        replace(
            _CAPSTONE,
            'change = "pip compiles no .pyc files"\ntouches = ["RUN pip install"]',
            'change = "pip compiles no .pyc files"\ntouches = ["RUN pip install", "ENV"]',
        ),
        Refused(_CAPSTONE, "`ENV` does not differ between step `stages` and step `bytecode`", '"ENV"'),
    ),
    Change(
        _MORE,
        "it does the job of another smoke test",
        append(
            _CAPSTONE,
            '\n[variants.cache.smoke_test]\ncommand = ["python", "-c", "print(1)"]\noutput = "1\\n"\n',
        ),
        Refused(_CAPSTONE, "step `cache` has another smoke test than step `naive`"),
    ),
    Change(
        _MORE,
        "an ignore file that it does not name",
        append("examples/capstone/Dockerfile.slim.dockerignore", "requirements.lock\n"),
        Refused(_CAPSTONE, "step `slim` obeys another ignore file than step `naive`, which it does not name"),
    ),
    Change(
        _MORE,
        "it saves nothing any more, where the page says what it leaves out",
        replace(_IMPORTS, "RUN python -B /tmp/prune.py /runtime", "RUN python -B -c pass"),
        Refused(_PAGE, "is false: file_count", "fewer than half of what"),
    ),
    Change(
        _MORE,
        "it saves less, and each figure follows",
        after(_IMPORTS, "RUN python -B /tmp/prune.py /runtime", " && head -c 2000000 /dev/zero > /runtime/zeros"),
        Shown(
            measured=_WITH_IMPORTS,
            figures=("capstone:imports/unpacked_size - capstone:runtime/unpacked_size",),
            texts={_SHOWN: "/runtime/zeros"},
        ),
    ),
    Change(
        _MORE,
        "a comment, which is no instruction",
        replace(_IMPORTS, "EXPOSE 8000", "# Where it listens\nEXPOSE 8000"),
        Shown(measured=_WITH_IMPORTS, texts={_SHOWN: "# Where it listens"}),
    ),
)

CHANGES = (*_STEPS, *_CONTENTS)
