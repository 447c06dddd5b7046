"""Writes and reads `results.json`, the site's published figures, and its JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import msgspec

from ..errors import TareError
from .commands import CommandNotRun, CommandRecord
from .facts import FactRecord
from .measurement import Base, Measurement, NotMeasured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .commands import CommandOutcome
    from .measurement import Outcome


@dataclass(frozen=True, slots=True)
class ImageResult:
    """What is published about one image reference."""

    status: Literal["measured", "not measured"]
    reason: str | None
    """Why it was not measured; null where it was."""
    measurement: Measurement | None
    also: tuple[Measurement, ...]
    """The same variant on other engines or platforms."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What is published about one command."""

    status: Literal["run", "failed", "not run"]
    reason: str | None
    """Why it failed or was not run; null where it was."""
    record: CommandRecord | None


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


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured for a site. Format 1: generated_at and images; later commands were added."""

    format: Literal[1]
    generated_at: datetime
    images: dict[str, ImageResult]
    """By image reference."""
    commands: dict[str, CommandResult] = field(default_factory=dict)
    """By example and name, such as "myapp/compare"; those that build are told by their images' steps."""
    facts: dict[str, FactRecord] = field(default_factory=dict)
    """What file lists tell, by what pages ask, such as "files(myapp:multi, /usr/bin/*gcc*)"."""
    claims: tuple[ClaimResult, ...] = ()
    """In the order of the pages."""


def results_json(
    outcomes: Mapping[str, Outcome],
    commands: Mapping[str, CommandOutcome],
    generated_at: datetime,
    elsewhere: Mapping[str, Iterable[Outcome]] = MappingProxyType({}),
) -> bytes:
    """Return the published document, in the order of the outcomes; times are RFC 3339 in UTC.

    Of what came of an image on other engines, `elsewhere`, the measurements are published.
    """
    images = {
        reference: _image_result(outcome, elsewhere.get(reference, ())) for reference, outcome in outcomes.items()
    }
    ran = {name: _command_result(outcome) for name, outcome in commands.items()}
    document = msgspec.json.encode(Results(1, _utc(generated_at), images, ran))
    return msgspec.json.format(document, indent=2) + b"\n"


def results_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) that the published document obeys."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Results)}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def read_results(document: bytes) -> Results:
    """Return what a published document says. Raises TareError where it is not one."""
    try:
        return msgspec.json.decode(document, type=Results)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TareError(f"results.json: {error}; run `make site` to write it anew") from error


def _image_result(outcome: Outcome, elsewhere: Iterable[Outcome]) -> ImageResult:
    if isinstance(outcome, NotMeasured):
        return ImageResult("not measured", outcome.reason, None, ())
    also = tuple(_in_utc(other) for other in elsewhere if isinstance(other, Measurement))
    return ImageResult("measured", None, _in_utc(outcome), also)


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
        return CommandResult("failed" if outcome.failed else "not run", outcome.reason, None)
    return CommandResult("run", None, replace(outcome, ran_at=_utc(outcome.ran_at)))


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC)
