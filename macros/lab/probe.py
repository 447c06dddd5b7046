"""The image that asks apps over HTTP, for smoke tests and for commands that are asked something."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..bases.pins import Pinned
from ..catalog.model import HttpTest
from ..engines.engine import Limits, RunFailed
from ..engines.probe import ensure_probe
from ..records.commands import Answer
from ..terminal.typing import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..bases.pins import NotPinned
    from ..engines.engine import Engine
    from ..plan.commands import CommandWork
    from ..plan.decisions import Work

PROBE_BASE = "python:3.12-slim"
"""The base image whose python3 asks."""


def is_needed(works: Iterable[Work], commands: Iterable[CommandWork]) -> bool:
    """Return whether anything has to be asked over HTTP."""
    return any(isinstance(spec, HttpTest) for work in works for spec in work.variant.smoke_tests) or any(
        work.command.ask is not None for work in commands
    )


class Probe:
    """Makes the probe's image when it is first needed."""

    def __init__(self, engine: Engine, pins: Mapping[str, Pinned | NotPinned]) -> None:
        self._engine = engine
        self._pin = pins[PROBE_BASE]

    def image(self) -> str:
        """Return the probe's image. Raises RunFailed where its base cannot be had, BuildFailed or SurroundingsError."""
        if not isinstance(self._pin, Pinned):
            raise RunFailed(f"nothing can ask it over HTTP: {self._pin.reason}")
        return ensure_probe(self._engine, self._pin.named_context)

    def asker(self, limits: Limits) -> Callable[[str, str], Answer]:
        """Return a function that asks a container, by its ID, for a URL that it published."""

        def ask(container: str, url: str) -> Answer:
            try:
                reply = self._engine.ask_published(container, url, self.image(), limits)
            except RunFailed as failure:
                raise CommandFailed(f"GET {urlsplit(url).path or '/'}: {failure}") from failure
            return Answer(url, reply.status, reply.body)

        return ask
