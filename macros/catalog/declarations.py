"""Reads `examples/<name>.toml`: from its text to what an author declares about an example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .commands import read_commands
from .model import CitedSize, Command, CommandTest, HttpTest, SmokeTestSpec
from .toml_tables import Document, Table

_SMOKE_TEST_LINES = (
    'add the lines `[smoke_test]` and `output = "what it prints\\n"`, '
    'or `http = { port = 8000, path = "/", status = 200, body = "what it answers\\n" }`'
)
_SIZE = re.compile(r"\d+(?:[.,]\d+)*\s?(?:[kKMGT]i?B|B|bytes)")
_RULE = re.compile(r"(?:DL|SC)\d{4}")
_PORTS = range(1, 65536)
_STATUSES = range(100, 600)


@dataclass(frozen=True, slots=True)
class VariantDeclaration:
    """What an author declares about one variant."""

    tag: str
    summary: str
    dockerfile: str
    """Tag of the Dockerfile that it is built from: its own, or that of which it is a target."""
    target: str | None
    needs_registry: bool
    smoke_tests: tuple[SmokeTestSpec, ...]
    cited: CitedSize | None
    mistakes: Mapping[str, str]
    """Why its Dockerfile breaks a rule of hadolint on purpose, by the rule's code."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an author declares about an example."""

    title: str
    tags: tuple[str, ...]
    """All that have an entry, also one with faults."""
    variants: tuple[VariantDeclaration, ...]
    commands: tuple[Command, ...]


def read_declaration(example: str, where: str, text: str) -> tuple[Declaration | None, Document]:
    """Return what an example's TOML file `where` declares, and the document with the faults that were found in it.

    A declaration with faults lacks what could not be read; it is None where no variant could be.
    """
    document = Document(where, text)
    root = document.root()
    if root is None:
        return None, document
    root.refuse_others(("title", "variants", "smoke_test", "cited", "commands"))
    title = root.text("title")
    root.missing("title", 'add `title = "what it shows"` at the top')
    shared_tests = _smoke_tests(root)
    variants = root.table("variants")
    if variants is None:
        root.missing("variants", 'add `[variants.TAG]` and `summary = "…"` for each Dockerfile.TAG')
        return None, document
    cited = _cited(root, tuple(variants.values))
    tables = [table for tag in variants.values if (table := variants.table(tag)) is not None]
    if not any("smoke_test" in table.values for table in (root, *tables)):
        root.fault("", "there is no smoke test, so that nothing shows that the images do their job", _SMOKE_TEST_LINES)
    elif "smoke_test" not in root.values:
        for table in tables:
            if "smoke_test" not in table.values:
                table.fault("", f"variant `{table.path[-1]}` has no smoke test", _SMOKE_TEST_LINES)
    read = [variant for table in tables if (variant := _variant(table, shared_tests, cited)) is not None]
    commands = read_commands(root, example)
    return Declaration(title or "", tuple(variants.values), tuple(read), commands), document


def _variant(
    table: Table, shared_tests: tuple[SmokeTestSpec, ...], cited: dict[str, CitedSize]
) -> VariantDeclaration | None:
    tag = table.path[-1]
    known = ("summary", "target", "dockerfile", "needs_registry", "smoke_test", "mistakes")
    nested = [key for key, value in table.values.items() if isinstance(value, dict) and key not in known]
    if nested:
        # [variants.3.12] is the table `12` in the table `3`.
        table.fault(nested[0], f"tag `{tag}.{nested[0]}` has a dot", f'write it as `[variants."{tag}.{nested[0]}"]`')
        return None
    table.refuse_others(known)
    summary = table.text("summary")
    table.missing("summary", 'add `summary = "what it is, in one line"`')
    target, dockerfile = table.text("target"), table.text("dockerfile")
    if dockerfile is not None and target is None:
        table.fault(
            "dockerfile",
            f"variant `{tag}` names a Dockerfile and no target",
            "add `target`, the stage that it ends in, or remove `dockerfile`",
        )
    smoke_tests = _smoke_tests(table) or shared_tests
    if summary is None or not smoke_tests:
        return None
    return VariantDeclaration(
        tag=tag,
        summary=summary,
        dockerfile=dockerfile or tag,
        target=target,
        needs_registry=table.flag("needs_registry"),
        smoke_tests=smoke_tests,
        cited=cited.get(tag),
        mistakes=_mistakes(table),
    )


def _mistakes(variant: Table) -> dict[str, str]:
    table = variant.table("mistakes")
    if table is None:
        return {}
    for code in table.values:
        if not _RULE.fullmatch(code):
            table.fault(code, f"`{code}` is no rule of hadolint", "write its code, for example DL3008")
    return {code: reason for code in table.values if (reason := table.text(code)) is not None}


def _smoke_tests(parent: Table) -> tuple[SmokeTestSpec, ...]:
    table = parent.table("smoke_test")
    spec = None if table is None else _smoke_test(table)
    return () if spec is None else (spec,)


def _smoke_test(table: Table) -> SmokeTestSpec | None:
    table.refuse_others(("command", "output", "http"))
    command, output, http = table.texts("command"), table.output("output"), table.table("http")
    if "http" in table.values:
        if "command" in table.values or "output" in table.values:
            table.fault("http", "a smoke test is a command or an HTTP request, not both", "remove one of them")
        return _http_test(http) if http is not None else None
    if output is None:
        table.missing("output", 'add `output = "what it prints\\n"` or `http = { … }`')
        return None
    return CommandTest(command, output)


def _http_test(table: Table) -> HttpTest | None:
    known = ("port", "path", "status", "body")
    table.refuse_others(known)
    port, path, status, body = table.number("port"), table.text("path"), table.number("status"), table.output("body")
    for key in known:
        table.missing(key, 'write `http = { port = 8000, path = "/", status = 200, body = "…" }`')
    if port is not None and port not in _PORTS:
        table.fault("port", f"{port} is no port", "write the port on which the app listens, 1 to 65535")
    if path is not None and not path.startswith("/"):
        table.fault("path", f"the path `{path}` does not begin with a slash", f"write `/{path}`")
    if status is not None and status not in _STATUSES:
        table.fault("status", f"{status} is no HTTP status", "write the status that it must answer, for example 200")
    if port is None or path is None or status is None or body is None:
        return None
    return HttpTest(port, path, status, body)


def _cited(root: Table, tags: tuple[str, ...]) -> dict[str, CitedSize]:
    table = root.table("cited")
    if table is None:
        return {}
    table.refuse_others(("source", "sizes"))
    source, sizes = table.text("source"), table.table("sizes")
    table.missing("source", 'say who measured these sizes: `source = "…"`')
    table.missing("sizes", 'add `sizes = { TAG = "133MB" }`')
    if source is None or sizes is None:
        return {}
    sizes.refuse_others(tags)
    texts = {tag: text for tag in sizes.values if (text := sizes.text(tag)) is not None}
    for tag, text in texts.items():
        if not _SIZE.fullmatch(text):
            sizes.fault(tag, f"`{text}` is no size", 'write it as it was printed, for example "1.13GB"')
    return {tag: CitedSize(text, source) for tag, text in texts.items()}
