"""Reads the smoke tests of an example's TOML file: from its tables to checks, and a fault for each slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import CommandTest, HttpTest

if TYPE_CHECKING:
    from .model import Dockerfile, SmokeTestSpec
    from .toml_tables import Table

_HTTP = 'http = {{ port = {port}, path = "/", status = 200, body = "{body}" }}'
_PORTS = range(1, 65536)
_STATUSES = range(100, 600)


def read_smoke_tests(parent: Table) -> tuple[SmokeTestSpec, ...]:
    """Return the smoke tests that a table declares, in its order: `[smoke_test]` is one, `[[smoke_test]]` several."""
    return tuple(spec for table in parent.tables("smoke_test") if (spec := _smoke_test(table)) is not None)


def lines_to_add(port: int | None) -> str:
    """Return the lines of a smoke test, for a sentence that asks for one: over HTTP where a port is exposed."""
    if port is None:
        return '`[smoke_test]` and `output = "what it prints\\n"`'
    line = _HTTP.format(port=port, body="what it answers\\n")
    return f"`[smoke_test]` and `{line}`"


def exposed_port(dockerfile: Dockerfile) -> int | None:
    """Return the first TCP port that a Dockerfile exposes, from its last stage up; None without one."""
    for stage in reversed(dockerfile.stages):
        for instruction in stage.instructions:
            for argument in instruction.arguments if instruction.keyword == "EXPOSE" else ():
                port, _, protocol = argument.partition("/")
                if port.isdecimal() and int(port) in _PORTS and protocol.lower() in {"", "tcp"}:
                    return int(port)
    return None


def _smoke_test(table: Table) -> SmokeTestSpec | None:
    table.refuse_others(("command", "output", "http", "read_only"))
    command, output, http = table.texts("command"), table.output("output"), table.table("http")
    read_only = table.flag("read_only", default=True)
    if "http" in table.values:
        if "command" in table.values or "output" in table.values:
            remedy = "remove one of them, or write two checks, each under a line `[[smoke_test]]` of its own"
            table.fault("http", "a smoke test is a command or an HTTP request, not both", remedy)
        return _http_test(http, read_only=read_only) if http is not None else None
    if output is None:
        table.missing("output", 'add `output = "what it prints\\n"` or `http = { … }`')
        return None
    return CommandTest(command, output, read_only)


def _http_test(table: Table, *, read_only: bool) -> HttpTest | None:
    known = ("port", "path", "status", "body")
    table.refuse_others(known)
    port, path, status, body = table.number("port"), table.text("path"), table.number("status"), table.output("body")
    for key in known:
        table.missing(key, f"write `{_HTTP.format(port=8000, body='…')}`")
    if port is not None and port not in _PORTS:
        table.fault("port", f"{port} is no port", "write the port on which the app listens, 1 to 65535")
    if path is not None and not path.startswith("/"):
        table.fault("path", f"the path `{path}` does not begin with a slash", f"write `/{path}`")
    if status is not None and status not in _STATUSES:
        table.fault("status", f"{status} is no HTTP status", "write the status that it must answer, for example 200")
    if port is None or path is None or status is None or body is None:
        return None
    return HttpTest(port, path, status, body, read_only)
