"""Writes and reads `results.json`, the site's published figures, and its JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from ..errors import TareError
from .measurement import Measurement, NotMeasured

if TYPE_CHECKING:
    from collections.abc import Mapping

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
class Results:
    """Everything that was measured for a site. Format 1: generated_at and images."""

    format: Literal[1]
    generated_at: datetime
    images: dict[str, ImageResult]
    """By image reference."""


def results_json(outcomes: Mapping[str, Outcome], generated_at: datetime) -> bytes:
    """Return the published document, in the order of the outcomes; times are RFC 3339 in UTC."""
    images = {reference: _result(outcome) for reference, outcome in outcomes.items()}
    document = msgspec.json.encode(Results(1, _utc(generated_at), images))
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


def _result(outcome: Outcome) -> ImageResult:
    if isinstance(outcome, NotMeasured):
        return ImageResult("not measured", outcome.reason, None, ())
    in_utc = replace(outcome, measured_at=_utc(outcome.measured_at), oldest_step_at=_utc(outcome.oldest_step_at))
    return ImageResult("measured", None, in_utc, ())


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC)
