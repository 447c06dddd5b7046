"""One macro call being rendered: looks outcomes up, writes figures and collects what they open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..errors import did_you_mean
from ..plan.findings import Findings
from ..records.measurement import Measurement, NotMeasured, StandIn
from .expressions import parts_of
from .rendering import render
from .times import time_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..catalog.model import Example, Variant
    from ..records.measurement import Outcome


class MacroFault(Exception):
    """What an author wrote in a macro cannot be answered: the problem and its remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Note:
    """A popover at the page's end that figures open: a template and its values, rendered once a page."""

    template: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is printed for a value, and the expression that gives the value."""

    expression: str
    value: float
    number: str
    unit: str

    @classmethod
    def of(cls, expression: str, value: float) -> Figure:
        """Return the figure of an expression whose value is known."""
        return cls(expression, value, *parts_of(expression, value))


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a computed figure."""

    reference: str
    what: str
    """What the figure is, in words, for example "unpacked"."""
    figure: Markup


@dataclass(slots=True)
class Sheet:
    """What one macro call needs and leaves behind; a new one for each call."""

    findings: Findings
    to_root: str = ""
    """Relative path from the page to the site's root: empty or "../" so many times."""
    notes: dict[str, Note] = field(default_factory=dict)
    """By element id."""
    stand_ins: dict[str, StandIn] = field(default_factory=dict)
    """By the reference that they stand in for: those behind the figures."""
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

    def example(self, name: str) -> Example:
        """Return the example of that name. Raises MacroFault where there is none."""
        examples = {example.name: example for example in self.findings.catalog.examples}
        if name not in examples:
            hint = did_you_mean(name, examples) or f"there are {', '.join(examples)}"
            raise MacroFault(f"there is no example `{name}`", hint)
        return examples[name]

    def figure(self, expression: str, value: float, measurement: Measurement) -> Markup:
        """Return a figure of one image: a button that opens the image's passport."""
        self._add_stand_ins(measurement)
        target = f"tare-passport-{measurement.reference}"
        if target not in self.notes:
            seconds = Figure.of(f"{measurement.reference}/smoke_test.seconds", measurement.smoke_test.seconds)
            self.notes[target] = Note(
                "passport.html",
                {
                    "id": target,
                    "image": measurement,
                    "measured_at": time_html(measurement.measured_at),
                    "oldest_step_at": time_html(measurement.oldest_step_at),
                    "engine": engine_text(measurement),
                    "smoke_seconds": seconds,
                },
            )
        return render("figure.html", target=target, figure=Figure.of(expression, value))

    def computed_figure(self, expression: str, value: float, terms: tuple[Term, Term]) -> Markup:
        """Return a figure computed from two others: a button that opens the computation, made of their figures."""
        target = f"tare-computation-{hashlib.sha256(expression.encode()).hexdigest()[:12]}"
        figure = Figure.of(expression, value)
        operation = next(sign for sign in "-/%" if f" {sign} " in expression)
        self.notes[target] = Note(
            "computation.html", {"id": target, "operation": operation, "terms": terms, "figure": figure}
        )
        return render("figure.html", target=target, figure=figure)

    def not_measured(self, outcome: NotMeasured) -> Markup:
        """Return what stands in a figure's place: a hollow square that opens the reason."""
        return self.absent(outcome.reference, "not measured", outcome.reason)

    def absent(self, reference: str, state: str, reason: str) -> Markup:
        """Return a hollow square with a state, for example "not available", that opens the reason."""
        target = f"tare-absent-{hashlib.sha256(f'{reference} {reason}'.encode()).hexdigest()[:12]}"
        self.notes[target] = Note(
            "absent_note.html", {"id": target, "reference": reference, "state": state, "reason": reason}
        )
        return render("absent.html", target=target, state=state)

    def stand_in_line(self, measurements: Iterable[Measurement]) -> Markup:
        """Return the sentence that names the stand-ins behind a component's figures; empty where there are none."""
        stand_ins: dict[str, StandIn] = {}
        for measurement in measurements:
            self._add_stand_ins(measurement)
            stand_ins |= _stand_ins(measurement)
        self.named |= stand_ins.keys()
        return stand_in_sentence(stand_ins.values())

    def _add_stand_ins(self, measurement: Measurement) -> None:
        self.stand_ins |= _stand_ins(measurement)


def stand_in_sentence(stand_ins: Iterable[StandIn]) -> Markup:
    """Return the sentence that names stand-ins and what they hold; empty where there are none."""
    by_contents: dict[str, list[str]] = {}
    for stand_in in stand_ins:
        by_contents.setdefault(stand_in.contents, []).append(stand_in.name)
    return render("stand_ins.html", groups=by_contents)


def _stand_ins(measurement: Measurement) -> dict[str, StandIn]:
    return {base.stand_in.name: base.stand_in for base in measurement.bases if base.stand_in}


def engine_text(measurement: Measurement) -> str:
    """Return what measured an image, for example "Docker 26.1.5, classic image store, embedded engine"."""
    engine = measurement.engine
    embedded = ", embedded engine" if engine.embedded else ""
    return f"{engine.name.capitalize()} {engine.version}, {engine.image_store} image store{embedded}"
