"""Reads an example's ladder: from the tags of its steps to what each changes, and a fault where it changes more."""

from __future__ import annotations

import re
import textwrap
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import Fault, did_you_mean
from .contexts import ignore_file, ignore_lines
from .dockerfiles import KEYWORDS, instructions_of
from .listing import FOLDER
from .model import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .declarations import Declaration, VariantDeclaration
    from .model import Dockerfile, Instruction, Variant
    from .toml_tables import Document

IGNORE_FILE = ".dockerignore"
"""What `touches` calls the ignore file of a step, be it the folder's or its own."""
_FEWEST = 2
_NAMED = re.compile(rf"`[^`]+`|(?<!\S)--[a-z][\w-]*|\b(?:{'|'.join(KEYWORDS)})\b")
"""What the text of a step names that its Dockerfile must have: code, flags, instructions."""
_FULL = "full"
_KINDS = ("slim", "alpine", "distroless")
_KIND_OF_BASE = re.compile(rf"\b(?:{'|'.join((_FULL, *_KINDS))})(?=\s+(?:base|image|one)\b)", re.IGNORECASE)
_IN_PLACE_OF = re.compile(r"\b(?:in\s+place\s+of|instead\s+of|rather\s+than)\b", re.IGNORECASE)


def read_ladder(declaration: Declaration, variants: Sequence[Variant], document: Document) -> tuple[Step, ...]:
    """Return the steps of an example's ladder; none where it has no ladder, or one with faults.

    `document`, the example's TOML file, takes the faults. A step may change what it names alone, and must change all
    of it: instructions are compared as the build reads them, without comments.
    """
    steps = declaration.steps or ()
    declared = {variant.tag: variant for variant in declaration.variants}
    faults = len(document.faults)
    _refuse_strangers(declared.values(), steps, document)
    if declaration.steps is None or not _tags_are_good(steps, declaration.tags, document):
        return ()
    built = {variant.reference.tag: variant for variant in variants}
    if not all(tag in built for tag in steps):
        # Faults of its variants say enough.
        return ()
    for tag in steps[1:]:
        _refuse_unnamed(declared[tag], document)
        _refuse_unlike(built[steps[0]], built[tag], document)
    _refuse_first(declared[steps[0]], document)
    for tag in steps:
        _refuse_borrowed(declared[tag], document)
    if len(document.faults) == faults:
        for before, after in pairwise(steps):
            _compare(built[before], built[after], declared[after].touches or (), document)
            _refuse_unchanged_words(built[before], built[after], declared[after].change or "", document)
            _refuse_other_bases(built[before], built[after], declared[after].change or "", document)
    return tuple(Step(built[tag], declared[tag].change or "") for tag in steps)


def changed_instructions(before: Dockerfile, after: Dockerfile) -> tuple[list[Instruction], list[Instruction]]:
    """Return the instructions of the one Dockerfile that the other lacks, and those of the other that the one lacks.

    One that stands at another place among the others counts as both.
    """
    old, new = instructions_of(before.text), instructions_of(after.text)
    matcher = SequenceMatcher(None, _compared(before, old), _compared(after, new), autojunk=False)
    removed: list[Instruction] = []
    added: list[Instruction] = []
    for change, start, end, other_start, other_end in matcher.get_opcodes():
        if change != "equal":
            removed += old[start:end]
            added += new[other_start:other_end]
    return removed, added


def _compared(dockerfile: Dockerfile, instructions: Sequence[Instruction]) -> list[str]:
    """Return what is compared of instructions: their text, and heredocs, which are no part of it."""
    lines = dockerfile.text.split("\n")
    return [
        f"{each.named}\n" + ("\n".join(lines[each.line : each.end_line]) if "<<" in each.text else "")
        for each in instructions
    ]


def _compare(before: Variant, after: Variant, touches: Sequence[str], document: Document) -> None:
    tag, other = after.reference.tag, before.reference.tag
    removed, added = changed_instructions(before.dockerfile, after.dockerfile)
    ignores_otherwise = _ignored(before) != _ignored(after)
    if not (removed or added or ignores_otherwise):
        problem = f"step `{tag}` changes no instruction of step `{other}`"
        document.fault(("variants", tag), problem, "change what it names, or take it out of `steps`")
        return
    texts = [instruction.named for instruction in (*removed, *added)]
    unused = [each for each in touches if each != IGNORE_FILE and not any(text.startswith(each) for text in texts)]
    for each in [*unused, *([IGNORE_FILE] if IGNORE_FILE in touches and not ignores_otherwise else ())]:
        problem = f"`{each}` does not differ between step `{other}` and step `{tag}`"
        document.fault(("variants", tag, "touches"), problem, "take it out of `touches`, or correct it")
    remedy = f"to `touches` in [variants.{tag}], or make it a step of its own"
    seen: set[str] = set()
    for variant, instructions in ((after, added), (before, removed)):
        unnamed = [each for each in instructions if not each.named.startswith(tuple(touches))]
        for instruction in unnamed:
            # One that is written otherwise is found twice.
            if variant is after or instruction.keyword not in seen:
                text = textwrap.shorten(instruction.named, 60, placeholder="…")
                problem = f"step `{tag}` changes `{text}`, which it does not name"
                fault = Fault(_where(variant), instruction.line, problem, f'add "{instruction.keyword}" {remedy}')
                document.faults.append(fault)
            seen.add(instruction.keyword)
    if ignores_otherwise and IGNORE_FILE not in touches:
        problem = f"step `{tag}` obeys another ignore file than step `{other}`, which it does not name"
        document.fault(("variants", tag, "touches"), problem, f'add "{IGNORE_FILE}" {remedy}')


def _refuse_unchanged_words(before: Variant, after: Variant, change: str, document: Document) -> None:
    """Refuse an instruction, a flag or code that `change` names, and that stands in nothing that the step changes."""
    removed, added = changed_instructions(before.dockerfile, after.dockerfile)
    if removed and sorted(each.named for each in removed) == sorted(each.named for each in added):
        # One instruction moved, and those that it passed stand elsewhere too.
        added = list(instructions_of(after.dockerfile.text))
    texts = [instruction.named for instruction in (*removed, *added)]
    ignored = set(_ignored(before)) ^ set(_ignored(after))
    changed = "\n".join([*texts, *([IGNORE_FILE, *sorted(ignored)] if ignored else ())])
    for found in _NAMED.finditer(change):
        named = found[0].strip("`")
        if re.search(rf"(?<![\w-]){re.escape(named)}(?![\w-])", changed) is None:
            tags = f"step `{before.reference.tag}` and step `{after.reference.tag}`"
            problem = f"`change` names `{named}`, which does not differ between {tags}"
            document.fault(("variants", after.reference.tag, "change"), problem, "say what the step changes")


def _refuse_other_bases(before: Variant, after: Variant, change: str, document: Document) -> None:
    """Refuse "the slim base" where the step stands on another, and "in place of" it where the step before does."""
    given_up = _IN_PLACE_OF.search(change)
    for found in _KIND_OF_BASE.finditer(change):
        variant = before if given_up is not None and found.start() > given_up.start() else after
        kind, base = found[0].lower(), variant.stands_on
        is_of_kind = kind in base if kind != _FULL else not any(each in base for each in _KINDS)
        if not is_of_kind:
            problem = f"`change` says `{found[0]}`, and step `{variant.reference.tag}` stands on `{base}`"
            document.fault(("variants", after.reference.tag, "change"), problem, "say which base takes whose place")


def _ignored(variant: Variant) -> tuple[str, ...]:
    return ignore_lines(ignore_file(variant.dockerfile.path))


def _where(variant: Variant) -> str:
    return f"{FOLDER}/{variant.reference.example}/{variant.dockerfile.path.name}"


def _tags_are_good(steps: Sequence[str], tags: Sequence[str], document: Document) -> bool:
    wrong = list(_wrong_tags(steps, tags))
    for problem, remedy in wrong:
        document.fault(("ladder", "steps"), problem, remedy)
    return not wrong


def _wrong_tags(steps: Sequence[str], tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(steps) < _FEWEST:
        yield "a ladder has at least two steps", "name the tags of its variants, from the first to the last"
    for tag in dict.fromkeys(steps):
        if tag not in tags:
            known = ", ".join(f"`{each}`" for each in tags)
            yield f"step `{tag}` is no variant", did_you_mean(tag, tags) or f"name some of {known}"
        elif steps.count(tag) > 1:
            yield f"step `{tag}` stands there twice", "remove one of them"


def _refuse_strangers(variants: Iterable[VariantDeclaration], steps: Sequence[str], document: Document) -> None:
    for variant in variants:
        for key, value in (("change", variant.change), ("touches", variant.touches)):
            if value is not None and variant.tag not in steps:
                problem = f"variant `{variant.tag}` has `{key}`, and is no step of a ladder"
                document.fault(
                    ("variants", variant.tag, key), problem, f"name it in `steps` of [ladder], or remove `{key}`"
                )


def _refuse_first(variant: VariantDeclaration, document: Document) -> None:
    for key, value in (("change", variant.change), ("touches", variant.touches)):
        if value is not None:
            problem = f"the first step has `{key}`, and there is none before it"
            document.fault(("variants", variant.tag, key), problem, f"remove `{key}`")


def _refuse_unnamed(variant: VariantDeclaration, document: Document) -> None:
    path = ("variants", variant.tag)
    if variant.change is None:
        document.fault(path, f"step `{variant.tag}` has no `change`", 'add `change = "what it changes, in one line"`')
    elif "\n" in variant.change:
        document.fault((*path, "change"), "`change` has several lines", "say it in one line")
    if variant.touches is None:
        remedy = 'add `touches = ["RUN pip install"]`, how the instructions begin that it changes'
        document.fault(path, f"step `{variant.tag}` has no `touches`", remedy)
    for each in variant.touches or ():
        word = each.partition(" ")[0]
        if word not in (*KEYWORDS, IGNORE_FILE) or (word == IGNORE_FILE and word != each):
            hint = did_you_mean(word.upper(), KEYWORDS) or f"begin it with a word such as RUN, or write {IGNORE_FILE}"
            document.fault((*path, "touches"), f"no instruction begins with `{each}`", hint)


def _refuse_unlike(first: Variant, variant: Variant, document: Document) -> None:
    if variant.smoke_tests != first.smoke_tests:
        problem = f"step `{variant.reference.tag}` has another smoke test than step `{first.reference.tag}`"
        remedy = "test all steps alike, so that they are seen to do the same job"
        document.fault(("variants", variant.reference.tag, "smoke_test"), problem, remedy)


def _refuse_borrowed(variant: VariantDeclaration, document: Document) -> None:
    if variant.target is not None:
        problem = f"step `{variant.tag}` is a target, and no Dockerfile of its own"
        document.fault(("variants", variant.tag, "target"), problem, "let it end in the last stage of its Dockerfile")
    if variant.platform is not None:
        problem = f"step `{variant.tag}` is for a platform of its own, and a step changes instructions alone"
        document.fault(("variants", variant.tag, "platform"), problem, "remove `platform`")
