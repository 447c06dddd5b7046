"""Writes and reads `results.json`, the site's published figures, and its JSON Schema."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from ..errors import TareError
from .commands import CommandNotRun, CommandRecord
from .experiments import ExperimentResult, experiment_result
from .facts import FactRecord
from .measurement import Base, Digest, Measurement, NotMeasured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .commands import CommandOutcome
    from .experiments import ExperimentOutcome
    from .facts import FactOutcome
    from .measurement import Outcome

FORMAT: Final = 1
"""Number of the document's format. 1: format, generated_at, images; since then commands, facts, claims, myths,
experiments and checksum were added, and what a replay needs: needs_registry, not_shown, last_lines, text."""
_RESULTS = "results.json"
_REMEDY = "take it as it was published, or run `make site` to write it anew"
_CHECKSUM = (
    "sha256 of all other members: the document without its checksum, written as JSON in ASCII, with the members of "
    "each object sorted by name and without white space, as json.dumps(document, sort_keys=True, "
    'separators=(",", ":")) of Python writes it'
)


@dataclass(frozen=True, slots=True)
class NotShown:
    """An engine that does not show an image which another engine measured."""

    place: int
    """Its place among the other engines, from 0, those in `also` counted."""
    reason: str


@dataclass(frozen=True, slots=True)
class ImageResult:
    """What is published about one image reference."""

    status: Literal["measured", "not measured"]
    reason: str | None
    """Why it was not measured; null where it was."""
    measurement: Measurement | None
    also: tuple[Measurement, ...]
    """The same variant on other engines or platforms."""
    needs_registry: bool = False
    """It was not measured, and is declared to need a registry, so that this is no fault."""
    not_shown: tuple[NotShown, ...] = ()
    """The other engines that were to show it and could not."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What is published about one command."""

    status: Literal["run", "failed", "not run"]
    reason: str | None
    """Why it failed or was not run; null where it was."""
    record: CommandRecord | None
    needs_registry: bool = False
    """It was not run, and an image that it uses is declared to need a registry, so that this is no fault."""
    last_lines: tuple[str, ...] = ()
    """The last lines that one that failed had printed."""
    text: str | None = None
    """What was typed, of one that failed; of one that was run, its record tells it."""


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One comparison of a claim."""

    left: str
    """In the words of the page's macros, for example "size(web:slim)"."""
    operator: Literal["<", "<=", "==", "!=", ">=", ">"]
    right: str
    left_value: float | None
    """Bytes or a number; null where it was not measured."""
    right_value: float | None


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A sentence of a page that the measurements bear out, or that could not be checked."""

    page: str
    """Relative to the project's root."""
    line: int | None
    sentence: str
    status: Literal["holds", "not checked"]
    reason: str | None
    """Why it was not checked; null where it was."""
    conditions: tuple[ConditionResult, ...]


Verdict = Literal["true", "false", "depends", "not decided"]


@dataclass(frozen=True, slots=True)
class MythResult:
    """A statement that people make, and what the measurements say of it."""

    page: str
    """Relative to the project's root."""
    line: int | None
    statement: str
    verdict: Verdict
    """All conditions hold, none, some; or one of them could not be checked."""
    reason: str | None
    """Why it was not decided; null where it was."""
    conditions: tuple[ConditionResult, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured for a site."""

    format: Literal[1]
    generated_at: datetime
    images: dict[str, ImageResult]
    """By image reference."""
    checksum: Annotated[Digest, msgspec.Meta(description=_CHECKSUM)]
    """Over everything else, so that an edited document is found."""
    commands: dict[str, CommandResult] = field(default_factory=dict)
    """By example and name, such as "myapp/compare"; those that build are told by their images' steps."""
    facts: dict[str, FactRecord] = field(default_factory=dict)
    """What file lists tell, by what pages ask, such as "file_count(myapp:multi, /usr/bin/*gcc*)"."""
    claims: tuple[ClaimResult, ...] = ()
    """In the order of the pages."""
    myths: tuple[MythResult, ...] = ()
    """In the order of the pages."""
    experiments: dict[str, ExperimentResult] = field(default_factory=dict)
    """By example and name, such as "order/code-edited"."""


def results_json(  # noqa: PLR0913, PLR0917 - these are the parts of the document
    outcomes: Mapping[str, Outcome],
    commands: Mapping[str, CommandOutcome],
    generated_at: datetime,
    elsewhere: Mapping[str, Iterable[Outcome]] = MappingProxyType({}),
    facts: Mapping[str, FactOutcome] = MappingProxyType({}),
    claims: Iterable[ClaimResult] = (),
    myths: Iterable[MythResult] = (),
    experiments: Mapping[str, ExperimentOutcome] = MappingProxyType({}),
) -> bytes:
    """Return the published document, in the order of the outcomes; times are RFC 3339 in UTC.

    `elsewhere` is what came of an image on other engines. Of the facts, those that were found are published.
    """
    results = Results(
        format=FORMAT,
        generated_at=_utc(generated_at),
        images={name: _image_result(outcome, elsewhere.get(name, ())) for name, outcome in outcomes.items()},
        checksum="",
        commands={name: _command_result(outcome) for name, outcome in commands.items()},
        facts={name: fact for name, fact in facts.items() if not isinstance(fact, NotMeasured)},
        claims=tuple(claims),
        myths=tuple(myths),
        experiments={name: experiment_result(outcome) for name, outcome in experiments.items()},
    )
    sealed = replace(results, checksum=_checksum(msgspec.json.encode(results)))
    return msgspec.json.format(msgspec.json.encode(sealed), indent=2) + b"\n"


def results_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) that the published document obeys; it tells what the checksum is of."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Results)}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def read_results(document: bytes, where: str = _RESULTS) -> Results:
    """Return what a published document says; `where` is what a sentence calls it.

    Raises TareError where it is none, of another format, or edited after it was written.
    """
    try:
        written = msgspec.json.decode(document, type=_Form).format
        if written != FORMAT:
            remedy = "read it with the version of Tare that wrote it, or run `make site` to write it anew"
            raise TareError(f"{where}: it is of format {written}, and this version reads format {FORMAT}; {remedy}")
        results = msgspec.json.decode(document, type=Results)
        contents = _checksum(document)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise TareError(f"{where}: it is not what `tare site` writes: {error}; {_REMEDY}") from error
    if results.checksum != contents:
        problem = f"it was changed after it was written: its checksum is {results.checksum}, that of its contents"
        raise TareError(f"{where}: {problem} {contents}; {_REMEDY}")
    return results


class _Form(msgspec.Struct):
    """What is read first: all else depends on it."""

    format: int


def _checksum(document: bytes) -> Digest:
    """Return the checksum of a document, whatever it says its checksum is; the schema tells how it is made."""
    contents = json.loads(document)
    del contents["checksum"]
    canonical = json.dumps(contents, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _image_result(outcome: Outcome, elsewhere: Iterable[Outcome]) -> ImageResult:
    if isinstance(outcome, NotMeasured):
        return ImageResult("not measured", outcome.reason, None, (), needs_registry=outcome.needs_registry)
    others = tuple(elsewhere)
    return ImageResult(
        status="measured",
        reason=None,
        measurement=_in_utc(outcome),
        also=tuple(_in_utc(other) for other in others if isinstance(other, Measurement)),
        not_shown=tuple(
            NotShown(place, other.reason) for place, other in enumerate(others) if isinstance(other, NotMeasured)
        ),
    )


def _in_utc(measurement: Measurement) -> Measurement:
    return replace(
        measurement,
        measured_at=_utc(measurement.measured_at),
        oldest_step_at=_utc(measurement.oldest_step_at),
        bases=tuple(_base_in_utc(base) for base in measurement.bases),
    )


def _base_in_utc(base: Base) -> Base:
    return base if base.checked_at is None else replace(base, checked_at=_utc(base.checked_at))


def _command_result(outcome: CommandOutcome) -> CommandResult:
    if isinstance(outcome, CommandNotRun):
        return CommandResult(
            status="failed" if outcome.failed else "not run",
            reason=outcome.reason,
            record=None,
            needs_registry=outcome.needs_registry,
            last_lines=outcome.last_lines,
            text=outcome.text,
        )
    return CommandResult("run", None, replace(outcome, ran_at=_utc(outcome.ran_at)))


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC)
