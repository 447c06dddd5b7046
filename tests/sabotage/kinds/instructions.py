"""Instructions of Dockerfiles that are changed, removed, reordered, or have no effect."""

from __future__ import annotations

from tests.sabotage.changes import Change, Refused, Shown
from tests.sabotage.edits import after, append, both, exchange, remove, replace

_WEB_FAT = "examples/web/Dockerfile.fat"
_WEB_SLIM = "examples/web/Dockerfile.slim"
_WEB_MULTI = "examples/web/Dockerfile.multi"
_WEB_ALPINE = "examples/web/Dockerfile.alpine"
_FAT = "examples/myapp/Dockerfile.fat"
_SLIM = "examples/myapp/Dockerfile.slim"
_MULTI = "examples/myapp/Dockerfile.multi"
_INSTALL = "RUN pip install --no-cache-dir -r requirements.txt\n"
_COPY_APP = "COPY app.py .\n"

_CHANGED = "instruction changed"
_REMOVED = "instruction removed"
_REORDERED = "instruction reordered"
_WITHOUT_EFFECT = "instruction without effect"

_BASE_CARDS = "docs/cards/base-images.toml"
_ONE_LINE = 'changed_lines("web:fat", "web:slim") == 1'
"""The condition of a sentence that says in how much these two differ."""

_CHANGES = (
    Change(
        _CHANGED,
        "pip keeps its downloads in one of two that differ in a line",
        replace(_WEB_FAT, "pip install --no-cache-dir", "pip install"),
        Refused(_BASE_CARDS, r"is false: changed_lines\(web:fat, web:slim\) is 2, not == 1", _ONE_LINE),
    ),
    Change(
        _CHANGED,
        "more files than the app are copied",
        replace(_WEB_MULTI, "COPY app.py .", "COPY app.py requirements.txt ./"),
        Shown(
            measured=("web:multi",),
            figures=("web:multi/unpacked_size",),
            texts={"lessons/multi-stage/index.html": "COPY app.py requirements.txt ./"},
        ),
    ),
    Change(
        _CHANGED,
        "the builder leaves no compiled modules",
        replace(_MULTI, "-r requirements.txt", "-r requirements.txt --no-compile"),
        Shown(
            measured=("myapp:multi", "myapp:builder"),
            figures=("myapp:multi/unpacked_size", "myapp:builder/unpacked_size"),
        ),
    ),
    Change(
        _CHANGED,
        "another package is installed beside curl",
        replace(_FAT, "install -y curl", "install -y curl jq"),
        Shown(measured=("myapp:fat",), figures=("myapp:fat/layers[own].unpacked_size",)),
    ),
    Change(
        _CHANGED,
        "the app is elsewhere",
        replace(_SLIM, "WORKDIR /app", "WORKDIR /srv/app"),
        Shown(measured=("myapp:slim",), texts={"lessons/slim-base/index.html": "WORKDIR /srv/app"}),
    ),
    Change(
        _CHANGED,
        "a beginning by which a page names the layer is gone",
        replace(_SLIM, "RUN apt-get update", "RUN set -e; apt-get update"),
        Refused("docs/lessons/slim-base.md", "RUN apt-get update", "the layer of that `RUN`"),
    ),
    Change(
        _CHANGED,
        "another command is started",
        replace(_MULTI, 'CMD ["python", "app.py"]', 'CMD ["python", "-c", "pass"]'),
        Shown(measured=("myapp:builder",), not_measured={"myapp:multi": "smoke test"}),
    ),
    Change(
        _CHANGED,
        "Flask comes without its own command",
        replace(
            _WEB_MULTI, "COPY --from=builder /install /usr/local", "COPY --from=builder /install/lib /usr/local/lib"
        ),
        Refused("docs/lessons/multi-stage.md", "is false", "copies it over"),
    ),
    Change(
        _CHANGED, "a misspelt keyword", replace(_WEB_SLIM, "EXPOSE", "EXPOES"), Refused(_WEB_SLIM, "EXPOES", "EXPOES")
    ),
    Change(
        _CHANGED,
        "a file is copied that is not there",
        replace(_WEB_SLIM, "COPY app.py", "COPY main.py"),
        Refused(_WEB_SLIM, "main.py", "COPY main.py"),
    ),
)

_REMOVALS = (
    Change(
        _REMOVED,
        "the package lists stay",
        remove(_SLIM, " \\\n    && rm -rf /var/lib/apt/lists/*"),
        Refused("docs/lessons/three-images.md", "is false: file_count", "leaves no package lists behind"),
    ),
    Change(_REMOVED, "no port is told", remove(_WEB_MULTI, "EXPOSE 8000\n"), Shown(measured=("web:multi",))),
    Change(
        _REMOVED,
        "nothing comes from the builder",
        remove(_WEB_MULTI, "COPY --from=builder /install /usr/local\n"),
        Refused("docs/lessons/multi-stage.md", "COPY --from=builder", "the copied layer is"),
    ),
    Change(
        _REMOVED,
        "nothing is installed in one of two that differ in a line",
        remove(_WEB_FAT, _INSTALL),
        Refused("docs/lessons/multi-stage.md", "is false: changed_lines", _ONE_LINE),
    ),
    Change(
        _REMOVED,
        "no command is started",
        remove(_FAT, 'CMD ["python", "app.py"]\n'),
        Shown(not_measured={"myapp:fat": "smoke test"}),
    ),
    Change(
        _REMOVED,
        "the requirements are not copied",
        remove(_WEB_MULTI, "COPY requirements.txt .\n"),
        Shown(not_measured={"web:multi": "Dockerfile.multi:4"}),
    ),
    Change(_REMOVED, "the base", remove(_WEB_SLIM, "FROM python:3.12-slim\n"), Refused(_WEB_SLIM, "FROM")),
)

_ORDERS = (
    Change(
        _REORDERED,
        "the port is told before the app is copied",
        exchange(_WEB_MULTI, _COPY_APP, "EXPOSE 8000\n"),
        Shown(measured=("web:multi",)),
    ),
    Change(
        _REORDERED,
        "the app is copied before there is a folder for it",
        exchange(_SLIM, _COPY_APP, "WORKDIR /app\n"),
        Shown(not_measured={"myapp:slim": "smoke test"}),
    ),
    Change(
        _REORDERED,
        "the app is copied before the installation, in one of two that differ in a line",
        exchange(_WEB_SLIM, _INSTALL, _COPY_APP),
        Refused(_BASE_CARDS, "is false: changed_lines", _ONE_LINE),
    ),
    Change(
        _REORDERED,
        "the app is copied before the installation, in all that differ in a line",
        both(
            both(exchange(_WEB_SLIM, _INSTALL, _COPY_APP), exchange(_WEB_FAT, _INSTALL, _COPY_APP)),
            exchange(_WEB_ALPINE, _INSTALL, _COPY_APP),
        ),
        Shown(
            measured=("web:fat", "web:slim"),
            texts={"interview/index.html": "In web:slim the layer of the code is"},
        ),
    ),
    Change(
        _REORDERED,
        "the requirements are copied too late",
        exchange(
            _WEB_MULTI,
            "COPY requirements.txt .\n",
            "RUN pip install --no-cache-dir --prefix=/install -r requirements.txt\n",
        ),
        Shown(not_measured={"web:multi": "Dockerfile.multi:4"}),
    ),
    Change(
        _REORDERED,
        "the app is copied before the builder's files",
        exchange(_MULTI, "COPY --from=builder /install /usr/local\n", _COPY_APP),
        Shown(measured=("myapp:multi", "myapp:builder")),
    ),
    Change(
        _REORDERED,
        "the base comes second",
        exchange(_WEB_SLIM, "FROM python:3.12-slim\n", "WORKDIR /app\n"),
        Refused(_WEB_SLIM, "FROM"),
    ),
)

_IDLE = (
    Change(
        _WITHOUT_EFFECT,
        "another port is told",
        after(_WEB_MULTI, "EXPOSE 8000\n", "EXPOSE 9000\n"),
        Shown(measured=("web:multi",), texts={"lessons/multi-stage/index.html": "EXPOSE 9000"}),
    ),
    Change(
        _WITHOUT_EFFECT,
        "another port is told in one of two that differ in a line",
        after(_WEB_FAT, "EXPOSE 8000\n", "EXPOSE 9000\n"),
        Refused("docs/lessons/slim-base.md", "is false: changed_lines", _ONE_LINE),
    ),
    Change(
        _WITHOUT_EFFECT,
        "a label",
        append(_SLIM, "LABEL org.opencontainers.image.title=myapp\n"),
        Shown(measured=("myapp:slim",), texts={"lessons/slim-base/index.html": "LABEL org.opencontainers"}),
    ),
    Change(
        _WITHOUT_EFFECT,
        "a command that does nothing",
        after(_WEB_MULTI, "EXPOSE 8000\n", "RUN true\n"),
        Shown(measured=("web:multi",), texts={"lessons/multi-stage/index.html": "RUN true"}),
    ),
    Change(
        _WITHOUT_EFFECT,
        "a variable that nobody reads",
        append(_MULTI, "ENV GREETING=hello\n"),
        Shown(
            measured=("myapp:multi", "myapp:builder"), texts={"lessons/multi-stage/index.html": "ENV GREETING=hello"}
        ),
    ),
    Change(
        _WITHOUT_EFFECT,
        "the user who it is anyway",
        append(_FAT, "USER root\n"),
        Shown(measured=("myapp:fat",), texts={"lessons/slim-base/index.html": "USER root"}),
    ),
    Change(
        _WITHOUT_EFFECT,
        "a stage that no image needs",
        replace(_WEB_MULTI, "# ---- Final ----\n", "FROM builder AS notes\nRUN touch /notes\n\n# ---- Final ----\n"),
        Shown(measured=("web:multi",), texts={"lessons/multi-stage/index.html": "FROM builder AS notes"}),
    ),
)

CHANGES = (*_CHANGES, *_REMOVALS, *_ORDERS, *_IDLE)
