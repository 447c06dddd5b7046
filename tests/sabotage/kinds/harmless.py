"""Comments, and files outside every context."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Shown
from tests.sabotage.edits import add_file, append, replace

_INDEX = "docs/index.md"

_COMMENTS = (
    Change("comment", "in a page, for Jinja", append(_INDEX, "{# to be continued #}"), Nothing()),
    Change("comment", "in a TOML file", append("examples/web.toml", "\n# to be continued\n"), Nothing()),
    Change(
        "comment",
        "in a TOML file, behind a value",
        replace("examples/web.toml", "[commands.serve]", "[commands.serve] # over HTTP"),
        Nothing(),
    ),
    Change("comment", "in the site's configuration", append("mkdocs.yml", "\n# to be continued\n"), Nothing()),
    Change(
        "comment",
        "in a file that no page shows and no image has",
        append("examples/web/.dockerignore", "# nothing else\n"),
        Nothing(shows={"downloads/web.zip": ""}),
    ),
    Change(
        "comment",
        "in a Dockerfile, which the page shows",
        replace("examples/myapp/Dockerfile.fat", "COPY app.py", "# What it runs\nCOPY app.py"),
        Shown(measured=("myapp:fat",), texts={"lessons/slim-base/index.html": "# What it runs"}),
    ),
    Change(
        "comment",
        "in an app, which an image carries",
        append("examples/myapp/app.py", "# nothing more\n"),
        Shown(
            measured=("myapp:fat", "myapp:slim", "myapp:multi"),
            figures=("myapp:slim/unpacked_size",),
            texts={"lessons/three-images/index.html": "# nothing more"},
        ),
    ),
)

_OUTSIDE = (
    Change(
        "file outside every context",
        "beside the project's files",
        add_file("notes.txt", "to be continued\n"),
        Nothing(),
    ),
    Change("file outside every context", "the README", append("README.md", "\nTo be continued.\n"), Nothing()),
    Change("file outside every context", "the licence", append("LICENSE", "\n"), Nothing()),
    Change(
        "file outside every context",
        "one that no instruction copies",
        add_file("examples/web/notes.txt", "to be continued\n"),
        Nothing(
            shows={
                "downloads/web.zip": "",
                "lessons/multi-stage/index.html": "web.zip",
                "lessons/inside/index.html": "web.zip",
                "lessons/other-bases/index.html": "web.zip",
                "lessons/what-an-image-weighs/index.html": "web.zip",
            }
        ),
    ),
    Change(
        "file outside every context",
        "one that is ignored",
        add_file("examples/web/__pycache__/app.cpython-312.pyc", "compiled\n"),
        Nothing(),
    ),
    Change(
        "file outside every context",
        "what an editor leaves",
        add_file("examples/web.toml~", "to be continued\n"),
        Nothing(),
    ),
    Change(
        "file outside every context",
        "an asset of the site",
        add_file("docs/assets/notes.txt", "to be continued\n"),
        Nothing(shows={"assets/notes.txt": ""}),
    ),
)

CHANGES = (*_COMMENTS, *_OUTSIDE)
