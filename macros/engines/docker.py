"""A Docker Engine: builds through buildx, everything else through its API."""

from __future__ import annotations

import io
import re
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

import docker
import docker.errors
import requests.exceptions

from ..errors import SurroundingsError
from ..records.measurement import EngineIdentity
from . import buildx
from .containers import printed, probe_command, wait_for_reply
from .engine import (
    BuildFailed,
    BuildRequest,
    BuiltImage,
    CommandLine,
    HttpReply,
    ImageDetails,
    Limits,
    RunFailed,
    RunResult,
)
from .ours import LABEL

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    from docker.models.containers import Container

_FULL = "no space left on device"


class DockerEngine:
    """A Docker Engine that answers at one address."""

    def __init__(
        self, client: docker.DockerClient, command_line: CommandLine, buildx: Sequence[str], *, embedded: bool
    ) -> None:
        """Take over the client of an engine; `buildx` is how to call buildx, in the command line's environment."""
        self.command_line = command_line
        self._client = client
        self._buildx = tuple(buildx)
        self._builds: set[subprocess.Popen[str]] = set()
        self._containers: set[str] = set()
        self._cancelled = False
        self._pruning = Lock()
        with _surroundings():
            version = self._client.version()
            info = self._client.info()
        containerd = "io.containerd.snapshotter" in str(info.get("DriverStatus"))
        self.identity = EngineIdentity(
            name="docker",
            version=version["Version"],
            image_store="containerd" if containerd else "classic",
            embedded=embedded,
        )
        self.platform = f"{version['Os']}/{version['Arch']}"

    def build(self, request: BuildRequest, on_step: Callable[[str], None]) -> BuiltImage:
        """Build an image; on_step gets each step's name as it starts. Raises BuildFailed or SurroundingsError."""
        self._check_cancelled()
        try:
            return self._build(request, on_step)
        except BuildFailed as failure:
            self._check_cancelled()
            self._check_alive()
            if _FULL in str(failure).lower():
                raise _disk_is_full() from failure
            raise
        except SurroundingsError:
            # The step that went wrong without failing must serve no later build.
            if self.identity.embedded:
                self.prune_build_cache()
            raise

    def _build(self, request: BuildRequest, on_step: Callable[[str], None]) -> BuiltImage:
        """Build, and once more where the engine failed and not the Dockerfile: a busy one does so once in a while."""
        try:
            return buildx.build(self._buildx, self.command_line.environment, request, on_step, self._builds)
        except BuildFailed as failure:
            if failure.by_instruction or self._cancelled:
                raise
            on_step(f"once more, since the engine failed: {failure}")
            return buildx.build(self._buildx, self.command_line.environment, request, on_step, self._builds)

    def details(self, image: str) -> ImageDetails | None:
        """Return what the engine knows of an image, by name or ID; None where it holds no such image."""
        with _surroundings():
            try:
                found = self._client.api.inspect_image(image)
            except docker.errors.ImageNotFound:
                return None
            history = self._client.api.history(found["Id"])
        times = tuple(datetime.fromtimestamp(entry["Created"], UTC) for entry in reversed(history))
        return ImageDetails(found["Id"], found["Size"], times)

    @contextmanager
    def export(self, image: str) -> Iterator[BinaryIO]:
        """Open the image's archive as a stream that is read once, as `docker save` writes it."""
        with _surroundings():
            chunks = self._client.api.get_image(image)
            try:
                yield io.BufferedReader(_ChunkReader(chunks), buffer_size=1 << 20)
            finally:
                chunks.close()

    def import_root(self, archive: BinaryIO, name: str) -> None:
        """Make an image of a root file system's tar, as `docker import` does, under a private name."""
        repository, _, tag = name.rpartition(":")
        with _surroundings():
            # The SDK announces chunks, and would send a file in one piece.
            chunks = iter(lambda: archive.read(1 << 20), b"")
            self._client.api.import_image_from_stream(chunks, repository=repository, tag=tag)

    def run(self, image: str, command: tuple[str, ...] | None, limits: Limits) -> RunResult:
        """Run a command (None: the image's own) without network, capabilities or new privileges. Raises RunFailed."""
        with _surroundings(), self._container(image, command, limits, network_mode="none") as container:
            started = time.monotonic()
            container.start()
            status = self._wait(container, limits.seconds)
            seconds = time.monotonic() - started
            return RunResult(status, printed(container)[: limits.output], round(seconds, 3))

    def ask(self, image: str, port: int, path: str, probe: str, limits: Limits) -> HttpReply:
        """Start the image on an internal network and GET a path from a container of the image `probe`.

        The probe has python3. Raises RunFailed when nothing answers within the limits.
        """
        with (
            _surroundings(),
            self._internal_network() as network,
            self._container(image, None, limits, network=network) as app,
        ):
            started = time.monotonic()
            app.start()
            app.reload()
            address = app.attrs["NetworkSettings"]["Networks"][network]["IPAddress"]
            command = probe_command(f"http://{address}:{port}{path}", limits)
            with self._container(probe, command, limits, network=network, entrypoint=[]) as prober:
                prober.start()
                status, body = wait_for_reply(app, prober, port, limits)
            return HttpReply(status, body, round(time.monotonic() - started, 3))

    def names(self, prefix: str) -> tuple[str, ...]:
        """Return the names that begin with `prefix` among those of the images that the engine holds."""
        with _surroundings():
            names = [name for image in self._client.api.images() for name in image.get("RepoTags") or ()]
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def remove(self, name: str) -> None:
        """Remove a private name, and with its last name the image."""
        with _surroundings(), suppress(docker.errors.ImageNotFound):
            self._client.api.remove_image(name, force=True)

    def prune_build_cache(self) -> None:
        """Forget every cached build step, so that what is built next is built anew. Embedded engine only."""
        with _surroundings(), self._pruning:
            self._client.api.prune_builds(all=True)

    def prune_images(self) -> None:
        """Remove images that no name leads to any more. Embedded engine only."""
        with _surroundings():
            self._client.api.prune_images({"dangling": True})

    def cancel(self) -> None:
        """End the builds and containers that this process has under way."""
        self._cancelled = True
        for process in tuple(self._builds):
            process.terminate()
        for container in tuple(self._containers):
            with suppress(docker.errors.APIError, requests.exceptions.RequestException):
                self._client.api.remove_container(container, force=True)

    def close(self) -> None:
        """Close the connections to the engine."""
        self._client.close()

    def _check_cancelled(self) -> None:
        if self._cancelled:
            raise SurroundingsError("the run was ended", "start it again")

    def _check_alive(self) -> None:
        with _surroundings():
            self._client.ping()

    @contextmanager
    def _container(
        self, image: str, command: tuple[str, ...] | None, limits: Limits, **more: object
    ) -> Iterator[Container]:
        """Make a container that can do nothing but compute, and remove it at the end."""
        self._check_cancelled()
        container = self._client.containers.create(
            image,
            list(command) if command is not None else None,
            name=f"tare-{uuid.uuid4().hex[:12]}",
            labels={LABEL: "smoke-test"},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            mem_limit=limits.memory,
            memswap_limit=limits.memory,
            pids_limit=limits.pids,
            log_config=docker.types.LogConfig(type="json-file", config={"max-size": "1m", "max-file": "1"}),
            **more,
        )
        self._containers.add(container.id)
        try:
            yield container
        finally:
            with suppress(docker.errors.APIError):
                container.remove(force=True, v=True)
            self._containers.discard(container.id)

    @contextmanager
    def _internal_network(self) -> Iterator[str]:
        network = self._client.networks.create(
            f"tare-{uuid.uuid4().hex[:12]}", driver="bridge", internal=True, labels={LABEL: "smoke-test"}
        )
        try:
            yield network.name
        finally:
            with suppress(docker.errors.APIError):
                network.remove()

    def _wait(self, container: Container, seconds: float) -> int:
        try:
            status: int = container.wait(timeout=seconds)["StatusCode"]
        except (requests.exceptions.ReadTimeout, requests.exceptions.ConnectionError) as error:
            self._check_alive()
            self._check_cancelled()
            raise RunFailed(f"it did not end within {seconds:g} s") from error
        return status


class _ChunkReader(io.RawIOBase):
    """Reads an iterator of chunks as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands over
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _disk_is_full() -> SurroundingsError:
    return SurroundingsError("the engine's disk is full", "make room and run the same command again")


def _refusal(explanation: str) -> str:
    """Say in plain words why an engine did not run a container, where it is known."""
    missing = re.search(r'exec: "([^"]+)"|exec (\S+?): no such file', explanation)
    if missing:
        return f"the image has no program `{missing[1] or missing[2]}`"
    if "no command specified" in explanation:
        return "the image has no command; give it a CMD, or name a `command` in the smoke test"
    return f"the engine refused: {explanation}"


@contextmanager
def _surroundings() -> Iterator[None]:
    """Turn a lost engine into one sentence, and what it refuses to run into a RunFailed."""
    try:
        yield
    except (requests.exceptions.RequestException, docker.errors.DockerException) as error:
        if isinstance(error, docker.errors.APIError):
            explanation = str(error.explanation or error)
            if _FULL in explanation.lower():
                raise _disk_is_full() from error
            raise RunFailed(_refusal(explanation)) from error
        raise SurroundingsError("the engine ended while it was in use", "run the same command again") from error
