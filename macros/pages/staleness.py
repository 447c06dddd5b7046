"""Says at a page's top that a figure on it is older than the freshness: from what stands behind it to a banner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from .rendering import render
from .times import time_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..plan.findings import Findings
    from ..records.measurement import Measurement
    from .door import Delivery

_HEADING_ENDS = re.compile("</h1>")


def stale_banner(deliveries: Iterable[Delivery], findings: Findings) -> Markup:
    """Return the warning that names the old measurements behind a page's figures; empty where all are fresh."""
    behind = {name: image for delivery in deliveries for name, image in delivery.sheet.behind.items()}
    old = {
        name: image
        for name, image in behind.items()
        if findings.generated_at - image.oldest_step_at >= findings.freshness
    }
    if not old:
        return Markup()
    by_age: dict[Markup, list[str]] = {}
    for name, image in sorted(old.items(), key=lambda each: each[1].oldest_step_at):
        by_age.setdefault(time_html(image.oldest_step_at), []).append(name)
    return render("stale_banner.html", groups=by_age, reasons=_reasons(old, findings.warnings))


def under_heading(html: str, banner: str) -> str:
    """Return a page with the banner below its first heading; at its top where it has none.

    >>> under_heading("<h1>A</h1><p>b</p>", "<i></i>")
    '<h1>A</h1><i></i><p>b</p>'
    """
    heading = _HEADING_ENDS.search(html)
    place = heading.end() if heading else 0
    return f"{html[:place]}{banner}{html[place:]}"


def _reasons(old: dict[str, Measurement], warnings: tuple[str, ...]) -> list[str]:
    """Return the warnings of the run that speak of these images or of what they stand on."""
    names = {*old, *(base.reference for image in old.values() for base in image.bases)}
    return [warning for warning in warnings if any(warning.startswith(f"{name}: ") for name in names)]
