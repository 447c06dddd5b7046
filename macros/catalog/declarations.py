"""Reads `examples/<name>.toml`: from its text to what an author declares about an example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .challenge import Challenge
from .challenges import read_challenge
from .commands import read_commands
from .experiments import ExperimentDeclaration, read_experiment_declarations
from .model import CitedSize, Command, SmokeTestSpec
from .platforms import wrong_platform
from .smoke_tests import lines_to_add, read_smoke_tests
from .toml_tables import Document, Table

_SIZE = re.compile(r"\d+(?:[.,]\d+)*\s?(?:[kKMGT]i?B|B|bytes)")
_NOTHING: Mapping[str, int] = MappingProxyType({})
_RULE = re.compile(r"(?:DL|SC)\d{4}")
_OF_A_STEP = ("change", "touches")
"""The keys of a variant that is a step of a ladder."""


@dataclass(frozen=True, slots=True)
class VariantDeclaration:
    """What an author declares about one variant."""

    tag: str
    summary: str
    dockerfile: str
    """Tag of the Dockerfile that it is built from: its own, or that of which it is a target or for a platform."""
    target: str | None
    needs_registry: bool
    smoke_tests: tuple[SmokeTestSpec, ...]
    cited: CitedSize | None
    mistakes: Mapping[str, str]
    """Why its Dockerfile breaks a rule of hadolint on purpose, by the rule's code."""
    change: str | None = None
    """As a step of a ladder: what it changes in the step before."""
    touches: tuple[str, ...] | None = None
    """As a step of a ladder: how the instructions begin that it changes."""
    platform: str | None = None
    """What it is built for; None: the engine's own platform."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an author declares about an example."""

    title: str
    tags: tuple[str, ...]
    """All that have an entry, also one with faults."""
    variants: tuple[VariantDeclaration, ...]
    commands: tuple[Command, ...]
    steps: tuple[str, ...] | None = None
    """The tags of its ladder, in order."""
    experiments: tuple[ExperimentDeclaration, ...] = ()
    challenge: Challenge | None = None


def read_declaration(
    example: str, where: str, text: str, ports: Mapping[str, int] = _NOTHING
) -> tuple[Declaration | None, Document]:
    """Return what an example's TOML file `where` declares, and the document with the faults that were found in it.

    `ports` tells, by its tag, which port a Dockerfile exposes.
    A declaration with faults lacks what could not be read; it is None where no variant could be.
    """
    document = Document(where, text)
    root = document.root()
    if root is None:
        return None, document
    root.refuse_others(("title", "variants", "smoke_test", "cited", "commands", "ladder", "experiments", "challenge"))
    title = root.text("title")
    root.missing("title", 'add `title = "what it shows"` at the top')
    shared_tests = read_smoke_tests(root)
    variants = root.table("variants")
    if variants is None:
        root.missing("variants", 'add `[variants.TAG]` and `summary = "…"` for each Dockerfile.TAG')
        return None, document
    cited = _cited(root, tuple(variants.values))
    tables = [table for tag in variants.values if (table := variants.table(tag)) is not None]
    _refuse_untested(root, tables, ports)
    read = [variant for table in tables if (variant := _variant(table, shared_tests, cited)) is not None]
    experiments, challenge = read_experiment_declarations(root), read_challenge(root, example)
    others = (read_commands(root, example), _steps(root), experiments, challenge)
    return Declaration(title or "", tuple(variants.values), tuple(read), *others), document


def _refuse_untested(root: Table, variants: list[Table], ports: Mapping[str, int]) -> None:
    if "smoke_test" in root.values:
        return
    untested = [table for table in variants if "smoke_test" not in table.values]
    if len(untested) == len(variants):
        problem = "there is no smoke test, so that nothing shows that the images do their job"
        root.fault("", problem, f"add the lines {lines_to_add(next(iter(ports.values()), None))}")
        return
    for table in untested:
        tag = str(table.path[-1])
        port = ports.get(str(table.values.get("dockerfile", tag)))
        table.fault("", f"variant `{tag}` has no smoke test", f"add the lines {lines_to_add(port)}")


def _variant(
    table: Table, shared_tests: tuple[SmokeTestSpec, ...], cited: dict[str, CitedSize]
) -> VariantDeclaration | None:
    tag = str(table.path[-1])
    known = ("summary", "target", "dockerfile", "platform", "needs_registry", "smoke_test", "mistakes", *_OF_A_STEP)
    nested = [key for key, value in table.values.items() if isinstance(value, dict) and key not in known]
    if nested:
        # [variants.3.12] is the table `12` in the table `3`.
        table.fault(nested[0], f"tag `{tag}.{nested[0]}` has a dot", f'write it as `[variants."{tag}.{nested[0]}"]`')
        return None
    table.refuse_others(known)
    summary = table.text("summary")
    table.missing("summary", 'add `summary = "what it is, in one line"`')
    target, dockerfile, platform = table.text("target"), table.text("dockerfile"), table.text("platform")
    if dockerfile is not None and target is None and platform is None:
        table.fault(
            "dockerfile",
            f"variant `{tag}` names a Dockerfile, and neither a target nor a platform",
            "add `target`, the stage that it ends in, or `platform`, what it is built for, or remove `dockerfile`",
        )
    if platform is not None and (wrong := wrong_platform(platform)) is not None:
        table.fault("platform", *wrong)
        return None
    smoke_tests = read_smoke_tests(table) or shared_tests
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
        change=table.text("change"),
        touches=table.texts("touches"),
        platform=platform,
    )


def _steps(root: Table) -> tuple[str, ...] | None:
    table = root.table("ladder")
    if table is None:
        return None
    table.refuse_others(("steps",))
    table.missing("steps", 'add `steps = ["TAG", "TAG"]`, the tags of its steps in order')
    return table.texts("steps")


def _mistakes(variant: Table) -> dict[str, str]:
    table = variant.table("mistakes")
    if table is None:
        return {}
    for code in table.values:
        if not _RULE.fullmatch(code):
            table.fault(code, f"`{code}` is no rule of hadolint", "write its code, for example DL3008")
    return {code: reason for code in table.values if (reason := table.text(code)) is not None}


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
