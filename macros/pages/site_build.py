"""What one build of the site has at hand: its findings, its door and the faults met so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import Fault
from ..plan.findings import Findings
from ..records.results import ClaimResult, MythResult
from .door import Door
from .sheet import DEFAULT_PLATFORM


@dataclass(slots=True)
class SiteBuild:
    """One build of the site, from the first page read to the last page written."""

    findings: Findings
    platform: str = DEFAULT_PLATFORM
    """What its claims are checked for."""
    links_from_source: bool = False
    """Whether the generator makes links out of HTML that leads on from a page's source, and not from its address."""
    door: Door = field(default_factory=Door)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The files that changed since the text of a page was read against them, by the page's path; none: nobody did."""
    faults: list[Fault] = field(default_factory=list)
    claims: list[ClaimResult] = field(default_factory=list)
    """Those that hold or could not be checked, in the order of the pages."""
    myths: list[MythResult] = field(default_factory=list)
    """In the order of the pages."""
    cards: dict[str, dict[str, str]] = field(default_factory=dict)
    """The parts of each card that a page showed, as HTML, by the card's name and the part's."""
    warnings: list[Fault] = field(default_factory=list)
    """On what was left out of a page, which is no fault of the site."""
    bugs: list[Exception] = field(default_factory=list)
    """Errors in a macro's own code: raised again once all pages are read, with their traceback."""


_current: SiteBuild | None = None


def begin_build(findings: Findings, platform: str = DEFAULT_PLATFORM) -> SiteBuild:
    """Start a build of the site; what macros render from now on belongs to it."""
    global _current  # noqa: PLW0603 - macros and extension are called by others, who pass nothing on
    _current = SiteBuild(findings, platform)
    return _current


def current_build() -> SiteBuild:
    """Return the build that is under way."""
    if _current is None:
        message = (
            "no build of the site is under way: is the plugin `tare` missing in mkdocs.yml? "
            "Zensical runs no such plugin; `make zensical` builds with it"
        )
        raise RuntimeError(message)
    return _current
