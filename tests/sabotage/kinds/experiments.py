"""Cache experiments that edit something else, and files that are ignored no longer or from now on."""

from __future__ import annotations

from tests.sabotage.changes import Change, Refused, Shown
from tests.sabotage.edits import add_file, append, remove, rename, replace

_ORDER = "examples/order.toml"
_ORDER_PAGE = "docs/lessons/order.md"
_ORDER_SHOWN = "lessons/order/index.html"
_CONTEXT = "examples/context/.dockerignore"
_WITHOUT = "examples/context/Dockerfile.everything.dockerignore"
_CONTEXT_PAGE = "docs/lessons/dockerignore.md"
_CONTEXT_SHOWN = "lessons/dockerignore/index.html"
_EDITED = "experiment altered"
_IGNORED = "ignored file altered"
_OF_CODE = (
    '[experiments.code-edited]\nvariants = ["code-first", "dependencies-first"]\n'
    'edit = { file = "app.py", replace = "Hello from a container!", by = "Good morning from a container!" }\n'
)
_OF_NOTHING = '[experiments.nothing-edited]\nvariants = ["code-first", "dependencies-first"]\n'
_OF_ORDER = ("order:code-first", "order:dependencies-first", "order:bind-mount", "order:cache-mount")

_EXPERIMENTS = (
    Change(
        _EDITED,
        "a text that is not there",
        replace(_ORDER, _OF_CODE, _OF_CODE.replace("Hello", "Hullo")),
        Refused(_ORDER, "`Hullo from a container!` stands 0 times in `app.py`", "Hullo"),
    ),
    Change(
        _EDITED,
        "another text takes the place of the same",
        replace(_ORDER, _OF_CODE, _OF_CODE.replace("Good morning", "Good evening")),
        Shown(experiments=("order/code-edited",), texts={_ORDER_SHOWN: "Good evening from a container!"}),
    ),
    Change(
        _EDITED,
        "a comment is added in place of a new text",
        replace(_ORDER, _OF_CODE, f'{_OF_CODE[: _OF_CODE.index("replace")]}append = "# a comment" }}\n'),
        Shown(experiments=("order/code-edited",), texts={_ORDER_SHOWN: "# a comment"}),
    ),
    Change(
        _EDITED,
        "its variants stand the other way round",
        replace(
            _ORDER,
            _OF_CODE,
            _OF_CODE.replace('"code-first", "dependencies-first"', '"dependencies-first", "code-first"'),
        ),
        Shown(experiments=("order/code-edited",)),
    ),
    Change(
        _EDITED,
        "nothing is edited any more",
        replace(_ORDER, _OF_CODE, _OF_CODE[: _OF_CODE.index("edit =")]),
        Refused(_ORDER_PAGE, r"is false: rebuilt\(order/code-edited|edit", "After an edit of one line of code"),
    ),
    Change(
        _EDITED,
        "the list is edited in place of the code",
        replace(
            _ORDER,
            _OF_CODE,
            f'{_OF_CODE[: _OF_CODE.index("{")]}{{ file = "requirements.txt", append = "# a comment" }}\n',
        ),
        Refused(_ORDER_PAGE, r"is false: from_cache\(order/code-edited|edit", "After an edit of one line of code"),
    ),
    Change(
        _EDITED,
        "something is edited where a page says that nothing is",
        replace(_ORDER, _OF_NOTHING, f'{_OF_NOTHING}edit = {{ file = "app.py", append = "# a comment" }}\n'),
        Refused(_ORDER_PAGE, r"is false: rebuilt\(order/nothing-edited|edit", "Then nothing is rebuilt"),
    ),
    Change(
        _EDITED,
        "the cache is emptied no longer",
        remove(_ORDER, "cleared = true\n"),
        Refused(_ORDER_PAGE, r"is false: from_cache\(order/cleared|cleared", "Nothing comes from the cache"),
    ),
    Change(
        _EDITED,
        "an edit with which it does not build",
        replace(_ORDER, "itsdangerous==2.2.0", "itsdangerous=2.2.0"),
        Shown(not_made={"order/dependencies-edited": "itsdangerous|RUN pip|requirement"}),
    ),
    Change(
        _EDITED,
        "a file that is not there",
        replace(_ORDER, '"requirements.txt"', '"requirement.txt"'),
        Refused(_ORDER, "did you mean `requirements.txt`", "requirement.txt"),
    ),
    Change(
        _EDITED,
        "a variant that a page asks about is left out",
        replace(_ORDER, '["dependencies-first", "bind-mount", "cache-mount"]', '["dependencies-first", "cache-mount"]'),
        Refused(
            _ORDER_PAGE, "`order:bind-mount` is not in the experiment `order/mounts`", "After an edit of the code, the"
        ),
    ),
    Change(
        _EDITED,
        "another name",
        replace(_ORDER, "[experiments.code-edited]", "[experiments.code-changed]"),
        Refused(_ORDER_PAGE, "order/code-edited", '{{ experiment("order/code-edited") }}'),
    ),
)

_FILES = (
    Change(
        _IGNORED,
        "the build without an ignore file gets one",
        append(_WITHOUT, "logs/\n"),
        Refused(_CONTEXT_PAGE, "its own keeps files out", '{{ context_ledger("context:everything"'),
    ),
    Change(
        _IGNORED,
        "a secret is ignored no longer",
        remove(_CONTEXT, "**/.env*\n"),
        Refused(_CONTEXT_PAGE, r"is false: .*layers_with\(context:ignored, /app/.env\)", "Two builds of one folder"),
    ),
    Change(
        _IGNORED,
        "a secret is taken back in",
        append(_CONTEXT, "!.env\n"),
        Refused(_CONTEXT_PAGE, r"is false: file_count\(context:ignored", "A container of `context:everything` sees"),
    ),
    Change(
        _IGNORED,
        "data is ignored no longer, where a page gives the reason for the line",
        remove(_CONTEXT, "data/\n"),
        Refused(_CONTEXT_PAGE, r"is false: written\(context/.dockerignore, data/\)", "Each of these lines"),
    ),
    Change(
        _IGNORED,
        "a log is taken back in, where a page says that there is none",
        append(_CONTEXT, "!logs/*.log\n"),
        Refused(_CONTEXT_PAGE, r"is false: file_count\(context:ignored, /app/logs", "sees one in the folder `logs`"),
    ),
    Change(
        _IGNORED,
        "a line more, for a file that is not there",
        append(_CONTEXT, "*.bak\n"),
        # The other variant copies the ignore file too.
        Shown(measured=("context:everything",), texts={_CONTEXT_SHOWN: "*.bak"}),
    ),
    Change(
        _IGNORED,
        "a line more, for a file that is there",
        append(_CONTEXT, "*.txt\n"),
        Shown(measured=("context:everything",), not_measured={"context:ignored": "Dockerfile.ignored:4"}),
    ),
    Change(
        _IGNORED,
        "one more lies there",
        add_file("examples/context/logs/test.log", "one test passed\n"),
        Shown(
            measured=("context:everything",),
            figures=("context:everything/unpacked_size",),
            texts={_CONTEXT_SHOWN: "logs/test.log"},
        ),
    ),
    Change(
        _IGNORED,
        "the ignore file is gone",
        rename(_CONTEXT, "examples/context/dockerignore"),
        Refused(_CONTEXT_PAGE, ".dockerignore", '{{ file("context/.dockerignore") }}'),
    ),
    Change(
        _IGNORED,
        "Dockerfiles are ignored no longer, where everything is copied",
        remove("examples/order/.dockerignore", "Dockerfile.*\n"),
        Shown(measured=_OF_ORDER, figures=("order:code-first/unpacked_size",)),
    ),
    Change(
        _IGNORED,
        "the file that an instruction copies is ignored",
        append("examples/web/.dockerignore", "app.py\n"),
        Refused("examples/web/Dockerfile.slim", "app.py", "COPY app.py"),
    ),
)

CHANGES = (*_EXPERIMENTS, *_FILES)
