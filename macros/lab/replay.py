"""Finds everything in published results: from a project and a results.json to findings, without an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import WrongSource
from ..plan.evidence import evidence_faults
from ..plan.facts import file_questions
from ..plan.findings import Findings
from ..plan.pages import references_asked
from ..records.commands import CommandNotRun
from ..records.experiments import ExperimentNotRun
from ..records.measurement import NotMeasured
from ..records.results import read_results
from ..weighing.ruler import RULER_VERSION
from .document import read_document
from .sources import SHOWS_ENGINES, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..catalog.model import Catalog
    from ..records.commands import CommandOutcome
    from ..records.experiments import ExperimentOutcome
    from ..records.facts import FactOutcome, FileQuestion
    from ..records.measurement import Outcome
    from ..records.results import CommandResult, ImageResult, Results
    from ..settings import Settings

_NOT_HELD = "the results that this site was built from do not hold it"


def replay(root: Path, source: str, settings: Settings, environment: Mapping[str, str]) -> Findings:
    """Return what the results at a path or URL hold of a project, as if it had been measured when they were.

    Nothing is measured, and nothing is read or written under TARE_HOME. Raises WrongSource with all faults of examples
    and pages, or else with each image and command that the results hold otherwise than the checkout; TareError for
    results that cannot be had or are none.
    """
    results = read_results(read_document(source, environment), source)
    catalog, calls = read_sources(root)
    if faults := evidence_faults(catalog, results, RULER_VERSION):
        raise WrongSource(faults)
    outcomes = {reference: _outcome(reference, results.images[reference]) for reference in _references(catalog)}
    return Findings(
        catalog=catalog,
        outcomes=outcomes,
        measured=(),
        warnings=(),
        generated_at=results.generated_at,
        freshness=settings.freshness,
        commands=_commands(catalog, results),
        elsewhere=_elsewhere(outcomes, results, references_asked(calls, SHOWS_ENGINES)),
        facts=_facts(outcomes, results, file_questions(catalog, calls)),
        experiments={each.name: _experiment(each.name, results) for each in catalog.experiments},
        replayed=results.generated_at,
    )


def _references(catalog: Catalog) -> list[str]:
    return [str(variant.reference) for variant in catalog.variants]


def _outcome(reference: str, image: ImageResult) -> Outcome:
    return image.measurement or NotMeasured(reference, image.reason or _NOT_HELD, image.needs_registry)


def _commands(catalog: Catalog, results: Results) -> dict[str, CommandOutcome]:
    names = [command.name for command in catalog.commands if command.builds is None]
    return {name: _command_outcome(name, results.commands[name]) for name in names}


def _command_outcome(name: str, result: CommandResult) -> CommandOutcome:
    return result.record or CommandNotRun(
        command=name,
        reason=result.reason or _NOT_HELD,
        needs_registry=result.needs_registry,
        failed=result.status == "failed",
        last_lines=result.last_lines,
        text=result.text,
    )


def _experiment(name: str, results: Results) -> ExperimentOutcome:
    result = results.experiments[name]
    return result.record or ExperimentNotRun(name, result.reason or _NOT_HELD, result.excused)


def _elsewhere(
    outcomes: Mapping[str, Outcome], results: Results, asked: Iterable[str]
) -> dict[str, tuple[Outcome, ...]]:
    """Return what other engines show of each image of which the results tell it or a page asks for it."""
    held = {reference: shown for reference in outcomes if (shown := _shown(reference, results.images[reference]))}
    absent = {
        reference: (NotMeasured(reference, f"what other engines show of it: {_NOT_HELD}"),)
        for reference in asked
        if reference not in held and not isinstance(outcomes.get(reference), NotMeasured)
    }
    return {**held, **absent}


def _shown(reference: str, image: ImageResult) -> tuple[Outcome, ...]:
    shown: list[Outcome] = list(image.also)
    for engine in image.not_shown:
        shown.insert(engine.place, NotMeasured(reference, engine.reason))
    return tuple(shown)


def _facts(
    outcomes: Mapping[str, Outcome], results: Results, questions: Iterable[FileQuestion]
) -> dict[str, FactOutcome]:
    """Return what the results hold, and why there is no answer to what else pages ask."""
    absent = {question.name: _unanswered(question, outcomes) for question in questions}
    return {**absent, **results.facts}


def _unanswered(question: FileQuestion, outcomes: Mapping[str, Outcome]) -> NotMeasured:
    found = [outcomes.get(reference) for reference in question.references]
    absent = next((outcome for outcome in found if isinstance(outcome, NotMeasured)), None)
    return absent or NotMeasured(question.references[0], f"{question.name}: {_NOT_HELD}")
