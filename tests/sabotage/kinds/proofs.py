"""What shows that an image does its job and what a reader types: smoke tests weakened, commands altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sabotage.changes import Change, Refused, Shown
from tests.sabotage.edits import both, remove, replace

if TYPE_CHECKING:
    from tests.sabotage.changes import Edit

_MYAPP = "examples/myapp.toml"
_WEB = "examples/web.toml"
_HISTORY = "docs/lessons/layer-history.md"
_OF_WEB = ("web:fat", "web:slim", "web:multi")
_OF_MYAPP = ("myapp:fat", "myapp:slim", "myapp:multi")
_MY_TEST = '[smoke_test]\noutput = "Hello from Docker optimization demo!\\n"\n'
_WEB_TEST = '[[smoke_test]]\nhttp = { port = 8000, path = "/", status = 200, body = "Hello from a container!\\n" }\n'
_PIP = "examples/pip.toml"
_OF_PIP = tuple(
    f"pip:{tag}"
    for tag in (
        "cache-kept",
        "no-cache-dir",
        "cache-mount",
        "no-compile",
        "dont-write",
        "no-bytecode",
        "imported",
        "venv",
        "venv-without-pip",
    )
)
_BUILDER_TEST = '[variants.builder.smoke_test]\ncommand = ["ls", "/install/bin"]\noutput = "flask\\n"\n'

_WEAKENED = "smoke test weakened"
_COMMAND = "command altered"
_RENAMED = "variant renamed"
_ALTERED = "TOML field altered"
_MISSPELT = "TOML field misspelt"


def _in_both(old: str, new: str) -> Edit:
    """Return what makes one edit to the tests of two examples, whose images a page compares."""
    return both(replace(_WEB, old, new), replace(_PIP, old, new))


_SMOKE_TESTS = (
    Change(
        _WEAKENED,
        "only the beginning is expected",
        replace(_MYAPP, "Hello from Docker optimization demo!", "Hello"),
        Shown(not_measured=dict.fromkeys(_OF_MYAPP, "Hello from Docker optimization demo!")),
    ),
    Change(
        _WEAKENED,
        "no output is expected",
        replace(_MYAPP, "Hello from Docker optimization demo!\\n", ""),
        Shown(not_measured=dict.fromkeys(_OF_MYAPP, "Hello from Docker optimization demo!")),
    ),
    Change(
        _WEAKENED,
        "a part of the body is expected",
        replace(_WEB, "Hello from a container!\\n", "Hello"),
        Refused("docs/lessons/pip.md", "compares `pip:[a-z-]+` with `web:multi`, which do not pass one smoke test"),
    ),
    Change(
        _WEAKENED,
        "a page is asked that is not there",
        replace(_WEB, 'path = "/"', 'path = "/health"'),
        Refused("docs/lessons/pip.md", "compares `pip:[a-z-]+` with `web:multi`, which do not pass one smoke test"),
    ),
    Change(
        _WEAKENED,
        "one of two is removed",
        remove(_WEB, _WEB_TEST),
        Refused("docs/lessons/pip.md", "compares `pip:[a-z-]+` with `web:multi`, which do not pass one smoke test"),
    ),
    Change(
        _WEAKENED,
        "a part of the body is expected, of all that are compared",
        _in_both("Hello from a container!\\n", "Hello"),
        Shown(not_measured=dict.fromkeys((*_OF_WEB, *_OF_PIP), "Hello from a container!")),
    ),
    Change(
        _WEAKENED,
        "a page is asked that is not there, of all that are compared",
        _in_both('path = "/"', 'path = "/health"'),
        Shown(not_measured=dict.fromkeys((*_OF_WEB, *_OF_PIP), "404")),
    ),
    Change(
        _WEAKENED,
        "another status is expected, of all that are compared",
        _in_both("status = 200", "status = 204"),
        Shown(not_measured=dict.fromkeys((*_OF_WEB, *_OF_PIP), "expected '204 Hello")),
    ),
    Change(
        _WEAKENED,
        "one of two is removed, of all that are compared",
        _in_both(_WEB_TEST, ""),
        Shown(measured=(*_OF_WEB, *_OF_PIP)),
    ),
    Change(
        _WEAKENED,
        "the only one is removed",
        both(remove(_MYAPP, _MY_TEST), remove(_MYAPP, _BUILDER_TEST)),
        Refused(_MYAPP, r"no smoke test.*add the lines `\[smoke_test\]`"),
    ),
    Change(
        _WEAKENED,
        "the one that most share is removed",
        remove(_MYAPP, _MY_TEST),
        Refused(_MYAPP, "`fat` has no smoke test.*add the lines"),
    ),
    Change(
        _WEAKENED,
        "what it expects is removed",
        remove(_WEB, ', body = "Hello from a container!\\n"'),
        Refused(_WEB, "body", "status = 200"),
    ),
    Change(
        _WEAKENED,
        "one variant's own is removed",
        remove(_MYAPP, _BUILDER_TEST),
        Shown(not_measured={"myapp:builder": "smoke test"}),
    ),
    Change(
        _WEAKENED,
        "another program than the app is run",
        replace(_MYAPP, _MY_TEST, '[smoke_test]\ncommand = ["echo", "Hello"]\noutput = "Hello\\n"\n'),
        Shown(measured=_OF_MYAPP, texts={"lessons/three-images/index.html": "echo Hello"}),
    ),
    Change(
        _WEAKENED,
        "one of those that a page compares gets a test of its own",
        replace(
            _WEB,
            "[commands.serve]",
            '[variants.multi.smoke_test]\ncommand = ["echo", "Hello"]\noutput = "Hello\\n"\n\n[commands.serve]',
        ),
        Refused("docs/lessons/multi-stage.md", "smoke test"),
    ),
)

_COMMANDS = (
    Change(
        _COMMAND,
        "another Dockerfile is built",
        replace(_MYAPP, "docker build -f Dockerfile.fat -t", "docker build -f Dockerfile.slim -t"),
        Refused(_MYAPP, "is not how `myapp:fat` is built", "Dockerfile.slim -t myapp:fat"),
    ),
    Change(
        _COMMAND,
        "a build with an argument that was not measured",
        replace(
            _MYAPP,
            "docker build -f Dockerfile.multi -t myapp:multi",
            "docker build --no-cache -f Dockerfile.multi -t myapp:multi",
        ),
        Refused(_MYAPP, "is not how `myapp:multi` is built", "--no-cache"),
    ),
    Change(
        _COMMAND,
        "another option",
        replace(_MYAPP, 'run = "docker history myapp:multi"', 'run = "docker history --no-trunc myapp:multi"'),
        Shown(
            ran=("myapp/history-multi",),
            texts={"lessons/layer-history/index.html": "docker history --no-trunc myapp:multi"},
        ),
    ),
    Change(
        _COMMAND,
        "it lists fewer lines",
        replace(_MYAPP, "1,120p", "1,3p"),
        Shown(ran=("myapp/list-builder",), texts={"lessons/multi-stage/index.html": "1,3p"}),
    ),
    Change(
        _COMMAND,
        "it uses an image that it does not declare",
        replace(_MYAPP, 'run = "docker run --rm myapp:multi"', 'run = "docker run --rm myapp:slim"'),
        Refused(_MYAPP, 'uses `myapp:slim`; add "myapp:slim" to `images`'),
    ),
    Change(
        _COMMAND,
        "it fails",
        replace(_MYAPP, 'run = "docker run --rm myapp:multi"', 'run = "docker run --rm myapp:multi python nowhere.py"'),
        Shown(failed={"myapp/run-multi": "status 2"}),
    ),
    Change(
        _COMMAND,
        "another port is asked",
        replace(_WEB, "localhost:8686", "localhost:8687"),
        Refused(_WEB, "publishes no port 8687", "8687"),
    ),
    Change(
        _COMMAND,
        "the port of nothing is published",
        replace(_WEB, "-p 8686:8000", "-p 8686:9000"),
        Shown(failed={"web/serve": "answer"}),
    ),
    Change(
        _COMMAND,
        "a page names one that is not there",
        replace(
            _HISTORY,
            '{{ command("myapp/history-multi") }}',
            '{{ command("myapp/histroy-multi") }}',
        ),
        Refused(_HISTORY, "did you mean `myapp/history-multi`", "myapp/histroy-multi"),
    ),
    Change(
        _COMMAND,
        "a page types it in the place of what was run",
        replace(
            _HISTORY,
            '{{ command("myapp/history-multi") }}',
            "```console\n$ docker history myapp:multi -q\n```",
        ),
        Refused(_HISTORY, "a command is typed", "$ docker history"),
    ),
)

CHANGES = (*_SMOKE_TESTS, *_COMMANDS)
