"""Says at a page's top what of it is of an earlier day, its figures or its text: from what it shows to banners."""

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
    from .site_build import SiteBuild

_HEADING_ENDS = re.compile("</h1>")


def banners(deliveries: Iterable[Delivery], build: SiteBuild) -> Markup:
    """Return what a page says at its top of when it was measured and read; empty where that goes without saying.

    A site that was replayed says so on each page with figures. One warning names the measurements that were older
    than the freshness when the results were made, another the files that changed since the page's text was read.
    """
    deliveries = list(deliveries)
    behind = {name: image for delivery in deliveries for name, image in delivery.sheet.behind.items()}
    pages = {delivery.place.where for delivery in deliveries}
    changed = [build.changed[page] for page in pages if page in build.changed]
    return (
        _replay_banner(behind, build.findings)
        + (_changed_banner(changed) if changed else Markup())
        + _stale_banner(behind, build.findings)
    )


def _changed_banner(changed: Iterable[Iterable[str]]) -> Markup:
    return render("changed_banner.html", paths=sorted({path for paths in changed for path in paths}))


def _replay_banner(behind: dict[str, Measurement], findings: Findings) -> Markup:
    if findings.replayed is None or not behind:
        return Markup()
    return render("replay_banner.html", since=time_html(findings.replayed))


def _stale_banner(behind: dict[str, Measurement], findings: Findings) -> Markup:
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
