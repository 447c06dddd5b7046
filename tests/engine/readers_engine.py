"""An embedded engine that plays a reader's, with what he has in it, for the tests beside this file."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import docker

from macros.engines.client import connect
from macros.engines.docker import DockerEngine
from macros.engines.embedded.engine import EmbeddedConnection
from macros.engines.endpoints import docker_endpoint
from macros.engines.engine import CommandLine

BASE = "reader/base:1"
_PROGRAMS = ("cat", "cp", "date", "ls", "python3", "python3.13", "sleep", "touch")
_LIBRARIES = (
    "libc",
    "libm",
    "libz",
    "libexpat",
    "libselinux",
    "libpcre2-8",
    "libacl",
    "libattr",
    "libcap",
    "libcrypto",
)
_LISTS = (
    ("images", "--all", "--no-trunc", "--digests"),
    ("images", "--all", "--format", "{{.Repository}} {{.Tag}} {{.ID}} {{.CreatedAt}} {{.Size}}"),
    ("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Image}} {{.Names}} {{.State}} {{.CreatedAt}}"),
    ("network", "ls", "--no-trunc"),
    ("volume", "ls"),
)
# Holds an image, a container, a network and a volume of its run, until it is told to leave or killed.
_GUEST = """
import json, sys, threading
from pathlib import Path
from macros.engines.docker import DockerEngine
from macros.engines.embedded.engine import EmbeddedConnection
from macros.engines.engine import BuildRequest, CommandLine, Limits
from macros.engines.ours import labels
import docker
task = json.loads(sys.argv[1])
command_line = CommandLine(Path(task["program"]), task["environment"], None)
client = docker.DockerClient(base_url=task["environment"]["DOCKER_HOST"], version="auto")
engine = DockerEngine(client, command_line, task["buildx"], embedded=False)
context = Path(task["context"])
built = engine.build(BuildRequest(task["name"], context / "Dockerfile", context), lambda line: None)
client.networks.create("tare-held", labels=labels("command"))
client.volumes.create("tare-held", labels=labels("command"))
def run(seconds): engine.run(built.image_id, ("sleep", "1000"), Limits(seconds=seconds))
threading.Thread(target=run, args=(1000,), daemon=True).start()
while not client.containers.list(): pass
slow = BuildRequest(task["name"] + "-slow", context / "Dockerfile.slow", context)
begun = threading.Event()
threading.Thread(target=engine.build, args=(slow, lambda line: begun.set()), daemon=True).start()
begun.wait()
print(built.image_id, flush=True)
sys.stdin.readline()
engine.cancel()
engine.close()
"""


@dataclass(frozen=True, slots=True)
class ReadersEngine:
    """The engine as the reader himself uses it."""

    connection: EmbeddedConnection
    own_command_line: CommandLine | None = None
    """His `docker`, where it is not the plainest one."""

    @property
    def command_line(self) -> CommandLine:
        """His `docker`."""
        return self.own_command_line or CommandLine(
            self.connection.programs_root / "usr/bin/docker",
            {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **self.connection.environment},
            Path(self.connection.docker_host.removeprefix("unix://")),
        )

    def types(self, *arguments: str | Path) -> str:
        """Return what a command of his prints."""
        done = subprocess.run(
            [self.command_line.program, *arguments],
            env=dict(self.command_line.environment),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def builds(self, context: Path, dockerfile: str, name: str) -> None:
        """Build an image as he does, for want of buildx's progress in a terminal."""
        self.types("buildx", "build", "--provenance=false", "-f", context / dockerfile, "-t", name, context)

    def holds(self) -> str:
        """Return what he sees of his engine; without what grows older by itself while one looks."""
        without_age = [self.types(*arguments) for arguments in _LISTS[1:]]
        names = self.types(*_LISTS[0], "--format", "{{.Repository}} {{.Tag}} {{.Digest}} {{.ID}}")
        # Docker itself lists what was made within the same second in any order.
        return "\n".join(sorted("\n".join([names, *without_age]).splitlines()))

    def guest(self) -> DockerEngine:
        """Open it as a guest."""
        environment = {"DOCKER_HOST": self.connection.docker_host}
        client = connect(docker_endpoint(environment), environment)
        return DockerEngine(client, self.command_line, (str(self.connection.buildx),), embedded=False)

    def start_guest(self, name: str, context: Path) -> subprocess.Popen[str]:
        """Start another process that is a guest and holds an image of that name; it prints the image's ID."""
        task = {
            "program": str(self.command_line.program),
            "environment": dict(self.command_line.environment),
            "buildx": [str(self.connection.buildx)],
            "context": str(context),
            "name": name,
        }
        return subprocess.Popen(
            [sys.executable, "-c", _GUEST, json.dumps(task)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def import_base(self) -> None:
        """Import an image that has a shell and python3, made of the engine's own programs."""
        archive = io.BytesIO()
        root = self.connection.programs_root / "usr"
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for link in ("bin", "lib", "lib64"):
                entry = tarfile.TarInfo(link)
                entry.type, entry.linkname = tarfile.SYMTYPE, f"usr/{link}"
                tar.addfile(entry)
            places = [*(root / "bin" / name for name in _PROGRAMS), *root.glob("lib*/ld-linux-*")]
            for library in _LIBRARIES:
                places += root.glob(f"lib/*-linux-*/{library}.so*")
            places += root.glob("lib/*-linux-*/ld-linux-*")
            for place in places:
                tar.add(place, f"usr/{place.relative_to(root)}")
            tar.add(root / "bin/dash", "usr/bin/sh")
            tar.add(root / "lib/python3.13", "usr/lib/python3.13", filter=_without_tests)
        archive.seek(0)
        client = docker.DockerClient(base_url=self.connection.docker_host, version="auto")
        repository, _, tag = BASE.partition(":")
        try:
            chunks = iter(lambda: archive.read(1 << 20), b"")
            client.api.import_image_from_stream(chunks, repository=repository, tag=tag)
        finally:
            client.close()


def _without_tests(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if {"test", "idlelib", "__pycache__"} & set(entry.name.split("/")) else entry
