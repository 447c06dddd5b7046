"""Shows what runs, what is left and since when: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from textwrap import shorten
from typing import TYPE_CHECKING, Protocol, TextIO

from .units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_LINE = 100
"""Characters of what a task is at that a line shows."""


class Progress(Protocol):
    """Takes in what happens; tasks may run in several threads at once."""

    def message(self, text: str) -> None:
        """Say one thing that stays on the screen."""

    def expect(self, tasks: int) -> None:
        """Add to the number of tasks that there are to do."""

    def task(self, name: str) -> AbstractContextManager[Callable[[str], None]]:
        """Show a task while it runs; what the context manager gives takes what the task is at."""


class Silent:
    """Shows nothing."""

    def message(self, text: str) -> None:
        """Say nothing."""

    def expect(self, tasks: int) -> None:
        """Expect nothing."""

    @contextmanager
    def task(self, name: str) -> Iterator[Callable[[str], None]]:  # noqa: ARG002 - the protocol's
        """Run without a word."""
        yield lambda _text: None


class Lines:
    """Writes a line whenever a task starts, gets on or ends, with the seconds since the beginning."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began = time.monotonic()
        self._total = 0
        self._done = 0
        self._lock = threading.Lock()

    def message(self, text: str) -> None:
        """Write one line."""
        with self._lock:
            print(text, file=self._stream, flush=True)

    def expect(self, tasks: int) -> None:
        """Add to the number of tasks that there are to do."""
        self._total += tasks

    @contextmanager
    def task(self, name: str) -> Iterator[Callable[[str], None]]:
        """Write when the task starts, each thing that it is at, and when it ended."""
        began = time.monotonic()
        last = ""

        def at(text: str) -> None:
            nonlocal last
            if text != last:
                last = text
                self._line(name, text)

        try:
            yield at
        finally:
            with self._lock:
                self._done += 1
                left = self._total - self._done
            self._line(name, f"ended after {format_seconds(time.monotonic() - began)}, {left} left")

    def _line(self, name: str, text: str) -> None:
        text = shorten(text, _LINE, placeholder=" …")
        self.message(f"{time.monotonic() - self._began:6.1f} s  {name}: {text}")


class Live:
    """Shows running tasks on a terminal, each with its clock, below what was said."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @cached_property
    def _bars(self) -> Bars:
        """The display, started when there is something to show."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars
        from rich.table import Column

        bars = Bars(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}", table_column=Column(no_wrap=True), markup=False),
            BarColumn(bar_width=12),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[at]}", table_column=Column(ratio=1, no_wrap=True), markup=False),
            # Image references hold colons, and `:b:` would become an emoji.
            console=Console(file=self._stream, highlight=False, markup=False, emoji=False),
            transient=True,
            expand=True,
        )
        bars.start()
        return bars

    @cached_property
    def _all(self) -> TaskID:
        return self._bars.add_task("all", total=0, at="")

    def close(self) -> None:
        """Take the display off the terminal; what was said stays."""
        if "_bars" in self.__dict__:
            self._bars.stop()

    def message(self, text: str) -> None:
        """Print one line above the running tasks."""
        self._bars.console.print(text, soft_wrap=True)

    def expect(self, tasks: int) -> None:
        """Add to the number of tasks that there are to do."""
        self._bars.update(self._all, total=(self._bars.tasks[self._all].total or 0) + tasks)

    @contextmanager
    def task(self, name: str) -> Iterator[Callable[[str], None]]:
        """Show the task while it runs."""
        shown = self._bars.add_task(name, total=1, at="")
        began = time.monotonic()
        try:
            yield lambda text: self._bars.update(shown, at=text)
        finally:
            self._bars.remove_task(shown)
            self._bars.advance(self._all)
            self.message(f"  {name}: ended after {format_seconds(time.monotonic() - began)}")


@contextmanager
def open_progress(stream: TextIO | None = None) -> Iterator[Progress]:
    """Give the display that suits the stream (standard error if none is named)."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Lines(stream)
        return
    live = Live(stream)
    try:
        yield live
    finally:
        live.close()
