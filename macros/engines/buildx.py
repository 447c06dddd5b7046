"""Runs `docker buildx build` and reads the progress that BuildKit reports."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import SurroundingsError
from ..temporary import temporary_folder
from .configuration import current_context
from .engine import BuildFailed, BuildRequest, BuiltImage, Step
from .ours import LABEL
from .parent_death import parent_death

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_STEP = re.compile(r"\[(?!internal\])[^\]]*\d+/\d+\] ")
"""BuildKit's name of a step that comes from an instruction, for example "[builder 3/4] RUN …"."""
_LINE = re.compile(r"^(?P<file>\S+):(?P<line>\d+)$", re.MULTILINE)
_INTERNALS = re.compile(r"failed to (solve|compute cache key|calculate checksum of ref \S+): ")
"""What BuildKit puts before the cause and what tells an author nothing."""
_NOT_FOUND = re.compile(r'"/?(?P<path>[^"]+)": not found$')
_NO_SUCH_FILE = re.compile(r"lstat \S*/buildkit-mount\d+/(?P<path>\S+): no such file or directory$")
"""The same, where BuildKit found out as it copied."""
_COPIED_FROM = re.compile(r"\] COPY (?:--\S+ )*--from=(?P<name>\S+) ")
_PROGRAM_FAILED = "did not complete successfully"
"""BuildKit's words for a program of a RUN that ended with another status than 0."""
_LISTS_MISSED = "Some index files failed to download."
"""What `apt-get update` says, and ends well, when it could not fetch what it was to fetch."""
_LAST_LINES = 8
LONGEST_SECONDS = 3600
"""A build that takes longer is ended: nothing that a page shows takes an hour."""


@dataclass(slots=True)
class _Vertex:
    """What has been said so far of one node of the build graph."""

    name: str
    cached: bool = False
    started: datetime | None = None
    completed: datetime | None = None
    error: str | None = None
    log: list[str] = field(default_factory=list)

    @property
    def began(self) -> bool:
        return self.cached or self.started is not None

    @property
    def seconds(self) -> float:
        if self.started is None or self.completed is None:
            return 0.0
        return max(0.0, (self.completed - self.started).total_seconds())


@dataclass(frozen=True, slots=True)
class Buildx:
    """How images are built on one engine."""

    program: tuple[str, ...]
    """The buildx command."""
    environment: Mapping[str, str]
    """Names the engine."""
    apart: str | None
    """What keeps our builds apart from others in an engine that is shared; None where nobody else builds.

    A step from the cache can be as old as the engine. What can grow old is what RUN did: the other steps depend on the
    base and on contents that BuildKit compares. A name in /etc/hosts that differs makes every RUN anew and leaves the
    cache as it was, and all builds with the same name share their steps.
    """

    def build(
        self, request: BuildRequest, on_step: Callable[[str], None], running: set[subprocess.Popen[str]]
    ) -> BuiltImage:
        """Build an image and return it with its steps; on_step gets each step's name as it starts.

        `running` holds the process while it runs, so that another thread can end it. Raises BuildFailed, or
        SurroundingsError where apt found no network.
        """
        with temporary_folder("build") as folder:
            metadata_file = folder / "metadata.json"
            progress = _Progress(on_step)
            arguments = [*parent_death("TERM"), *self.program, *self._arguments(request, metadata_file)]
            status, text, late = _run(arguments, self.environment, progress, running)
            if late:
                raise BuildFailed(f"{_name(request)} does not build: it did not end within {LONGEST_SECONDS // 60} min")
            if status != 0:
                raise BuildFailed(_failure(request, progress, text), by_instruction=_PROGRAM_FAILED in text)
            if progress.lists_missed:
                raise SurroundingsError(
                    f"{_name(request)}: `apt-get update` could not fetch every package list and went on without",
                    "check the network, then run the same command again",
                )
            metadata = json.loads(metadata_file.read_text())
        return BuiltImage(
            image_id=metadata["containerimage.digest"],
            config_digest=metadata["containerimage.config.digest"],
            seconds=progress.seconds,
            context_bytes=progress.context_bytes,
            steps=progress.steps,
            apart=self._apart(request),
        )

    def _apart(self, request: BuildRequest) -> str | None:
        """Return what keeps a build's RUNs apart from those of other builds; None where they share the cache."""
        if request.trial is not None:
            return request.trial.name
        return self.apart if request.anew else request.apart

    def _arguments(self, request: BuildRequest, metadata_file: Path) -> Iterator[str]:
        # A builder of the user's own would not see the engine's images; each context has one of its name that does.
        yield from ("build", "--builder", current_context(self.environment))
        # Attestations would make an index of the image.
        yield from ("--progress", "rawjson", "--provenance=false")
        yield from ("--metadata-file", str(metadata_file), "--file", str(request.dockerfile), "--tag", request.name)
        # The same for every build: it is part of the image's ID.
        yield from ("--label", f"{LABEL}=image")
        if request.trial is not None:
            yield from ("--build-arg", f"BUILDKIT_CACHE_MOUNT_NS={LABEL}-{request.trial.name}")
            if request.trial.first:
                yield "--no-cache"
        elif self.apart is not None:
            yield from ("--build-arg", f"BUILDKIT_CACHE_MOUNT_NS={LABEL}")
        if (apart := self._apart(request)) is not None:
            yield from ("--add-host", f"tare-{apart}:127.0.0.1")
        if request.target is not None:
            yield from ("--target", request.target)
        if request.platform is not None:
            yield from ("--platform", request.platform)
        for name, source in request.named_contexts.items():
            yield from ("--build-context", f"{name}={source}")
        yield str(request.context)


def _run(
    arguments: Sequence[str], environment: Mapping[str, str], progress: _Progress, running: set[subprocess.Popen[str]]
) -> tuple[int, str, bool]:
    """Run a build; return its exit status, what it printed beside its progress, and whether it took too long."""
    process = subprocess.Popen(
        arguments,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    running.add(process)
    deadline = threading.Timer(LONGEST_SECONDS, process.terminate)
    deadline.start()
    try:
        text = progress.read(process.stderr or ())
        status = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
        # Waits for its end and closes the pipe.
        process.communicate()
        late = deadline.finished.is_set()
        deadline.cancel()
        running.discard(process)
    return status, text, late


class _Progress:
    """Collects BuildKit's status messages: JSON values one after another, each over several lines."""

    def __init__(self, on_step: Callable[[str], None]) -> None:
        self._on_step = on_step
        self._vertices: dict[str, _Vertex] = {}
        self._transfers: dict[str, int] = {}

    def read(self, lines: Iterable[str]) -> str:
        """Take in all messages; return what is not JSON, which is how buildx reports an error."""
        decoder = json.JSONDecoder()
        pending = ""
        text: list[str] = []
        for line in lines:
            if not pending and not line.startswith("{"):
                text.append(line)
                continue
            pending += line
            if not line.rstrip().endswith("}"):
                continue
            try:
                status, _ = decoder.raw_decode(pending)
            except ValueError:
                continue
            pending = ""
            self._take(status)
        return "".join(text) + pending

    def _take(self, status: dict[str, Any]) -> None:
        for raw in status.get("vertexes") or ():
            vertex = self._vertices.setdefault(raw["digest"], _Vertex(raw["name"]))
            told = not raw["name"].startswith(("[internal]", "[context "))
            if told and raw.get("started") and vertex.started is None and not raw.get("cached"):
                self._on_step(raw["name"])
            vertex.started = _time(raw.get("started")) or vertex.started
            vertex.completed = _time(raw.get("completed")) or vertex.completed
            vertex.cached = vertex.cached or bool(raw.get("cached"))
            vertex.error = raw.get("error") or vertex.error
        for raw in status.get("statuses") or ():
            # Only the context itself counts: the Dockerfile and .dockerignore are transferred under other names.
            name = self._vertices[raw["vertex"]].name if raw.get("vertex") in self._vertices else ""
            if name == "[internal] load build context" and raw.get("id") == "transferring context:":
                self._transfers[raw["vertex"]] = max(self._transfers.get(raw["vertex"], 0), raw.get("current") or 0)
        for raw in status.get("logs") or ():
            if raw["vertex"] in self._vertices:
                output = base64.b64decode(raw.get("data") or "").decode(errors="replace")
                self._vertices[raw["vertex"]].log.append(output)

    @property
    def context_bytes(self) -> int:
        """Bytes of build context that were sent."""
        return sum(self._transfers.values())

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that come from instructions, in the order in which they started."""
        named = [vertex for vertex in self._vertices.values() if _STEP.match(vertex.name)]
        named.sort(key=lambda vertex: (vertex.started is None, vertex.started.timestamp() if vertex.started else 0.0))
        return tuple(Step(vertex.name, vertex.cached, round(vertex.seconds, 3), vertex.began) for vertex in named)

    @property
    def seconds(self) -> float:
        """From the first start to the last end."""
        starts = [vertex.started for vertex in self._vertices.values() if vertex.started]
        ends = [vertex.completed for vertex in self._vertices.values() if vertex.completed]
        return round((max(ends) - min(starts)).total_seconds(), 3) if starts and ends else 0.0

    @property
    def lists_missed(self) -> bool:
        """Whether apt went on without package lists that it could not fetch: what it then built weighs too little."""
        return any(_LISTS_MISSED in "".join(vertex.log) for vertex in self._vertices.values())

    @property
    def failed(self) -> _Vertex | None:
        """The step that failed; a step that was cancelled because of it does not count."""
        failed = [vertex for vertex in self._vertices.values() if vertex.error]
        own = [vertex for vertex in failed if "context canceled" not in (vertex.error or "")]
        return next(iter(own or failed), None)


def _failure(request: BuildRequest, progress: _Progress, text: str) -> str:
    """Say in one sentence which line of which Dockerfile failed, why, and what it printed last."""
    place = _LINE.search(text)
    where = f"{_name(request)}:{place['line']}" if place else _name(request)
    errors = [line for line in text.splitlines() if line.startswith("ERROR: ")]
    cause = _INTERNALS.sub("", errors[-1].removeprefix("ERROR: ")) if errors else text.strip()[-300:]
    missing = _NOT_FOUND.search(cause) or _NO_SUCH_FILE.search(cause)
    vertex = progress.failed
    if missing:
        source = _COPIED_FROM.search(vertex.name) if vertex else None
        cause = f"`{missing['path']}` is not in the build context, or .dockerignore leaves it out"
        if source:
            cause = f"`/{missing['path']}` is not in the stage or image `{source['name']}` that it is copied from"
    printed = "".join(vertex.log).splitlines()[-_LAST_LINES:] if vertex else []
    last = " | ".join(line.strip() for line in printed if line.strip())
    return f"{where} does not build: {cause or 'the build was ended'}" + (f"; it printed last: {last}" if last else "")


def _name(request: BuildRequest) -> str:
    """Return the Dockerfile's path as an author knows it: with its example's folder, and that with examples/."""
    return "/".join(request.dockerfile.parts[-3:])


def _time(text: str | None) -> datetime | None:
    """Read BuildKit's RFC 3339 time."""
    return datetime.fromisoformat(text) if text else None
