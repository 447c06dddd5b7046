"""The TOML files of examples: variants renamed, fields altered or misspelt."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Refused
from tests.sabotage.edits import add_file, append, both, copy, rename, replace

_MYAPP = "examples/myapp.toml"
_WEB = "examples/web.toml"
_OF_WEB = ("web:fat", "web:slim", "web:multi")
_OF_MYAPP = ("myapp:fat", "myapp:slim", "myapp:multi")
_MY_TEST = '[smoke_test]\noutput = "Hello from Docker optimization demo!\\n"\n'
_WEB_TEST = '[[smoke_test]]\nhttp = { port = 8000, path = "/", status = 200, body = "Hello from a container!\\n" }\n'
_BUILDER_TEST = '[variants.builder.smoke_test]\ncommand = ["ls", "/install/bin"]\noutput = "flask\\n"\n'

_WEAKENED = "smoke test weakened"
_COMMAND = "command altered"
_RENAMED = "variant renamed"
_ALTERED = "TOML field altered"
_MISSPELT = "TOML field misspelt"

_VARIANTS = (
    Change(
        _RENAMED,
        "its Dockerfile alone",
        rename("examples/myapp/Dockerfile.slim", "examples/myapp/Dockerfile.thin"),
        Refused(_MYAPP, "Dockerfile.slim|Dockerfile.thin"),
    ),
    Change(
        _RENAMED,
        "its entry alone",
        replace(_MYAPP, "[variants.slim]", "[variants.thin]"),
        Refused(_MYAPP, "Dockerfile.thin", "[variants.thin]"),
    ),
    Change(
        _RENAMED,
        "everywhere but on the pages",
        both(
            rename("examples/web/Dockerfile.fat", "examples/web/Dockerfile.full"),
            replace(_WEB, "[variants.fat]", "[variants.full]"),
        ),
        Refused("docs/cards/base-images.toml", "web:fat.*did you mean|no image `web:fat`", 'bars = ["web:fat"'),
    ),
    Change(
        _RENAMED,
        "its stage",
        replace("examples/myapp/Dockerfile.multi", "AS builder", "AS build"),
        Refused("examples/myapp/Dockerfile.multi", "no stage `builder`", "--from=builder"),
    ),
    Change(
        _RENAMED,
        "its target",
        replace(_MYAPP, 'target = "builder"', 'target = "bilder"'),
        Refused(_MYAPP, "did you mean `builder`", 'target = "bilder"'),
    ),
    Change(
        _RENAMED,
        "in what is cited of it",
        replace(_MYAPP, 'slim = "133MB"', 'slmi = "133MB"'),
        Refused(_MYAPP, "slmi", "slmi"),
    ),
    Change(
        _RENAMED,
        "its example",
        both(rename("examples/web", "examples/site"), rename("examples/web.toml", "examples/site.toml")),
        Refused("docs/lessons/slim-base.md", "web", 'dockerfile("web:fat")'),
    ),
    Change(
        _RENAMED,
        "a second one is added that nobody declared",
        copy("examples/web/Dockerfile.slim", "examples/web/Dockerfile.slim2"),
        Refused(_WEB, "Dockerfile.slim2 has no entry"),
    ),
)

_FIELDS = (
    Change(
        _ALTERED,
        "a summary",
        replace(_WEB, "Flask copied from a builder stage", "Flask brought from a builder stage"),
        Nothing(
            shows={
                "lessons/multi-stage/index.html": "Flask brought from a builder stage",
                "lessons/pip/index.html": "Flask brought from a builder stage",
                "lessons/other-bases/index.html": "Flask brought from a builder stage",
                "interview/index.html": "Flask brought from a builder stage",
                "compare/index.html": "Flask brought from a builder stage",
                "results/index.html": "Flask brought from a builder stage",
            }
        ),
    ),
    Change(
        _ALTERED,
        "a cited size",
        replace(_MYAPP, 'multi = "124MB"', 'multi = "125MB"'),
        Nothing(
            shows={
                "index.html": "125MB",
                "lessons/multi-stage/index.html": "125MB",
                "lessons/three-images/index.html": "125MB",
            },
        ),
    ),
    Change(
        _ALTERED,
        "a cited size without a unit",
        replace(_MYAPP, 'multi = "124MB"', 'multi = "124"'),
        Refused(_MYAPP, "`124` is no size", "124"),
    ),
    Change(
        _ALTERED,
        "the status that is expected",
        replace(_WEB, "status = 200", "status = 204"),
        Refused("docs/lessons/pip.md", "compares `pip:[a-z-]+` with `web:multi`, which do not pass one smoke test"),
    ),
    Change(
        _ALTERED,
        "a number in quotes",
        replace(_WEB, "port = 8000", 'port = "8000"'),
        Refused(_WEB, "port", 'port = "8000"'),
    ),
    Change(
        _ALTERED,
        "a list that is a text",
        replace(_MYAPP, 'images = ["myapp:fat"]', 'images = "myapp:fat"'),
        Refused(_MYAPP, "images", 'images = "myapp:fat"'),
    ),
    Change(
        _ALTERED,
        "a figure in a summary",
        replace(_WEB, "Flask copied from a builder stage", "Flask copied from a builder stage, 124 MB"),
        Refused(_WEB, "124 MB", "124 MB"),
    ),
    Change(
        _ALTERED,
        "a ratio in a title",
        replace(_WEB, "packed on several bases", "packed into 9 times less"),
        Refused(_WEB, "9 times", "9 times"),
    ),
    Change(
        _MISSPELT,
        "a summary",
        replace(_WEB, 'summary = "the full', 'sumary = "the full'),
        Refused(_WEB, "sumary.*summary", "sumary"),
    ),
    Change(_MISSPELT, "the title", replace(_WEB, "title =", "titel ="), Refused(_WEB, "titel.*title", "titel")),
    Change(
        _MISSPELT,
        "the smoke test",
        replace(_MYAPP, "\n[smoke_test]", "\n[smoketest]"),
        Refused(_MYAPP, "smoketest.*smoke_test", "[smoketest]"),
    ),
    Change(
        _MISSPELT,
        "the variants",
        replace(_WEB, "[variants.fat]", "[variant.fat]"),
        Refused(_WEB, "`variant` is no key.*did you mean `variants`"),
    ),
    Change(
        _MISSPELT,
        "a command's images",
        replace(_WEB, 'images = ["web:multi"]', 'image = ["web:multi"]'),
        Refused(_WEB, "images", "image ="),
    ),
    Change(
        _MISSPELT, "what is cited", replace(_MYAPP, "[cited]", "[citing]"), Refused(_MYAPP, "citing.*cited", "[citing]")
    ),
    Change(
        _MISSPELT,
        "a quotation mark",
        replace(_WEB, 'title = "One', "title = One"),
        Refused(_WEB, "TOML|value|quot", "title = One"),
    ),
    Change(
        _MISSPELT,
        "the same table twice",
        append(_WEB, '\n[variants.fat]\nsummary = "again"\n'),
        Refused(_WEB, "fat|twice|overwrite"),
    ),
)

CHANGES = (
    *_VARIANTS,
    *_FIELDS,
    Change(
        "TOML field altered",
        "an example without its file",
        add_file("examples/another/Dockerfile.slim", "FROM scratch\n"),
        Refused("examples/another", "another.toml"),
    ),
)
