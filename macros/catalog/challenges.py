"""Reads `[challenge]` of an example's TOML file: from its table to a challenge, and a fault for each slip."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..units import parse_size
from .challenge import PREFIX, SOLUTION, START, Challenge
from .dockerfiles import KEYWORDS, instructions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from .model import Dockerfile, Instruction, Variant
    from .toml_tables import Document, Table

_RULES = ("forbidden", "required")
_FILES = ("unchanged", "in_image", "in_no_layer")
_ADD = {
    "task": 'add `task = "what is to be done"`',
    "unpacked_size": 'add `unpacked_size = "50 MB"`, what the image may weigh at most',
    "hints": 'add `hints = ["…", "…"]`, from the first that helps to the last that tells it',
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule on the instructions of an answer."""

    what: str
    """For example "no instruction begins with `ARG`"."""
    broken_by: str
    """Where and how it is broken; empty where it is kept."""


def read_challenge(root: Table, example: str) -> Challenge | None:
    """Return the challenge that a TOML file declares; None without one, or with one that has faults."""
    table = root.table("challenge")
    if table is None:
        return None
    table.refuse_others(("task", "unpacked_size", "hints", *_RULES, *_FILES))
    for key, remedy in _ADD.items():
        table.missing(key, remedy)
    if not example.startswith(PREFIX):
        table.fault("", "the name of a challenge's folder does not begin with `challenge-`", "rename folder and file")
    task, budget, hints = table.text("task"), table.text("unpacked_size"), table.texts("hints")
    lists = {key: table.texts(key) or () for key in (*_RULES, *_FILES)}
    for key in _RULES:
        for beginning in lists[key]:
            word = beginning.partition(" ")[0]
            if word not in KEYWORDS:
                hint = did_you_mean(word.upper(), KEYWORDS) or "begin it with a word such as RUN"
                table.fault(key, f"no instruction begins with `{beginning}`", hint)
    if budget is not None:
        try:
            parse_size(budget)
        except ValueError:
            table.fault("unpacked_size", f"`{budget}` is no size", "write a number and its unit, such as `50 MB`")
            return None
    if task is None or budget is None or hints is None:
        return None
    return Challenge(example.removeprefix(PREFIX), task, budget, hints, **lists)


def check_challenge(
    challenge: Challenge, folder: Path, variants: Sequence[Variant], tags: Sequence[str], document: Document
) -> None:
    """Hold a challenge against the example in `folder`; `document`, its TOML file, takes the faults.

    `tags` are all that have an entry, also one with faults, which say enough.
    """
    if sorted(tags) != sorted((START, SOLUTION)):
        problem = f"a challenge has the variants `{START}` and `{SOLUTION}`, and no other"
        remedy = f"write Dockerfile.{START} and Dockerfile.{SOLUTION}, and an entry for each"
        document.fault(("challenge",), problem, remedy)
        return
    for key in _FILES:
        _refuse_strangers(key, getattr(challenge, key), folder, document)
    built = {variant.reference.tag: variant for variant in variants}
    if len(built) == len(tags):
        _refuse_unlike(built[START], built[SOLUTION], document)
        for rule in rules(challenge, built[SOLUTION].dockerfile):
            if rule.broken_by:
                problem = f"its own solution breaks a rule of the challenge: {rule.what}, and {rule.broken_by}"
                document.fault(("challenge",), problem, f"mend Dockerfile.{SOLUTION}, or take the rule out")


def rules(challenge: Challenge, dockerfile: Dockerfile) -> Iterator[Rule]:
    """Yield each rule on instructions, with what of a Dockerfile breaks it."""
    instructions = instructions_of(dockerfile.text)
    for beginning in challenge.forbidden:
        found = [each for each in instructions if _begins(each, beginning)]
        broken = f"line {found[0].line} is `{found[0].named}`" if found else ""
        yield Rule(f"no instruction begins with `{beginning}`", broken)
    last_base = [each for each in instructions if each.keyword == "FROM"][-1:]
    for beginning in challenge.required:
        # What a builder stands on is up to the reader.
        searched = last_base if is_base(beginning) else instructions
        begins = any(_begins(each, beginning) for each in searched)
        yield Rule(f"{what_begins(beginning)} begins with `{beginning}`", "" if begins else "none does")


def _begins(instruction: Instruction, beginning: str) -> bool:
    """Tell whether an instruction begins so: flags count in any order, and those that are not asked for not at all."""
    keyword, *wanted = beginning.split()
    flags = [*itertools.takewhile(_is_flag, wanted)]
    text = " ".join(itertools.dropwhile(_is_flag, instruction.named.split()[1:]))
    return (
        instruction.keyword.upper() == keyword
        and all(any(flag.startswith(each) for flag in instruction.flags) for each in flags)
        and text.startswith(" ".join(wanted[len(flags) :]))
    )


def _is_flag(word: str) -> bool:
    return word.startswith("--")


def is_base(beginning: str) -> bool:
    """Tell whether a required beginning is that of a stage: then the last one is meant."""
    return beginning.startswith("FROM ")


def what_begins(beginning: str) -> str:
    """Return what of a Dockerfile must begin so, in words."""
    return "the last stage" if is_base(beginning) else "an instruction"


def _refuse_strangers(key: str, names: Iterable[str], folder: Path, document: Document) -> None:
    for name in names:
        if not _is_given(folder, name):
            known = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
            hint = did_you_mean(name, known) or "name a file of the folder that is no Dockerfile"
            document.fault(("challenge", key), f"`{name}` is no file that the reader is given", hint)


def _refuse_unlike(start: Variant, solution: Variant, document: Document) -> None:
    if start.smoke_tests != solution.smoke_tests:
        problem = f"variant `{SOLUTION}` has another smoke test than variant `{START}`"
        document.fault(("variants", SOLUTION, "smoke_test"), problem, "test both alike, under [smoke_test]")
    for variant in (start, solution):
        if variant.target is not None:
            problem = f"variant `{variant.reference.tag}` of a challenge is a target"
            remedy = "let it end in the last stage of its Dockerfile, as a reader's answer does"
            document.fault(("variants", variant.reference.tag, "target"), problem, remedy)


def _is_given(folder: Path, name: str) -> bool:
    path = PurePosixPath(name)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    file = folder / path
    return inside and file.is_file() and not file.is_symlink() and not path.name.startswith("Dockerfile.")
