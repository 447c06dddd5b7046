"""A Docker Engine: builds through buildx, everything else through its API."""

from __future__ import annotations

import subprocess
import uuid
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

import docker
import docker.errors

from ..errors import SurroundingsError
from .buildx import Buildx
from .capabilities import identify, unlimited
from .engine import BuildFailed, BuildRequest, BuiltImage, CommandLine, HttpReply, ImageDetails, Limits, RunResult
from .exports import open_export
from .images import find_image, list_images
from .leftovers import leftovers, remove
from .ours import LABEL, PREFIX, RUN, run_suffix
from .sandbox import Sandbox
from .sentences import called, disk_is_full, in_a_sentence, is_full
from .watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager

    from .engine import Emulator

_CONTEXT = "docker-image://"
_ENDING_SECONDS = 5


class DockerEngine:
    """A Docker Engine that answers: our own, or a reader's, in which we are a guest.

    In a reader's engine the names of our images end with this run's, and what bears them is removed at the end;
    callers know only the names that they gave.
    """

    def __init__(
        self, client: docker.DockerClient, command_line: CommandLine, buildx: Sequence[str], *, embedded: bool
    ) -> None:
        """Take over the client of an engine; `buildx` is how to call buildx, in the command line's environment."""
        self.command_line = command_line
        self._client = client
        self._called = called(command_line, embedded=embedded)
        self._builds: set[subprocess.Popen[str]] = set()
        self._pruning = Lock()
        with self._surroundings():
            version = client.version()
            info = client.info()
        self.identity = identify(version, info, embedded=embedded)
        self.unlimited = unlimited(info)
        self._sandbox = Sandbox(client, self.unlimited)
        self.platform = f"{version['Os']}/{version['Arch']}"
        apart = None if embedded else uuid.uuid4().hex[:12]
        self._buildx = Buildx(tuple(buildx), command_line.environment, apart)
        self._watchdog = None if embedded else Watchdog(command_line)

    def build(self, request: BuildRequest, on_step: Callable[[str], None]) -> BuiltImage:
        """Build an image; on_step gets each step's name as it starts. Raises BuildFailed or SurroundingsError."""
        self._sandbox.check_ended()
        if not self.identity.embedded:
            # A name that moves to a new image would leave the old one without any.
            self.remove(request.name)
        try:
            return self._unpacked(self._build(self._renamed(request), on_step), request)
        except BuildFailed as failure:
            self._sandbox.check_ended()
            with self._surroundings():
                self._client.ping()
            if is_full(str(failure)):
                raise disk_is_full(self._called) from failure
            raise
        except SurroundingsError:
            # The step that went wrong without failing must serve no later build.
            if self.identity.embedded:
                self.prune_build_cache()
            raise

    def _build(self, request: BuildRequest, on_step: Callable[[str], None]) -> BuiltImage:
        """Build, and once more where the engine failed and not the Dockerfile: a busy one does so once in a while."""
        try:
            return self._buildx.build(request, on_step, self._builds)
        except BuildFailed as failure:
            # A second try would find in the cache what the first one did.
            if failure.by_instruction or request.trial is not None:
                raise
            self._sandbox.check_ended()
            on_step(f"once more, since the engine failed: {failure}")
            return self._buildx.build(request, on_step, self._builds)

    def _unpacked(self, built: BuiltImage, request: BuildRequest) -> BuiltImage:
        if request.platform not in (None, self.platform):
            with self._surroundings():
                self._sandbox.unpack(built.image_id)
        return built

    def details(self, image: str) -> ImageDetails | None:
        """Return what the engine knows of an image, by name or ID; None where it holds no such image."""
        with self._surroundings():
            try:
                found = self._client.api.inspect_image(self._name(image))
            except docker.errors.ImageNotFound:
                return None
            history = self._client.api.history(found["Id"])
        times = tuple(datetime.fromtimestamp(entry["Created"], UTC) for entry in reversed(history))
        return ImageDetails(found["Id"], times, tuple(found["RootFS"].get("Layers") or ()))

    def engine_size(self, image_id: str) -> int | None:
        """Return the bytes of an image as the engine's own list of images prints them; None where it is not in it."""
        # `docker inspect` counts otherwise in the containerd image store.
        with self._surroundings():
            listed = find_image(image_id, list_images(self._client), PREFIX)
        return listed.engine_size if listed is not None else None

    @contextmanager
    def export(self, *images: str) -> Iterator[BinaryIO]:
        """Open the images' archive as a stream that is read once, as `docker save` writes it.

        A layer that several of them have stands in it once.
        """
        with self._surroundings(), open_export(self._client, *map(self._name, images)) as archive:
            yield archive

    def import_root(self, archive: BinaryIO, name: str) -> None:
        """Make an image of a root file system's tar, as `docker import` does, under a private name."""
        repository, _, tag = self._name(name).rpartition(":")
        with self._surroundings():
            # The SDK announces chunks, and would send a file in one piece.
            chunks = iter(lambda: archive.read(1 << 20), b"")
            self._client.api.import_image_from_stream(
                chunks, repository=repository, tag=tag, changes=[f"LABEL {LABEL}=image"]
            )

    def run(
        self, image: str, command: tuple[str, ...] | None, limits: Limits, emulator: Emulator | None = None
    ) -> RunResult:
        """Run a command (None: the image's own) without network, capabilities or new privileges. Raises RunFailed."""
        with self._surroundings():
            return self._sandbox.run(self._name(image), command, limits, self._named(emulator))

    def ask(  # noqa: PLR0913, PLR0917 - the protocol's
        self, image: str, port: int, path: str, probe: str, limits: Limits, emulator: Emulator | None = None
    ) -> HttpReply:
        """Start the image on an internal network and GET a path from a container of the image `probe`.

        The probe has python3. Raises RunFailed when nothing answers within the limits.
        """
        with self._surroundings():
            asked = (self._name(image), port, path, self._name(probe))
            return self._sandbox.ask(*asked, limits, self._named(emulator))

    def ask_published(self, container: str, url: str, probe: str, limits: Limits) -> HttpReply:
        """GET a URL's path from a running container, by its ID, at the port of the engine's host that it published.

        It is asked from a container of the image `probe`, which has python3, on the host's own network: whatever port
        and host the URL names. Raises RunFailed when nothing answers within the limits.
        """
        with self._surroundings():
            return self._sandbox.ask_published(container, url, self._name(probe), limits)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Return the names that begin with `prefix` among those of the images that the engine holds."""
        with self._surroundings():
            names = [name for image in list_images(self._client) for name in image.get("RepoTags") or ()]
        if not self.identity.embedded:
            suffix = run_suffix(RUN)
            names = [name.removesuffix(suffix) for name in names if name.endswith(suffix)]
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def remove(self, name: str) -> None:
        """Remove a private name, and with its last name the image."""
        with self._surroundings(), suppress(docker.errors.ImageNotFound):
            self._client.api.remove_image(self._name(name), force=True, noprune=True)

    def prune_build_cache(self) -> None:
        """Forget every cached build step, so that what is built next is built anew. Embedded engine only."""
        self._require_own("the build cache")
        with self._surroundings(), self._pruning:
            self._client.api.prune_builds(all=True)

    def cache_records(self) -> dict[str, str]:
        """Return what the build cache holds: the type of each record, for example "exec.cachemount", by its ID."""
        with self._surroundings():
            return {record["ID"]: record["Type"] for record in self._client.api.df()["BuildCache"] or ()}

    def prune_cache_records(self, records: Collection[str]) -> None:
        """Forget these records of the build cache, by their IDs. Embedded engine only.

        One that others were made from goes after them: each round takes what it can, until there is nothing to take.
        """
        self._require_own("records of the build cache")
        left = set(records) & self.cache_records().keys()
        before: set[str] = set()
        with self._surroundings(), self._pruning:
            while left and left != before:
                for record in left:
                    # Several IDs in one request are refused.
                    self._client.api.prune_builds(filters={"id": record}, all=True)
                before, left = left, left & self.cache_records().keys()

    def prune_images(self) -> None:
        """Remove images that no name leads to any more. Embedded engine only."""
        self._require_own("images without a name")
        with self._surroundings():
            self._client.api.prune_images({"dangling": True})

    def cancel(self) -> None:
        """End the builds and containers that this process has under way."""
        self._sandbox.end()
        for process in tuple(self._builds):
            process.terminate()

    def close(self) -> None:
        """Close the connections to the engine; in a reader's, remove what this run made there."""
        if self._watchdog is not None:
            self._watchdog.dismiss(clean=self._cleaned())
        self._client.close()

    def _cleaned(self) -> bool:
        """Remove what this run made; return whether all went well."""
        for process in tuple(self._builds):
            # What it was about to name is named, or will never be.
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDING_SECONDS)
        try:
            remove(leftovers(self.command_line, RUN), self.command_line)
        except SurroundingsError:
            return False
        return True

    def _renamed(self, request: BuildRequest) -> BuildRequest:
        contexts = {
            base: f"{_CONTEXT}{self._name(source.removeprefix(_CONTEXT))}" if source.startswith(_CONTEXT) else source
            for base, source in request.named_contexts.items()
        }
        return replace(request, name=self._name(request.name), named_contexts=contexts)

    def _name(self, image: str) -> str:
        """Return the name in the engine of an image that has a private name; IDs and others' names stay."""
        if self.identity.embedded or not image.startswith(PREFIX):
            return image
        return f"{image}{run_suffix(RUN)}"

    def _named(self, emulator: Emulator | None) -> Emulator | None:
        return None if emulator is None else replace(emulator, image=self._name(emulator.image))

    def _require_own(self, what: str) -> None:
        if not self.identity.embedded:
            raise AssertionError(f"{what} of {self._called} cannot be told from the reader's own")

    def _surroundings(self) -> AbstractContextManager[None]:
        return in_a_sentence(self._called)
