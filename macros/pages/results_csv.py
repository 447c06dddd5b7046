"""All images of the site as a file of comma-separated values, one line each, with the figures of `results.json`.

The format: RFC 4180, in UTF-8, with a line of headings. Sizes are bytes, moments RFC 3339 in UTC.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .stages import base_of

if TYPE_CHECKING:
    from ..plan.findings import Findings

COLUMNS = (
    *("image", "status", "reason", "unpacked_size", "transfer_size", "engine_size", "waste", "layers"),
    *("base", "base_digest", "base_is_stand_in", "platform", "engine", "image_store", "oldest_step_at"),
    *("config_digest", "key"),
)


def results_csv(findings: Findings) -> bytes:
    """Return the file, in the order of the examples; what was not measured has its reason, and no figures."""
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, COLUMNS, restval="")
    lines.writeheader()
    for variant in findings.catalog.variants:
        reference, base = str(variant.reference), base_of(variant)
        outcome = findings.outcomes.get(reference)
        line: dict[str, object] = {"image": reference, "base": base, "status": "not measured"}
        if isinstance(outcome, Measurement):
            line |= {"status": "measured", **_figures(outcome, base)}
        elif outcome is not None:
            line["reason"] = outcome.reason
        lines.writerow(line)
    return text.getvalue().encode()


def _figures(image: Measurement, base: str) -> dict[str, object]:
    pinned = next((each for each in image.bases if each.reference == base), None)
    return {
        "unpacked_size": image.unpacked_size,
        "transfer_size": image.transfer_size,
        "engine_size": "" if image.engine_size is None else image.engine_size,
        "waste": image.waste.bytes,
        "layers": len(image.layers),
        "base_digest": (pinned.digest or "") if pinned else "",
        "base_is_stand_in": ("true" if pinned.stand_in else "false") if pinned else "",
        "platform": image.platform,
        "engine": f"{image.engine.name} {image.engine.version}",
        "image_store": image.engine.image_store or "",
        "oldest_step_at": f"{image.oldest_step_at:%Y-%m-%dT%H:%M:%SZ}",
        "config_digest": image.config_digest,
        "key": image.key,
    }
