"""Measures a reader's answer to a challenge: from a folder to what of the challenge is met."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalog.challenge import START, Challenge
from ..catalog.contexts import ignore_file, read_ignore_file
from ..catalog.dockerfiles import parse_dockerfile
from ..catalog.model import Catalog, Dockerfile, Example, ImageReference
from ..catalog.texts import read_text
from ..errors import Fault, UsageError, WrongSource
from ..plan.challenges import (
    Requirement,
    challenge_questions,
    file_requirements,
    image_requirements,
    rule_requirements,
)
from ..records.measurement import Measurement
from ..temporary import temporary_folder
from .lab import measure_wanted
from .task import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..progress import Progress
    from ..settings import Settings

DOCKERFILE = "Dockerfile"
"""What the Dockerfile of an answer is called, in its folder and in what is said of it."""
_TAG = "yours"
_DOES_ITS_JOB = "it builds, and passes the smoke test"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader made of a challenge."""

    example: Example
    """The challenge's own, in the catalog."""
    challenge: Challenge
    folder: Path
    """Absolute; the reader's Dockerfile and what he was given."""
    left_out: frozenset[str]
    """Names in it that are not the reader's, and no part of any build."""


def judge_answer(
    answer: Answer, settings: Settings, progress: Progress, environment: Mapping[str, str]
) -> tuple[Requirement, ...]:
    """Build, test and weigh an answer, and return what of its challenge is met and what is not.

    The engine, the code and the records are those that measure a site; the smoke test is the challenge's own. Raises
    UsageError for a folder that cannot be copied, and SurroundingsError where TARE_HOME cannot be used.
    """
    requirements = list(file_requirements(answer.example, answer.challenge, answer.folder))
    dockerfile = _read_dockerfile(answer.folder)
    if isinstance(dockerfile, str):
        return (*requirements, Requirement(_DOES_ITS_JOB, met=False, found=dockerfile))
    requirements += rule_requirements(answer.example, answer.challenge, dockerfile)
    with temporary_folder("answer") as place:
        copy = place / answer.folder.name
        try:
            shutil.copytree(answer.folder, copy, symlinks=True, ignore=lambda _, names: answer.left_out & {*names})
        except (OSError, shutil.Error) as error:
            message = f"{answer.folder} cannot be copied ({error}); take out of it what no build needs"
            raise UsageError(message) from error
        copied = replace(dockerfile, path=copy / DOCKERFILE)
        requirements += _judged(answer, copied, settings, progress, environment)
    return tuple(requirements)


def _judged(
    answer: Answer, dockerfile: Dockerfile, settings: Settings, progress: Progress, environment: Mapping[str, str]
) -> Iterator[Requirement]:
    """Yield what an image must be: `dockerfile` stands in a copy of the answer's folder."""
    example = answer.example
    reference = ImageReference(example.name, _TAG)
    start = next(variant for variant in example.variants if variant.reference.tag == START)
    variant = replace(start, reference=reference, dockerfile=dockerfile)
    built = Example(example.name, example.title, dockerfile.path.parent, (variant,))
    questions = tuple(challenge_questions(example, str(reference)))
    wanted = Wanted(Catalog(example.folder.parent.parent, (built,)), questions=questions)
    findings = measure_wanted(wanted, settings, progress, environment=environment)
    outcome = findings.outcomes[str(reference)]
    if isinstance(outcome, Measurement):
        yield Requirement(_DOES_ITS_JOB, met=True, found="")
        yield from image_requirements(example, answer.challenge, outcome, findings.facts)
    else:
        told = outcome.reason.replace("/".join(dockerfile.path.parts[-3:]), DOCKERFILE)
        yield Requirement(_DOES_ITS_JOB, met=False if outcome.by_source else None, found=told)


def _read_dockerfile(folder: Path) -> Dockerfile | str:
    """Return the Dockerfile of an answer, or why nothing can be built of it."""
    path = folder / DOCKERFILE
    text = read_text(path, DOCKERFILE)
    if isinstance(text, Fault):
        return str(text)
    ignore = ignore_file(path)
    try:
        dockerfile = parse_dockerfile(path, text, DOCKERFILE)
        read_ignore_file(ignore)
    except WrongSource as wrong:
        return "; ".join(map(str, wrong.faults))
    except ValueError as error:
        return f"{ignore.name}: it has a bad pattern ({error}); mend the pattern"
    except OSError as error:
        return f"{ignore.name}: it cannot be read ({error.strerror}); make it readable"
    return dockerfile
