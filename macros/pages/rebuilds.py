"""What cache experiments tell: which instructions were rebuilt or came from the cache, how much context was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..plan.experiment_arguments import beginning_fault
from ..plan.macros import BUILDS
from ..records.experiments import ExperimentNotRun
from .answers import called
from .facts import Fact, Missing
from .grammar import count_text
from .sheet import MacroFault

if TYPE_CHECKING:
    from ..records.experiments import ExperimentOutcome
    from ..records.measurement import BuildStep
    from .facts import Unit
    from .sheet import Sheet


def rebuilt(sheet: Sheet, experiment: str, reference: str, instruction: str = "") -> Fact:
    """Return how many instructions of an image that begin so were rebuilt in the second build of an experiment."""
    return _steps(sheet, "rebuilt", experiment, reference, instruction)


def from_cache(sheet: Sheet, experiment: str, reference: str, instruction: str = "") -> Fact:
    """Return how many instructions of an image that begin so came from the cache in the second build."""
    return _steps(sheet, "from_cache", experiment, reference, instruction)


def context_sent(sheet: Sheet, experiment: str, reference: str, build: str = "rebuild") -> Fact:
    """Return how many bytes of build context were sent for one of an experiment's builds of an image."""
    if build not in BUILDS:
        raise MacroFault(f"no build is called `{build}`", did_you_mean(build, BUILDS) or "there are first, rebuild")
    outcome = _checked(sheet, experiment, reference)
    text = called("context_sent", experiment, reference, build)
    if isinstance(outcome, ExperimentNotRun):
        return _missing(sheet, text, outcome, "bytes")
    built = getattr(outcome.variants[reference], build)
    data = count_text("context_sent", experiment, reference, build)
    figure = sheet.experiment_figure(data, built.context_bytes, outcome)
    return Fact(text, data, built.context_bytes, "bytes", frozenset({outcome.platform}), figure, sheet)


def counted_steps(name: str, steps: tuple[BuildStep, ...], instruction: str) -> int:
    """Return how many steps that begin so were rebuilt, or for "from_cache" were not."""
    cached = name == "from_cache"
    return sum(1 for step in steps if step.cached == cached and step.instruction.startswith(instruction))


def _steps(sheet: Sheet, name: str, experiment: str, reference: str, instruction: str) -> Fact:
    outcome = _checked(sheet, experiment, reference)
    if wrong := beginning_fault(sheet.findings.catalog, reference, instruction):
        raise MacroFault(*wrong)
    text = called(name, experiment, reference, instruction)
    if isinstance(outcome, ExperimentNotRun):
        return _missing(sheet, text, outcome, "number")
    value = counted_steps(name, outcome.variants[reference].rebuild.steps, instruction)
    data = count_text(name, experiment, reference, *filter(None, [instruction]))
    figure = sheet.experiment_figure(data, value, outcome)
    return Fact(text, data, value, "number", frozenset({outcome.platform}), figure, sheet)


def _checked(sheet: Sheet, experiment: str, reference: str) -> ExperimentOutcome:
    """Return what came of an experiment. Raises MacroFault where it does not build that image."""
    known = [str(variant.reference) for variant in sheet.experiment(experiment).variants]
    if reference not in known:
        hint = did_you_mean(reference, known) or f"it has {', '.join(known)}"
        raise MacroFault(f"`{reference}` is not in the experiment `{experiment}`", hint)
    return sheet.experiment_outcome(experiment)


def _missing(sheet: Sheet, text: str, outcome: ExperimentNotRun, unit: Unit) -> Fact:
    reason = f"the experiment {outcome.experiment} was not made: {outcome.reason}"
    figure = sheet.absent(outcome.experiment, "not measured", outcome.reason)
    return Fact(text, text, Missing(reason), unit, figure=figure, sheet=sheet)
