"""Runs containers that can do nothing but compute, and asks apps in them over HTTP; what it makes, it removes."""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import docker
import docker.errors
import docker.types
import requests.exceptions

from ..errors import SurroundingsError
from .containers import address_of, probe_command, published_port, read_reply, wait_for_reply
from .engine import HttpReply, Limits, RunFailed, RunResult
from .ours import labels
from .output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker.models.containers import Container

    from .engine import Emulator

_PURPOSE = "smoke-test"
_SCRATCH = "/tmp"  # noqa: S108 - a folder of the container
_PROBERS = Limits(output=1024 * 1024)
"""What a container may use that asks an app: an answer takes several times its bytes to be told."""
_NEVER_STARTED = Limits(read_only=False)
"""Those of a container that is made for what the engine does by it."""
_INIT_LOST = "waiting for init preliminary setup"
"""What runc says when its own first process in a container is gone before it has begun."""


class Sandbox:
    """What runs containers on one engine; the errors of its API come through as they are."""

    def __init__(self, client: docker.DockerClient, unlimited: frozenset[str]) -> None:
        """Use an engine's client; `unlimited` tells which of "cpus", "memory" and "pids" the engine cannot limit."""
        self._client = client
        self._unlimited = unlimited
        self._containers: set[str] = set()
        self._ended = False

    def run(
        self, image: str, command: tuple[str, ...] | None, limits: Limits, emulator: Emulator | None = None
    ) -> RunResult:
        """Run a command (None: the image's own) without network, capabilities or new privileges. Raises RunFailed."""
        with self._app(image, command, limits, emulator, network_mode="none") as container:
            started = time.monotonic()
            output = _start(container, limits.output)
            status = self._wait(container, limits.seconds)
            seconds = time.monotonic() - started
            return RunResult(status, output.text(), round(seconds, 3))

    def ask(  # noqa: PLR0913, PLR0917 - the engine's
        self, image: str, port: int, path: str, probe: str, limits: Limits, emulator: Emulator | None = None
    ) -> HttpReply:
        """Start an image on an internal network and GET a path from a container of the image `probe`."""
        with (
            self._internal_network() as network,
            self._app(image, None, limits, emulator, network=network) as app,
        ):
            started = time.monotonic()
            output = _start(app, limits.output)
            command = probe_command(f"http://{address_of(app, network)}:{port}{path}", limits)
            with self._container(probe, command, _PROBERS, network=network, entrypoint=[]) as prober:
                heard = _start(prober, _PROBERS.output)
                wait_for_reply(app, prober, port, limits, output)
                status, body = read_reply(heard.text(), limits)
            return HttpReply(status, body, round(time.monotonic() - started, 3))

    def ask_published(self, container: str, url: str, probe: str, limits: Limits) -> HttpReply:
        """GET a URL's path where a running container is published, from the engine's own network."""
        started = time.monotonic()
        app = self._client.containers.get(container)
        port, host_port = published_port(app, limits)
        path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl() or "/"
        command = probe_command(f"http://127.0.0.1:{host_port}{path}", limits)
        with self._container(probe, command, _PROBERS, network_mode="host", entrypoint=[]) as prober:
            heard = _start(prober, _PROBERS.output)
            wait_for_reply(app, prober, port, limits)
            status, body = read_reply(heard.text(), limits)
        return HttpReply(status, body, round(time.monotonic() - started, 3))

    def unpack(self, image: str) -> None:
        """Have an image unpacked that is for another platform than the engine's own.

        The containerd image store does so as a container is made, and until then it tells neither history nor size.
        """
        with self._container(image, ("none",), _NEVER_STARTED):
            pass

    def end(self) -> None:
        """Remove the containers that are there now, and make no more."""
        self._ended = True
        for container in tuple(self._containers):
            with suppress(docker.errors.APIError, requests.exceptions.RequestException):
                self._client.api.remove_container(container, force=True)

    def check_ended(self) -> None:
        """Raise SurroundingsError when the run was ended from outside."""
        if self._ended:
            raise SurroundingsError("the run was ended", "start it again")

    @contextmanager
    def _app(
        self,
        image: str,
        command: tuple[str, ...] | None,
        limits: Limits,
        emulator: Emulator | None,
        **more: object,
    ) -> Iterator[Container]:
        """Make a container of an image that is tested, in which an emulator runs its program where there is one."""
        if emulator is None:
            with self._container(image, command, limits, **more) as app:
                yield app
            return
        own = self._client.api.inspect_image(image)["Config"]
        words = (*(own.get("Entrypoint") or ()), *(command or own.get("Cmd") or ()))
        with (
            self._lent(emulator) as volumes,
            self._container(image, words, limits, entrypoint=[emulator.program], volumes=volumes, **more) as app,
        ):
            yield app

    @contextmanager
    def _lent(self, emulator: Emulator) -> Iterator[dict[str, dict[str, str]]]:
        """Make a volume with an emulator in it, which needs nothing of the engine's machine; yield how it is mounted.

        A new volume is filled with what the image has at its place, as soon as a container is made with it.
        """
        folder = emulator.program.rpartition("/")[0]
        volume = self._client.volumes.create(f"tare-{uuid.uuid4().hex[:12]}", labels=labels(_PURPOSE))
        try:
            filled = {volume.name: {"bind": folder, "mode": "rw"}}
            with self._container(emulator.image, (emulator.program,), _NEVER_STARTED, volumes=filled):
                pass
            yield {volume.name: {"bind": folder, "mode": "ro"}}
        finally:
            with suppress(docker.errors.APIError):
                volume.remove(force=True)

    @contextmanager
    def _container(
        self, image: str, command: tuple[str, ...] | None, limits: Limits, **more: object
    ) -> Iterator[Container]:
        """Make a container that can do nothing but compute, and remove it at the end."""
        self.check_ended()
        container = self._client.containers.create(
            image,
            list(command) if command is not None else None,
            name=f"tare-{uuid.uuid4().hex[:12]}",
            labels=labels(_PURPOSE),
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            log_config=docker.types.LogConfig(type="json-file", config={"max-size": "1m", "max-file": "1"}),
            **self._limited(limits),
            **more,
        )
        self._containers.add(container.id)
        try:
            yield container
        finally:
            with suppress(docker.errors.APIError):
                container.remove(force=True, v=True)
            self._containers.discard(container.id)

    def _limited(self, limits: Limits) -> dict[str, object]:
        """Return the limits as the engine's API names them, without those that the engine cannot set."""
        settings: dict[str, dict[str, object]] = {
            "cpus": {"nano_cpus": int(limits.cpus * 1e9)},
            "memory": {"mem_limit": limits.memory, "memswap_limit": limits.memory},
            "pids": {"pids_limit": limits.pids},
        }
        limited = {
            name: value for limit in settings.keys() - self._unlimited for name, value in settings[limit].items()
        }
        if limits.read_only:
            limited |= {"read_only": True, "tmpfs": {_SCRATCH: f"size={limits.scratch},mode=1777"}}
        return limited

    @contextmanager
    def _internal_network(self) -> Iterator[str]:
        network = self._client.networks.create(
            f"tare-{uuid.uuid4().hex[:12]}", driver="bridge", internal=True, labels=labels(_PURPOSE)
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
            self._client.ping()
            self.check_ended()
            raise RunFailed(f"it did not end within {seconds:g} s") from error
        return status


def _start(container: Container, limit: int) -> Output:
    """Start a container and return what it prints, `limit` bytes at most.

    It is started once more where runc lost its first process before it began: rare, and nobody's fault.
    """
    output = Output(container, limit)
    try:
        container.start()
    except docker.errors.APIError as error:
        if _INIT_LOST not in str(error.explanation):
            raise
        output = Output(container, limit)
        container.start()
    return output
