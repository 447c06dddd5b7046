"""What a run of the lab is about: from the plan and the records to what is settled and what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..bases.pins import NotPinned, Pinned
from ..catalog.model import Catalog
from ..plan.commands import decide_commands
from ..plan.decisions import Circumstances, Plan, decide
from ..plan.experiments import decide_experiments
from ..progress import Progress
from ..records.experiments import ExperimentRecord
from ..records.facts import FileQuestion
from ..records.store import Store
from ..settings import Settings
from .facts import answers
from .place import Place
from .results import Results

if TYPE_CHECKING:
    from ..plan.commands import CommandWork
    from ..plan.decisions import Work
    from ..plan.experiments import ExperimentWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured, and what is asked of it."""

    catalog: Catalog
    references: tuple[str, ...] = ()
    """The variants that are asked for; none means all, and the commands too."""
    asked: tuple[str, ...] = ()
    """The variants that pages show on every engine that can be had."""
    questions: tuple[FileQuestion, ...] = ()
    """What pages, or a challenge, ask of file lists."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a run of the lab is about, and what it works with."""

    catalog: Catalog
    references: tuple[str, ...]
    """The variants that are asked for; none means all, and the commands too."""
    asked: tuple[str, ...]
    """The variants that pages show on every engine that can be had."""
    questions: tuple[FileQuestion, ...]
    """What pages ask of file lists."""
    store: Store
    place: Place
    pins: Mapping[str, Pinned | NotPinned]
    circumstances: Circumstances
    settings: Settings
    progress: Progress
    clock: Callable[[], datetime]

    def sort(self) -> tuple[Results, list[Work], list[CommandWork]]:
        """Return what is settled without an engine, the variants that are to be measured, the commands to be run.

        What pages ask of file lists is answered, and an image whose list is gone is not settled. A command is among
        the last only where all its images are settled.
        """
        plan = self.plan()
        results = Results(not_measured={refused.reference: refused for refused in plan.not_measured})
        for work in plan.works:
            if work.done:
                results.reuse(work)
        gone = self.settle_facts(results)
        for reference in gone:
            del results.complete[reference]
        left = {str(work.variant.reference): work for work in plan.works if not results.has(work)}
        waiting = [replace(work, unlisted=reference in gone) for reference, work in left.items()]
        return results, waiting, [work for work in self.commands(results) if not results.reuse_command(work)]

    def plan(self) -> Plan:
        """Return the plan for the named variants, or for all."""
        plan = decide(self.catalog, self.pins, self.store, self.circumstances)
        return plan.only(self.references) if self.references else plan

    def settle_facts(self, results: Results) -> frozenset[str]:
        """Answer what can be answered of what pages ask of file lists; return the images whose lists are gone."""
        found = answers(self.questions, results.weighings, self.store)
        results.facts = found.facts
        return found.gone

    def settle_commands(self, results: Results) -> None:
        """Let what commands printed before stand where they could not be run now and their images are the same."""
        for work in self.commands(results):
            if work.command.name not in results.commands:
                results.reuse_command(work)

    def experiments(self) -> tuple[ExperimentWork, ...]:
        """Return the experiments whose variants are all measured; none where variants are named or the cache is shared.

        Where no engine is known, records of our own may be there.
        """
        if self.references or self.cache_is_shared or not self.catalog.experiments:
            return ()
        return decide_experiments(self.catalog, self.plan().works, self.store, self.circumstances)

    def settle_experiments(self, results: Results) -> list[ExperimentWork]:
        """Let what came of experiments stand that are not too old; return those that are to be made."""
        return [work for work in self.experiments() if not (work.done and results.reuse_experiment(work))]

    def fall_back_on_experiments(self, results: Results) -> None:
        """Let what came of experiments before stand, however old, where they could not be made now."""
        for work in self.experiments():
            outcome = results.experiments.get(work.experiment.name)
            if work.done and outcome is None:
                # Its variants were only weighed or tested again.
                results.reuse_experiment(work)
            elif not isinstance(outcome, ExperimentRecord):
                reason = outcome.reason if outcome is not None else results.unavailable or "it could not be made anew"
                results.experiment_failed(work, reason)

    @property
    def cache_is_shared(self) -> bool:
        """Whether others may use the engine's build cache."""
        return self.place.choice is not None and not self.place.embedded

    def commands(self, results: Results) -> tuple[CommandWork, ...]:
        """Return the commands whose images are all measured; none where variants are named."""
        if self.references:
            return ()
        return decide_commands(self.catalog, results.config_digests, self.store, self.place.identity)
