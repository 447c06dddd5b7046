"""Types one command of a page into a terminal, and returns what it printed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ..errors import SurroundingsError
from ..records.commands import Answer
from ..temporary import SHORT, temporary_folder
from ..units import format_seconds
from .leftovers import remove_leftovers
from .proxy import Proxy
from .pseudo_terminal import Flooded, PseudoTerminal
from .scope import Scope
from .screen import last_lines, shorten, shown
from .upstream import engine_is_away

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..engines.engine import CommandLine

_MOST_OUTPUT = 4_000_000
"""Bytes: no command of a lesson prints more, and who prints for ever is stopped here."""
_SIGPIPE = 141
"""What a program ends with whose reader, such as `head`, has read enough."""
_SOCKET = ".docker.sock"
_PROGRAMS = ".bin"
_CTRL_C = "\x03"
_GRACE_SECONDS = 2.0
"""How long a program gets to end after Ctrl-C, and an answer to arrive after its program ended."""
_SHOWN_OF_A_BODY = 200
"""Characters of such an answer that a message shows."""
_LAST_LINES_SECONDS = 0.2
"""An app may log a request after it has answered it."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A command as a reader would type it, and where."""

    text: str
    images: Mapping[str, str]
    """Image reference as typed → image ID in the engine."""
    folder: Path
    """The example's folder: a copy of it is the working directory."""
    ask: str | None
    """What is asked over HTTP while it runs; it is ended after the answer."""
    seconds: float
    """How long it may take."""
    output: int
    """Bytes of its output that are kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command did."""

    exit_status: int | None
    """None where it was ended after it had answered."""
    output: str
    """What the terminal showed: plain text. Where lines were left out, a line in their place says so."""
    omitted: int
    """Lines that were left out of the middle."""
    seconds: float
    added: tuple[str, ...]
    """What was added so that its words mean here what they mean on a reader's machine, a sentence each."""
    answer: Answer | None


class CommandFailed(Exception):
    """A command that failed, hung or flooded; the message has the reason and the last lines printed."""

    def __init__(self, reason: str, last_lines: tuple[str, ...] = ()) -> None:
        printed = " | ".join(line.strip() for line in last_lines)
        super().__init__(f"{reason}; it printed last: {printed}" if printed else reason)
        self.reason = reason
        self.last_lines = last_lines


def type_command(typing: Typing, command_line: CommandLine, asker: Callable[[str, str], Answer]) -> Typed:
    """Type a command into a terminal and return what it did; nothing of it is left in the engine or on the machine.

    `asker` gets the ID of the container that publishes the port of `typing.ask`, and that URL; what it raises goes
    on. Raises CommandFailed, and SurroundingsError where there is no bash or the engine does not answer.
    """
    bash = shutil.which("bash")
    if bash is None:
        raise SurroundingsError("there is no bash on this machine", "install bash, and run again")
    scope = Scope(typing.images)
    with _home(typing.folder, command_line) as home:
        scope.add("its working directory was a copy of the example's folder")
        try:
            with (
                Proxy(home / _SOCKET, command_line, scope) as proxy,
                PseudoTerminal(
                    [bash, "-o", "pipefail", "-c", typing.text],
                    _environment(home),
                    home / typing.folder.name,
                    _MOST_OUTPUT,
                ) as terminal,
            ):
                return _Typist(typing, scope, terminal, home).run(asker)
        except CommandFailed as failure:
            if proxy.engine_is_away:
                raise engine_is_away() from failure
            raise
        finally:
            remove_leftovers(command_line, scope)


@contextmanager
def _home(folder: Path, command_line: CommandLine) -> Iterator[Path]:
    """Make a home folder with a copy of the example's folder and with `docker`, and remove it at the end."""
    # Not where TMPDIR says: the path of a Unix socket is short, or is refused.
    with temporary_folder("typing", SHORT) as home:
        shutil.copytree(folder, home / folder.name, symlinks=True)
        (home / _PROGRAMS).mkdir()
        (home / _PROGRAMS / "docker").symlink_to(command_line.program)
        yield home


def _environment(home: Path) -> dict[str, str]:
    """Return all that a command finds in its environment."""
    return {
        "HOME": str(home),
        "PATH": f"{home / _PROGRAMS}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        # The plainest: programs that know colours leave them out.
        "TERM": "dumb",
        "DOCKER_HOST": f"unix://{home / _SOCKET}",
        "DOCKER_CONFIG": str(home / ".docker"),
        # What Docker advertises after a command is no output of it.
        "DOCKER_CLI_HINTS": "false",
    }


class _Typist:
    """Watches one command in its terminal."""

    def __init__(self, typing: Typing, scope: Scope, terminal: PseudoTerminal, home: Path) -> None:
        self._typing = typing
        self._scope = scope
        self._terminal = terminal
        self._home = str(home)
        self._began = time.monotonic()

    def run(self, asker: Callable[[str, str], Answer]) -> Typed:
        """Return what the command did. Raises CommandFailed, and what the asker raises."""
        try:
            return self._wait() if self._typing.ask is None else self._ask(self._typing.ask, asker)
        except Flooded:
            raise self._failed(f"it printed more than {_MOST_OUTPUT // 1_000_000} MB") from None

    def _wait(self) -> Typed:
        self._terminal.wait(lambda: False, self._began + self._typing.seconds)
        status = self._terminal.exit_status()
        seconds = time.monotonic() - self._began
        self._terminal.finish()
        if status is None:
            raise self._failed(f"it did not end within {format_seconds(self._typing.seconds)}")
        if status not in {0, _SIGPIPE}:
            raise self._failed(f"it ended with exit status {status}")
        return self._typed(0 if status == _SIGPIPE else status, seconds, None)

    def _ask(self, url: str, asker: Callable[[str, str], Answer]) -> Typed:
        """Ask for a URL as soon as a container publishes its port, then end the command."""
        port = urlsplit(url).port or 80
        deadline = self._began + self._typing.seconds
        if not self._terminal.wait(lambda: self._scope.publisher(port) is not None, deadline):
            ended = self._terminal.exit_status() is not None
            self._terminal.finish()
            why = "it ended before" if ended else f"within {format_seconds(self._typing.seconds)} no container of it"
            raise self._failed(f"{why} {'a container of it ' if ended else ''}published port {port}")
        asking = _Asking(asker, self._scope.publisher(port) or "", url)
        # The asker has a time limit of its own.
        self._terminal.wait(asking.has_ended, float("inf"))
        if not asking.wait(_GRACE_SECONDS) or asking.error is not None:
            # An app that ends leaves nothing to ask: then its own last words say more than the asker's.
            self._terminal.wait(lambda: False, time.monotonic() + _GRACE_SECONDS)
            if self._terminal.exit_status() is not None:
                self._terminal.finish()
                raise self._failed("it ended before it answered")
        answer = asking.result()
        self._terminal.wait(lambda: False, time.monotonic() + _LAST_LINES_SECONDS)
        if answer.failed:
            body = answer.body.strip()
            raise self._failed(f"it answered with status {answer.status}: {body[:_SHOWN_OF_A_BODY]!r}")
        typed = self._typed(None, time.monotonic() - self._began, answer)
        self._terminal.type(_CTRL_C)
        self._terminal.wait(lambda: False, time.monotonic() + _GRACE_SECONDS)
        return typed

    def _typed(self, status: int | None, seconds: float, answer: Answer | None) -> Typed:
        lines = self._lines()
        output, omitted = shorten(lines, self._typing.output)
        if answer is not None:
            self._scope.add("it was ended with Ctrl-C after it had answered")
        if self._scope.containers:
            self._scope.add("whatever it made in the engine was removed afterwards")
        return Typed(status, output, omitted, round(seconds, 3), tuple(self._scope.additions), answer)

    def _failed(self, reason: str) -> CommandFailed:
        printed = last_lines(self._lines())
        return CommandFailed(reason if printed else f"{reason} and printed nothing", printed)

    def _lines(self) -> list[str]:
        """Return the lines that the terminal shows, with the home folder as a shell writes it."""
        lines = shown(bytes(self._terminal.output))
        # As `docker` writes its engine's address where the engine breaks off.
        in_address = quote(self._home, safe="")
        if any(self._home in line or in_address in line for line in lines):
            self._scope.add("the path of its home folder is shown as `~`")
        return [line.replace(self._home, "~").replace(in_address, "~") for line in lines]


class _Asking:
    """A question over HTTP that is asked while the terminal's output is taken in."""

    def __init__(self, asker: Callable[[str, str], Answer], container: str, url: str) -> None:
        self._answer: Answer | None = None
        self.error: BaseException | None = None
        # A daemon: a command that ends first is not held up by who waits for its answer.
        self._thread = threading.Thread(target=self._ask, args=(asker, container, url), daemon=True)
        self._thread.start()

    def _ask(self, asker: Callable[[str, str], Answer], container: str, url: str) -> None:
        try:
            self._answer = asker(container, url)
        except BaseException as error:  # noqa: BLE001 - raised again by who waits for the answer
            self.error = error

    def has_ended(self) -> bool:
        """Return whether the asker has returned or raised."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for the answer; return whether the asker has ended."""
        self._thread.join(seconds)
        return self.has_ended()

    def result(self) -> Answer:
        """Return the answer, or raise what the asker raised."""
        if self._answer is None:
            raise self.error or AssertionError("an asker returns or raises")
        return self._answer
