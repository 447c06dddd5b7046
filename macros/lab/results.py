"""What came of each variant and command in one run of the lab: its records, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..engines.others import OtherEngine
from ..plan.decisions import Work
from ..records.commands import CommandOutcome
from ..records.experiments import ExperimentOutcome
from ..records.facts import FactRecord
from ..records.measurement import NotMeasured, SmokeTest
from ..records.stations import BuildRecord, Weighing

if TYPE_CHECKING:
    from ..plan.commands import CommandWork
    from ..plan.experiments import ExperimentWork
    from ..records.measurement import Digest

Complete = tuple[Work, BuildRecord, Weighing, tuple[SmokeTest, ...]]


@dataclass(slots=True)
class Results:
    """What came of a plan, by image reference."""

    complete: dict[str, Complete] = field(default_factory=dict)
    not_measured: dict[str, NotMeasured] = field(default_factory=dict)
    commands: dict[str, CommandOutcome] = field(default_factory=dict)
    """By the command's name."""
    experiments: dict[str, ExperimentOutcome] = field(default_factory=dict)
    """By the experiment's name."""
    facts: dict[str, FactRecord] = field(default_factory=dict)
    """By the question's name; only those that could be answered."""
    elsewhere: dict[tuple[str, OtherEngine], str] = field(default_factory=dict)
    """Why another engine did not show an image in this run, by its reference and that engine."""
    restored: dict[str, str] = field(default_factory=dict)
    """What the engine calls an image that this run brought back, by its reference: it may differ from its record."""
    unavailable: str | None = None
    """Why the engine could not be used, or not to the end."""
    _measured: list[str] = field(default_factory=list)
    _warnings: list[str] = field(default_factory=list)

    @property
    def measured(self) -> tuple[str, ...]:
        """For which something was done in this run."""
        return tuple(self._measured)

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence each."""
        return tuple(dict.fromkeys(self._warnings))

    @property
    def config_digests(self) -> dict[str, Digest]:
        """The config digest of every measured image, by image reference."""
        return {reference: build.config_digest for reference, (_, build, _, _) in self.complete.items()}

    @property
    def weighings(self) -> dict[str, Weighing]:
        """The weighing of every measured image, by image reference."""
        return {reference: weighing for reference, (_, _, weighing, _) in self.complete.items()}

    @property
    def image_ids(self) -> dict[str, str]:
        """What the engine calls every measured image, by image reference."""
        return {reference: build.image_id for reference, (_, build, _, _) in self.complete.items()} | self.restored

    def has(self, work: Work) -> bool:
        """Return whether it is settled what became of a variant."""
        reference = str(work.variant.reference)
        return reference in self.complete or reference in self.not_measured

    def take(self, others: Results) -> None:
        """Take in what came of other variants and commands, or anew of the same."""
        self.complete |= others.complete
        self.commands |= others.commands
        self.experiments |= others.experiments
        self.elsewhere |= others.elsewhere
        self.restored |= others.restored
        self.unavailable = others.unavailable
        self.not_measured |= others.not_measured
        self._measured += others.measured
        self._warnings += others.warnings

    def add(self, work: Work, build: BuildRecord, weighing: Weighing, smoke_tests: tuple[SmokeTest, ...]) -> None:
        """Take in what was found or done for a variant."""
        reference = str(work.variant.reference)
        self.complete[reference] = (work, build, weighing, smoke_tests)
        if work.unlisted or (build, weighing, smoke_tests) != (work.build, work.weighing, work.smoke_tests):
            self._measured.append(reference)

    def reuse(self, work: Work) -> bool:
        """Let a variant's old records stand; False where they are not whole."""
        if work.build is None or work.weighing is None or work.smoke_tests is None:
            return False
        self.complete[str(work.variant.reference)] = (work, work.build, work.weighing, work.smoke_tests)
        return True

    def reuse_command(self, work: CommandWork) -> bool:
        """Let what a command printed before stand; False where it was not run with these images."""
        if work.record is None:
            return False
        self.commands[work.command.name] = work.record
        return True

    def reuse_experiment(self, work: ExperimentWork) -> bool:
        """Let what came of an experiment before stand; False where it was not made with these inputs."""
        if work.record is None:
            return False
        self.experiments[work.experiment.name] = work.record
        return True

    def experiment_failed(self, work: ExperimentWork, reason: str) -> None:
        """Let an experiment's old record stand, visibly dated, where there is one."""
        if self.reuse_experiment(work):
            self._warnings.append(f"{work.experiment.name}: what came of it the last time stands: {reason}")

    def fail(self, work: Work, reason: str, *, by_source: bool = False) -> None:
        """Take in that a variant could not be measured; `by_source`: no other surroundings would mend it."""
        reference = str(work.variant.reference)
        needs_registry = work.variant.needs_registry
        self.not_measured[reference] = NotMeasured(reference, reason, needs_registry, by_source=by_source)

    def surroundings_failed(self, work: Work, reason: str, *, by_source: bool = False) -> None:
        """Let the old record stand, visibly dated, or say why there is none, and whether `by_source`."""
        if self.reuse(work):
            self._warnings.append(f"{work.variant.reference}: its last measurement stands: {reason}")
        else:
            self.fail(work, reason, by_source=by_source)
