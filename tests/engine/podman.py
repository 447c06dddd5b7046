"""Opens Tare's own Podman, with skopeo beside it, and runs their command lines, for the tests beside this file."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.embedded.root import run_in_root
from macros.engines.podman.programs import ensure_podman, podman_contents
from macros.engines.podman.service import SERVICE, Service, serve
from macros.errors import SurroundingsError
from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.settings import Settings


@dataclass(frozen=True, slots=True)
class Podman:
    """A Podman whose service answers, with a storage of its own that is empty at first."""

    root: Path
    """The private root of its programs."""
    service: Service

    @property
    def folder(self) -> Path:
        """Where its socket is on this machine."""
        return self.service.socket.parent

    @property
    def url(self) -> str:
        """What CONTAINER_HOST would be."""
        return f"unix://{self.service.socket}"

    def podman(self, *arguments: str, folder: Path) -> str:
        """Run its command line, which sees `folder` as /mnt; return what it prints."""
        command = ["podman", "--remote", "--url", f"unix://{SERVICE}/podman.sock", *arguments]
        return self._run(command, {folder: "/mnt", self.folder: SERVICE})

    def skopeo(self, *arguments: str, folder: Path) -> str:
        """Run skopeo, which sees `folder` as /mnt; return what it prints."""
        return self._run(["skopeo", *arguments], {folder: "/mnt"})

    def stop(self) -> None:
        """End the service."""
        self.service.process.terminate()
        self.service.process.wait()

    def _run(self, argv: list[str], binds: dict[Path, str]) -> str:
        lines: list[str] = []
        with tempfile.TemporaryDirectory(prefix="tare-") as scratch:
            run_in_root(self.root, argv, {**binds, Path(scratch): "/var/tmp"}, None, lines.append)  # noqa: S108 - the root's own
        return "\n".join(lines)


@contextmanager
def open_podman(settings: Settings) -> Iterator[Podman]:
    """Have a Podman answer for the length of a `with` block; skips where it cannot be brought or does not run."""
    with ExitStack() as closing:
        # Short, since a socket's path must not be longer than 107 bytes.
        run, data = (Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="tare-"))) for _ in range(2))
        try:
            root = ensure_podman(settings, podman_contents("skopeo"), settings.home / "test-podman", lambda _: None)
            service = closing.enter_context(serve(root, run, data))
        except SurroundingsError as error:
            missing(str(error))
        yield Podman(root, service)
