"""What a command may see of an engine: the images that it declares, and what it makes itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engines.ours import LABEL, labels
from ..registries.references import WrongReference, parse_reference

DEFAULT_NETWORKS = frozenset({"bridge", "host", "none"})
"""Every Docker Engine has these, and shows them to everybody."""
COMMAND_LABEL = f"{LABEL}.command"
"""Tells one command's containers, networks and volumes from another's that runs at the same time."""
_HEX = frozenset("0123456789abcdef")


class Refused(Exception):
    """A request that does not go on to the engine: an HTTP status, and a sentence for the terminal."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def not_for_a_page(why: str) -> Refused:
    """Return the refusal of what a page must not ask of an engine that is not its own."""
    return Refused(403, f"this command is not for a page: {why}")


@dataclass(slots=True)
class Made:
    """A container that the command made."""

    image: str
    """As it was typed."""
    ports: frozenset[int]
    """The host's ports on which it was to be published."""
    started: bool = False


@dataclass(slots=True)
class Scope:
    """The names of one command's images, containers, networks and volumes, and what they are called in the engine."""

    images: Mapping[str, str]
    """Reference as typed → image ID in the engine."""
    prefix: str = field(default_factory=lambda: f"tare-{uuid.uuid4().hex[:12]}-")
    """Before the name of whatever the command makes, so that it cannot meet a name of the reader's."""
    containers: dict[str, Made] = field(default_factory=dict)
    """By their IDs."""
    networks: set[str] = field(default_factory=set)
    """The IDs of those that it made."""
    additions: dict[str, None] = field(default_factory=dict)
    """A sentence on each thing that was added, in the order in which it was needed."""

    @property
    def labels(self) -> dict[str, str]:
        """What everything that the command makes is labelled with."""
        return {**labels("command"), COMMAND_LABEL: self.prefix}

    @property
    def label_filter(self) -> str:
        """The label by which the engine finds what the command made."""
        return f"{COMMAND_LABEL}={self.prefix}"

    def add(self, sentence: str) -> None:
        """Note that something was added."""
        self.additions[sentence] = None

    def image(self, name: str) -> str:
        """Return the ID of the image that a name or the beginning of an ID means. Raises Refused: no such image."""
        reference = _familiar(name)
        if reference in self.images:
            self.add(f"`{reference}` meant the image that was measured, whatever else has that name")
            return self.images[reference]
        found = {each for each in self.images.values() if _begins(each.partition(":")[2], name.removeprefix("sha256:"))}
        if len(found) != 1:
            raise Refused(404, f"No such image: {reference}")
        return found.pop()

    def names_of(self, image_id: str) -> list[str]:
        """Return the references as typed that mean an image."""
        return [reference for reference, each in self.images.items() if each == image_id]

    def container(self, name: str) -> str:
        """Return what the engine calls a container of the command; what is none of its own has no such name there."""
        return self._own(name, self.containers)

    def network(self, name: str) -> str:
        """Return what the engine calls a network: the command's own, or one that every engine has."""
        return name if name in DEFAULT_NETWORKS else self._own(name, self.networks)

    def private(self, name: str) -> str:
        """Return the name that something gets in the engine."""
        return self.prefix + name

    def publisher(self, port: int) -> str | None:
        """Return the ID of a container that was started and publishes a port of the host, once there is one."""
        return next((name for name, made in self.containers.items() if made.started and port in made.ports), None)

    def as_typed(self, body: bytes) -> bytes:
        """Return what an engine said with the names that were typed in place of its own."""
        return body.replace(self.prefix.encode(), b"")

    def explained(self, message: str) -> str:
        """Return an error of the engine's with the names that were typed in place of its own."""
        for reference, image_id in self.images.items():
            message = message.replace(image_id, reference)
        return message.replace(self.prefix, "")

    def with_label(self, filters: str) -> str:
        """Return the filters of a list, as JSON, narrowed to what the command made."""
        found: dict[str, Any] = json.loads(filters or "{}")
        # Docker writes {"label": {"x": true}} today, and wrote {"label": ["x"]} once.
        return json.dumps({**found, "label": [*found.get("label", ()), self.label_filter]})

    def _own(self, name: str, identifiers: Mapping[str, Made] | set[str]) -> str:
        found = [each for each in identifiers if _begins(each, name)]
        return found[0] if len(found) == 1 else self.private(name)


def _familiar(name: str) -> str:
    """Return an image's name as Docker shows it, with its tag; what is no image reference, such as an ID, as it is."""
    try:
        return parse_reference(name).familiar
    except WrongReference:
        return name


def _begins(identifier: str, name: str) -> bool:
    return bool(name) and identifier.startswith(name) and _HEX.issuperset(name)
