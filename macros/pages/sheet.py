"""One macro call being rendered: looks outcomes up, writes figures and collects what they open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..plan.findings import Findings
from ..records.commands import CommandNotRun
from ..records.experiments import ExperimentNotRun
from ..records.measurement import Measurement, NotMeasured, StandIn
from .notes import Figure, Note, note_id
from .passport import command_passport, experiment_passport, passport
from .rendering import render
from .stages import base_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from ..catalog.model import Command, Example, Experiment, Variant
    from ..records.commands import CommandOutcome, CommandRecord
    from ..records.experiments import ExperimentOutcome, ExperimentRecord
    from ..records.measurement import Outcome
    from .notes import Term


class MacroFault(Exception):
    """What an author wrote in a macro cannot be answered: the problem and its remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.problem = problem
        self.remedy = remedy


DEFAULT_PLATFORM = "linux/amd64"
"""Whose figures a site publishes where mkdocs.yml names no other."""


@dataclass(slots=True)
class Sheet:
    """What one macro call needs and leaves behind; a new one for each call."""

    findings: Findings
    to_root: str = ""
    """Relative path from the page to the site's root: empty or "../" so many times."""
    platform: str = DEFAULT_PLATFORM
    """What the site's claims are checked for."""
    notes: dict[str, Note] = field(default_factory=dict)
    """By element id."""
    stand_ins: dict[str, StandIn] = field(default_factory=dict)
    """By the reference that they stand in for: those behind the figures."""
    behind: dict[str, Measurement] = field(default_factory=dict)
    """By image reference: the measurements behind the figures and outputs."""
    named: set[str] = field(default_factory=set)
    """References of the stand-ins that the rendered HTML itself names."""

    def variant(self, reference: str) -> Variant:
        """Return the variant with that image reference. Raises MacroFault where there is none."""
        variant = self.findings.catalog.find(reference)
        if variant is None:
            known = [str(each.reference) for each in self.findings.catalog.variants]
            hint = did_you_mean(reference, known) or f"there are {', '.join(known)}"
            raise MacroFault(f"there is no image `{reference}`", hint)
        return variant

    def outcome(self, reference: str) -> Outcome:
        """Return what came of measuring that image. Raises MacroFault where there is no such image."""
        self.variant(reference)
        return self.findings.outcomes.get(reference) or NotMeasured(reference, "it was not measured in this build")

    def platforms_of(self, *images: Measurement) -> frozenset[str]:
        """Return the platforms that a claim on images depends on.

        What an example declares an image to be for, it is for on every machine, and a claim on it speaks of that.
        """
        return frozenset(image.platform for image in images if self.variant(image.reference).platform is None)

    def elsewhere(self, reference: str) -> Sequence[Outcome]:
        """Return what other engines show of that image, or why they could not be had."""
        return self.findings.elsewhere.get(reference, ())

    def example(self, name: str) -> Example:
        """Return the example of that name. Raises MacroFault where there is none."""
        examples = {example.name: example for example in self.findings.catalog.examples}
        if name not in examples:
            hint = did_you_mean(name, examples) or f"there are {', '.join(examples)}"
            raise MacroFault(f"there is no example `{name}`", hint)
        return examples[name]

    def command(self, name: str) -> Command:
        """Return the command of that name. Raises MacroFault where there is none."""
        commands = {command.name: command for command in self.findings.catalog.commands}
        if name not in commands:
            hint = did_you_mean(name, commands) or f"there are {', '.join(commands) or 'none'}"
            raise MacroFault(f"there is no command `{name}`", hint)
        return commands[name]

    def command_outcome(self, name: str) -> CommandOutcome:
        """Return what came of running a command."""
        return self.findings.commands.get(name) or CommandNotRun(name, "it was not run in this build")

    def experiment(self, name: str) -> Experiment:
        """Return the cache experiment of that name. Raises MacroFault where there is none."""
        experiments = {each.name: each for each in self.findings.catalog.experiments}
        if name not in experiments:
            hint = did_you_mean(name, experiments) or f"there are {', '.join(experiments) or 'none'}"
            raise MacroFault(f"there is no experiment `{name}`", hint)
        return experiments[name]

    def experiment_outcome(self, name: str) -> ExperimentOutcome:
        """Return what came of a cache experiment."""
        return self.findings.experiments.get(name) or ExperimentNotRun(name, "it was not made in this build")

    def experiment_figure(self, expression: str, value: float, record: ExperimentRecord) -> Markup:
        """Return a figure of a cache experiment: a button that opens the experiment's passport."""
        target = f"tare-experiment-{record.experiment.replace('/', '-')}"
        self.notes[target] = experiment_passport(target, record)
        return render("figure.html", target=target, figure=Figure.of(expression, value))

    def figure(self, expression: str, value: float, measurement: Measurement, also: int | None = None) -> Markup:
        """Return a figure of one image: a button that opens the image's passport.

        `also` is the measurement's place among those of the same image on other engines, which have passports too.
        """
        reference = measurement.reference
        target = f"tare-passport-{reference}"
        if also is None:
            self.stand_on(measurement)
        else:
            target += f"+{also}"
        if target not in self.notes:
            base = base_of(self.variant(reference))
            self.notes[target] = passport(target, measurement, base, self.findings.generated_at, also)
        return render("figure.html", target=target, figure=Figure.of(expression, value))

    def command_figure(self, expression: str, value: float, record: CommandRecord) -> Markup:
        """Return a figure of one command: a button that opens the command's passport."""
        target = f"tare-command-{record.command}"
        self.notes[target] = command_passport(target, record)
        return render("figure.html", target=target, figure=Figure.of(expression, value))

    def computed_figure(self, expression: str, value: float, terms: tuple[Term, Term]) -> Markup:
        """Return a figure computed from two others: a button that opens the computation, made of their figures."""
        target = note_id("computation", expression)
        figure = Figure.of(expression, value)
        operation = next(sign for sign in "-/%" if f" {sign} " in expression)
        self.notes[target] = Note(
            "computation.html", {"id": target, "operation": operation, "terms": terms, "figure": figure}
        )
        return render("figure.html", target=target, figure=figure)

    def take(self, other: Sheet) -> None:
        """Take over what another sheet's figures open and stand on, for they are shown here too."""
        self.notes |= other.notes
        self.stand_ins |= other.stand_ins
        self.behind |= other.behind
        self.named |= other.named

    def not_measured(self, outcome: NotMeasured) -> Markup:
        """Return what stands in a figure's place: a hollow square that opens the reason."""
        return self.absent(outcome.reference, "not measured", outcome.reason)

    def not_measured_block(self, outcome: NotMeasured) -> Markup:
        """Return what stands in a component's place, with the reason."""
        figure = self.not_measured(outcome)
        return render("not_measured.html", reference=outcome.reference, figure=figure, reason=outcome.reason)

    def absent(self, reference: str, state: str, reason: str) -> Markup:
        """Return a hollow square with a state, for example "not available", that opens the reason."""
        target = note_id("absent", f"{reference} {reason}")
        self.notes[target] = Note(
            "absent_note.html", {"id": target, "reference": reference, "state": state, "reason": reason}
        )
        return render("absent.html", target=target, state=state)

    def stand_in_line(self, measurements: Iterable[Measurement]) -> Markup:
        """Return the sentence that names the stand-ins behind a component's figures; empty where there are none."""
        stand_ins: dict[str, StandIn] = {}
        for measurement in measurements:
            self.stand_on(measurement)
            stand_ins |= _stand_ins(measurement)
        self.named |= stand_ins.keys()
        return stand_in_sentence(stand_ins.values())

    def stand_on(self, measurement: Measurement) -> None:
        """Keep a measurement as one behind what is shown, with its stand-ins."""
        self.behind[measurement.reference] = measurement
        self.stand_ins |= _stand_ins(measurement)


def stand_in_sentence(stand_ins: Iterable[StandIn]) -> Markup:
    """Return the sentence that names stand-ins and what they hold; empty where there are none."""
    by_contents: dict[str, list[str]] = {}
    for stand_in in stand_ins:
        by_contents.setdefault(stand_in.contents, []).append(stand_in.name)
    return render("stand_ins.html", groups=by_contents)


def _stand_ins(measurement: Measurement) -> dict[str, StandIn]:
    return {base.stand_in.name: base.stand_in for base in measurement.bases if base.stand_in}
