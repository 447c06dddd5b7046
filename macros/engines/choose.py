"""Chooses the engine that measures, and opens it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import SurroundingsError
from ..machine import machine_platform
from ..records.measurement import EngineIdentity
from .capabilities import BUILDING_WITH_PODMAN, Capabilities
from .endpoints import Endpoint, docker_endpoint, podman_endpoint
from .memory import Remembered, recall, remember
from .programs import OLDEST_BUILDX, NoPrograms, Programs, readers_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..settings import Settings
    from .docker import DockerEngine


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that measures, as far as it is known before it is opened."""

    kind: Literal["embedded", "docker", "podman"]
    identity: EngineIdentity | None
    """None: the embedded engine was never started under this TARE_HOME, so its version is not known."""
    platform: str
    """The engine's own, for example "linux/amd64"; the machine's for the embedded one."""
    environment: Mapping[str, str] = field(repr=False)
    """What the reader's programs and his SSH need. It may hold secrets."""
    passed_over: tuple[str, ...] = ()
    """A sentence for each engine that was found and cannot serve: which, what it lacks, what would mend it."""
    endpoint: Endpoint | None = None
    """Where the reader's engine answers; None for the embedded one."""
    programs: Programs | None = None
    """The reader's command line where it is good enough; else the embedded engine's serves."""
    capabilities: Capabilities | None = None
    """What the engine said when it was asked; None for the embedded one, and for one that is only remembered."""

    @property
    def cannot_build(self) -> str | None:
        """Why nothing can be built and measured on it, in a sentence; None where it can."""
        return str(_building_comes_later(self.endpoint)) if self.kind == "podman" else None


def choose(settings: Settings, environment: Mapping[str, str]) -> Choice:
    """Return the engine that the settings ask for; without a wish the reader's Docker, where it can build.

    It is asked what it can, within three seconds; nothing is opened or downloaded. Raises SurroundingsError where
    Docker or Podman is wished for, and does not answer or, of Docker, cannot build.
    """
    if settings.engine == "podman":
        return _podman(environment)
    if settings.engine == "embedded":
        return _embedded(settings, environment)
    try:
        endpoint = docker_endpoint(environment)
        if settings.engine == "auto" and endpoint.named_by is None and not Path(str(endpoint.socket)).exists():
            return _embedded(settings, environment)
        return _docker(settings, endpoint, environment)
    except SurroundingsError as error:
        if settings.engine == "docker":
            raise
        return _embedded(settings, environment, passed_over=(str(error),))


def remembered(settings: Settings, environment: Mapping[str, str]) -> Choice | None:
    """Return the engine that the settings ask for as it was when it was last opened, without asking it; else None."""
    if settings.engine == "embedded":
        return _embedded(settings, environment)
    kind: Literal["docker", "podman"] = "podman" if settings.engine == "podman" else "docker"
    try:
        endpoint = podman_endpoint(environment) if kind == "podman" else docker_endpoint(environment)
    except SurroundingsError:
        return None
    was = recall(settings.home, endpoint.address)
    return Choice(kind, was.identity, was.platform, environment, endpoint=endpoint) if was is not None else None


@contextmanager
def open_engine(settings: Settings, choice: Choice, on_message: Callable[[str], None]) -> Iterator[DockerEngine]:
    """Open the chosen engine for the length of a `with` block, and remember what it is.

    Programs that are missing are brought first; `on_message` gets a line on each thing that takes long. Raises
    SurroundingsError when the machine cannot run the embedded engine, when the reader's does not answer any more, and
    for one that cannot build.
    """
    if choice.kind == "podman":
        raise _building_comes_later(choice.endpoint)
    with ExitStack() as closing:
        if choice.endpoint is None:
            place = _embedded_place(settings)
            engine = _open_embedded(settings, choice.environment, on_message, closing)
        else:
            place = choice.endpoint.address
            engine = _open_docker(settings, choice, choice.endpoint, on_message, closing)
        closing.callback(engine.close)
        remember(settings.home, place, Remembered(engine.identity, engine.platform))
        yield engine


def _embedded(settings: Settings, environment: Mapping[str, str], passed_over: tuple[str, ...] = ()) -> Choice:
    was = recall(settings.home, _embedded_place(settings))
    return Choice("embedded", was.identity if was else None, machine_platform(), environment, passed_over)


def _embedded_place(settings: Settings) -> str:
    return f"embedded:{settings.image_store}"


def _podman(environment: Mapping[str, str]) -> Choice:
    from .asking import ask

    endpoint = podman_endpoint(environment)
    said = ask(endpoint, environment)
    if said.identity.name != "podman":
        raise SurroundingsError(f"{endpoint} is {said.name}", "set TARE_ENGINE=docker to use that")
    return Choice("podman", said.identity, said.platform, environment, endpoint=endpoint, capabilities=said)


def _docker(settings: Settings, endpoint: Endpoint, environment: Mapping[str, str]) -> Choice:
    from .asking import ask
    from .embedded.programs import hindrance

    said = ask(endpoint, environment)
    if said.lacks is not None:
        problem = f"{endpoint} cannot build what the pages show: {said.lacks}"
        raise SurroundingsError(problem, "update it, or set TARE_ENGINE=embedded")
    found = readers_programs(endpoint, environment)
    programs = found if isinstance(found, Programs) else None
    if isinstance(found, NoPrograms):
        why_not_ours = hindrance(settings)
        if why_not_ours is not None:
            raise SurroundingsError(
                f"{endpoint} cannot be built on from here: {found.reason}, and {why_not_ours}",
                f"install Docker's command line with buildx {'.'.join(map(str, OLDEST_BUILDX))} or newer",
            )
    return Choice(
        "docker", said.identity, said.platform, environment, endpoint=endpoint, programs=programs, capabilities=said
    )


def _building_comes_later(podman: Endpoint | None) -> SurroundingsError:
    return SurroundingsError(f"{podman} cannot measure, since {BUILDING_WITH_PODMAN}", "name another in TARE_ENGINE")


def _open_embedded(
    settings: Settings, environment: Mapping[str, str], on_message: Callable[[str], None], closing: ExitStack
) -> DockerEngine:
    from .client import connect
    from .command_lines import apart
    from .docker import DockerEngine
    from .embedded.engine import open_embedded
    from .embedded.programs import DOCKER
    from .engine import CommandLine

    connection = closing.enter_context(open_embedded(settings, on_message, environment))
    endpoint = Endpoint(connection.docker_host)
    command_line = CommandLine(
        connection.programs_root / DOCKER, {**apart(environment), **connection.environment}, endpoint.socket
    )
    client = connect(endpoint, environment)
    return DockerEngine(client, command_line, (str(connection.buildx),), embedded=True)


def _open_docker(
    settings: Settings, choice: Choice, endpoint: Endpoint, on_message: Callable[[str], None], closing: ExitStack
) -> DockerEngine:
    from .client import connect
    from .command_lines import own_command_line, readers_command_line
    from .docker import DockerEngine
    from .embedded.programs import BUILDX, DOCKER, ensure_programs

    client = connect(endpoint, choice.environment)
    closing.callback(client.close)
    if choice.programs is not None:
        buildx = choice.programs.buildx
        command_line = readers_command_line(choice.programs, endpoint, choice.environment)
    else:
        root = ensure_programs(settings, on_message)
        # As with the reader's own: by itself it would not know of the certificates.
        buildx = (str(root / DOCKER), "buildx") if endpoint.tls is not None else (str(root / BUILDX),)
        command_line = own_command_line(root, endpoint, choice.environment)
    return DockerEngine(client, closing.enter_context(command_line), buildx, embedded=False)
