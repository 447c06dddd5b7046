"""Judges answers to challenges: from files, instructions and what was measured to what is met, and what is not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.challenge import PREFIX, SOLUTION, START
from ..catalog.challenges import rules
from ..catalog.listing import FOLDER
from ..catalog.toml_tables import Document
from ..errors import did_you_mean
from ..records.facts import FactRecord, FileQuestion
from ..records.measurement import Measurement
from ..units import format_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ..catalog.challenge import Challenge
    from ..catalog.model import Catalog, Dockerfile, Example
    from ..errors import Fault
    from ..records.facts import FactOutcome
    from ..records.measurement import Outcome
    from .findings import Findings


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that an answer must keep to."""

    what: str
    """For example "it weighs at most 50 MB, unpacked"."""
    met: bool | None
    """None where it could not be told."""
    found: str
    """The figure, or what is wrong; empty where there is no more to say."""


def challenge_named(catalog: Catalog, name: str) -> Example | None:
    """Return the example that is the challenge of that name."""
    return next((each for each in challenges_of(catalog) if each.challenge and each.challenge.name == name), None)


def challenges_of(catalog: Catalog) -> tuple[Example, ...]:
    """Return the examples that are challenges, in the catalog's order."""
    return tuple(example for example in catalog.examples if example.challenge is not None)


def unknown_challenge(catalog: Catalog, name: str) -> tuple[str, str]:
    """Return problem and remedy of a name that no challenge has."""
    known = [each.challenge.name for each in challenges_of(catalog) if each.challenge]
    meant = name.lower().removeprefix(PREFIX)
    hint = f"did you mean `{meant}`?" if meant in known else did_you_mean(meant, known)
    return f"there is no challenge `{name}`", hint or f"there are {', '.join(known) or 'none'}"


def challenge_questions(example: Example, reference: str) -> Iterator[FileQuestion]:
    """Yield what a challenge asks of the layers of an answer, told by its image reference."""
    if example.challenge is not None:
        for name in (*example.challenge.in_image, *example.challenge.in_no_layer):
            yield _question(example, name, reference)


def file_requirements(example: Example, challenge: Challenge, answer: Path) -> Iterator[Requirement]:
    """Yield whether each file that must stay as it is does so in the folder of an answer."""
    for name in challenge.unchanged:
        file = answer / name
        found = ""
        if not file.is_file():
            found = "it is gone; copy it back from a new copy of the challenge"
        elif file.read_bytes() != (example.folder / name).read_bytes():
            found = "it was changed: the app must do its job as it is, and the image get smaller around it"
        yield Requirement(f"`{name}` is as it was given", not found, found)


def rule_requirements(example: Example, challenge: Challenge, dockerfile: Dockerfile) -> Iterator[Requirement]:
    """Yield whether a Dockerfile keeps to each rule on instructions, and tells nothing that no layer may have."""
    for rule in rules(challenge, dockerfile):
        yield Requirement(rule.what, not rule.broken_by, rule.broken_by)
    for name in challenge.in_no_layer:
        content = (example.folder / name).read_bytes().strip()
        if b"\n" in content or not content:
            continue  # which nobody types into an instruction
        line = next((n for n, text in enumerate(dockerfile.text.encode().split(b"\n"), 1) if content in text), None)
        found = "" if line is None else f"line {line} tells it, and `docker history` prints it"
        yield Requirement(f"no instruction tells what is in `{name}`", not found, found)


def image_requirements(
    example: Example, challenge: Challenge, measured: Measurement, facts: Mapping[str, FactOutcome]
) -> Iterator[Requirement]:
    """Yield whether an image that passed the smoke test keeps to the budget and has the files that it must have."""
    size, more = measured.unpacked_size, measured.unpacked_size - challenge.most
    found = f"it weighs {format_size(size)} on {measured.platform}"
    if more > 0:
        found += f", {format_size(more)} too much"
    yield Requirement(f"it weighs at most {challenge.budget}, unpacked", more <= 0, found)
    for name in challenge.in_image:
        record = facts.get(_question(example, name, measured.reference).name)
        yield _of_layers(f"the image has `{name}`", record, there=True)
    for name in challenge.in_no_layer:
        record = facts.get(_question(example, name, measured.reference).name)
        yield _of_layers(f"no layer has `{name}`", record, there=False)


def budget_faults(findings: Findings, platform: str) -> tuple[Fault, ...]:
    """Return a fault for each challenge whose solution does not meet its budget, or whose start does.

    What was not measured, or was on another platform than the site's, cannot be judged.
    """
    return tuple(fault for example in challenges_of(findings.catalog) for fault in _faults(example, findings, platform))


def _faults(example: Example, findings: Findings, platform: str) -> Iterable[Fault]:
    challenge = example.challenge
    outcomes = {tag: findings.outcomes.get(f"{example.name}:{tag}") for tag in (START, SOLUTION)}
    start, solution = (_judged(outcomes[tag], platform) for tag in (START, SOLUTION))
    if challenge is None or start is None or solution is None:
        return ()
    path = example.folder.with_name(f"{example.name}.toml")
    document = Document(f"{FOLDER}/{path.name}", path.read_text("utf-8"))
    place = ("challenge", "unpacked_size")
    for each in image_requirements(example, challenge, solution, findings.facts):
        if each.met is False:
            problem = f'challenge `{challenge.name}`: its own solution does not keep to "{each.what}": {each.found}'
            document.fault(place, problem, f"mend Dockerfile.{SOLUTION}, or ask for less")
    if start.unpacked_size <= challenge.most:
        problem = f"challenge `{challenge.name}`: its start is within the budget: it weighs {_size(start)}"
        document.fault(place, problem, f"ask for less than that and no less than {_size(solution)}")
    return document.faults


def _judged(outcome: Outcome | None, platform: str) -> Measurement | None:
    return outcome if isinstance(outcome, Measurement) and outcome.platform == platform else None


def _size(measured: Measurement) -> str:
    return format_size(measured.unpacked_size)


def _question(example: Example, name: str, reference: str) -> FileQuestion:
    digest = hashlib.sha256((example.folder / name).read_bytes()).hexdigest()
    return FileQuestion("layers_with", (reference,), f"sha256:{digest}")


def _of_layers(what: str, record: FactOutcome | None, *, there: bool) -> Requirement:
    """Return whether a file's content is in some layer, or in none, as it must be."""
    if not isinstance(record, FactRecord):
        return Requirement(what, None, record.reason if record is not None else "nobody looked into its layers")
    if there:
        return Requirement(what, record.value > 0, "" if record.value else "no layer has a file with that content")
    return Requirement(what, record.value == 0, f"one has it as `{record.paths[0]}`" if record.value else "")
