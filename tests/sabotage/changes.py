"""What a change is: a kind, a name, what it does to a project, and what has to happen then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Place:
    """What a change may edit: a copy of the project with its last good site, and the records of that site."""

    project: Path
    home: Path
    """A TARE_HOME; its engines and stand-ins are shared with others, its records are its own."""


Edit = Callable[[Place], None]
"""Changes a place. Raises ValueError where what it is to change is not there once."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No new site: exit status 1, a message that names the spot, and the last good site as it was."""

    where: str
    """The file that the message names, relative to the project's root; of results, the image or command."""
    says: str
    """A regular expression that the line of that message holds."""
    line: str | None = None
    """A part of the line that it names; None where it names the file alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Measured again and shown truthfully: what changed was measured, and nothing else; pages and results agree."""

    measured: tuple[str, ...] = ()
    """The image references whose records are new, no more and no fewer."""
    figures: tuple[str, ...] = ()
    """Expressions whose value is another than before, and which pages show."""
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Page of the built site → what a reader finds there now, in text without tags."""
    not_measured: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Image reference → a regular expression in the reason, which a page shows. Then the exit status is 3."""
    ran: tuple[str, ...] = ()
    """Commands that were run again, although their images are the same."""
    failed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command → a regular expression in the reason for which it failed. Then the exit status is 3."""
    experiments: tuple[str, ...] = ()
    """Cache experiments that were made again, although their images are the same."""
    not_made: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Cache experiment → a regular expression in the reason for which there is none. Then the exit status is 3."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is built, run or written into the records; the site is the same to the byte but for `shows`."""

    shows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Files of the site that change, with what a reader finds there now, in text without tags."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Records that were harmed are found and made anew; the figures are those that they were."""

    measured: tuple[str, ...] = ()
    """The image references for which something was made anew, no more and no fewer."""


Expectation = Refused | Shown | Nothing | Mended


@dataclass(frozen=True, slots=True)
class Change:
    """One change, made by itself."""

    kind: str
    """In the words of the list of kinds, for example "figure typed"."""
    name: str
    edit: Edit
    expected: Expectation
    arguments: tuple[str, ...] = ("site",)
    """What `tare` is told to do afterwards."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
