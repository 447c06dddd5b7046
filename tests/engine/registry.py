"""Runs Debian's docker-registry on loopback, out of packages that are unpacked under TARE_HOME, and pushes to it."""

from __future__ import annotations

import base64
import fcntl
import gzip
import hashlib
import io
import json
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import urllib3

from macros.engines.embedded.apt import download, prepare_apt
from macros.engines.embedded.engine import open_embedded
from macros.errors import SurroundingsError
from macros.settings import ensure_home
from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings

READER, PASSWORD = "reader", "pass:word"
_HTPASSWD = f"{READER}:$2b$04$gRkmKYhkOACoJeGjLw60XuD2KI.STlTOh7R5lmS/BGejBxEW/Kabu\n"
"""Where the registry looks up that password."""
_INDEX = "application/vnd.oci.image.index.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Pushed:
    """An image that a registry has."""

    digest: str
    """Of its manifest."""
    transfer_size: int
    """Bytes of its layer as it was pushed."""
    diff_id: str
    """Of its layer."""


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry that answers."""

    host: str
    """As an image reference names it: address and port."""
    headers: Mapping[str, str]
    """What lets a test push."""

    def push_image(self, repository: str, files: Mapping[str, bytes], *, platform: str, tag: str | None) -> Pushed:
        """Push an image of one layer; without a tag for an index to name it."""
        system, architecture = platform.split("/")
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        layer = gzip.compress(tar.getvalue(), mtime=0)
        config = {
            "os": system,
            "architecture": architecture,
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [digest(tar.getvalue())]},
            "history": [{"created_by": "a test"}],
        }
        encoded = json.dumps(config).encode()
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": self._push_blob(repository, encoded, "application/vnd.oci.image.config.v1+json"),
            "layers": [self._push_blob(repository, layer, "application/vnd.oci.image.layer.v1.tar+gzip")],
        }
        return Pushed(self._push_manifest(repository, manifest, tag), len(layer), digest(tar.getvalue()))

    def push_index(self, repository: str, tag: str, images: Mapping[str, Pushed]) -> str:
        """Push an index of images by their platforms; return its digest."""
        manifests = []
        for platform, image in images.items():
            system, architecture = platform.split("/")
            described = {"os": system, "architecture": architecture}
            manifests.append({"mediaType": _MANIFEST, "digest": image.digest, "size": 1, "platform": described})
        return self._push_manifest(repository, {"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests}, tag)

    def delete(self, repository: str, manifest: str) -> None:
        """Delete a manifest, and so the tags that lead to it."""
        self._send("DELETE", f"/v2/{repository}/manifests/{manifest}", 202)

    def _push_blob(self, repository: str, content: bytes, kind: str) -> dict[str, object]:
        started = self._send("POST", f"/v2/{repository}/blobs/uploads/", 202)
        place = f"{started.headers['Location']}&digest={digest(content)}"
        self._send("PUT", place, 201, content, "application/octet-stream")
        return {"mediaType": kind, "digest": digest(content), "size": len(content)}

    def _push_manifest(self, repository: str, document: Mapping[str, object], tag: str | None) -> str:
        body = json.dumps(document).encode()
        self._send("PUT", f"/v2/{repository}/manifests/{tag or digest(body)}", 201, body, str(document["mediaType"]))
        return digest(body)

    def _send(
        self, method: str, path: str, expected: int, body: bytes | None = None, kind: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        with urllib3.PoolManager() as manager:
            response = manager.request(method, urljoin(f"http://{self.host}", path), body=body, headers=headers)
        assert response.status == expected, response.data
        return response


def digest(content: bytes) -> str:
    """Return the digest that a registry has for these bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def basic(user: str, password: str) -> str:
    """Return what Docker's configuration has under "auth"."""
    return base64.b64encode(f"{user}:{password}".encode()).decode()


@contextmanager
def open_registry(  # noqa: PLR0913 - what its configuration says
    settings: Settings,
    folder: Path,
    *,
    port: int = 0,
    in_network_of: int | None = None,
    password: bool = False,
    token: Mapping[str, str] | None = None,
    pusher: Mapping[str, str] | None = None,
) -> Iterator[Registry]:
    """Have a registry answer for the length of a `with` block, its images in a folder that several may share.

    It may want a password, or tokens as its documentation describes them, and runs in the network namespace of a
    process where one is given. Skips where it cannot be brought.
    """
    try:
        root = _ensure_programs(settings)
    except SurroundingsError as error:
        missing(f"docker-registry could not be brought: {error}")
    port = port or _free_port()
    auth: dict[str, object] = {}
    headers = dict(pusher or {})
    if password:
        (folder / "htpasswd").write_text(_HTPASSWD)
        auth = {"htpasswd": {"realm": "a registry", "path": str(folder / "htpasswd")}}
        headers["Authorization"] = f"Basic {basic(READER, PASSWORD)}"
    if token is not None:
        auth = {"token": dict(token)}
    configuration = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(folder / "storage")},
            "delete": {"enabled": True},
        },
        "http": {"addr": f"127.0.0.1:{port}"},
        **({"auth": auth} if auth else {}),
    }
    path = folder / f"configuration-{in_network_of or 'host'}.json"
    path.write_text(json.dumps(configuration))  # JSON is YAML
    [libraries] = {each.parent for each in root.glob("usr/lib/*/libc.so.6")}
    argv = [
        str(next(libraries.glob("ld-linux-*"))),
        "--library-path",
        str(libraries),
        str(root / "usr/bin/docker-registry"),
        "serve",
        str(path),
    ]
    enter = ["nsenter", "-t", str(in_network_of), "-n"] if in_network_of is not None else []
    with subprocess.Popen([*enter, *argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            _wait(process, port, enter)
            yield Registry(f"127.0.0.1:{port}", headers)
        finally:
            process.kill()


@contextmanager
def registry_of(engine: DockerEngine, settings: Settings, folder: Path) -> Iterator[Registry]:
    """Have a registry that this machine and the embedded engine reach under one name."""
    own = replace(settings, image_store=engine.identity.image_store)
    with (
        open_registry(settings, folder) as outside,
        open_embedded(own, print) as connection,
        open_registry(settings, folder, port=int(outside.host.rpartition(":")[2]), in_network_of=connection.daemon_pid),
    ):
        yield outside


def _wait(process: subprocess.Popen[str], port: int, enter: list[str]) -> None:
    """Wait until somebody listens on the port, as the registry's network sees it."""
    listening = f" 0100007F:{port:04X} 00000000:0000 0A "
    until = time.monotonic() + _START_SECONDS
    look = [*enter, "cat", "/proc/net/tcp"]
    while listening not in subprocess.run(look, check=True, capture_output=True, text=True).stdout:
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise AssertionError(f"docker-registry does not answer: {process.communicate()[0][-1000:]}")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _ensure_programs(settings: Settings) -> Path:
    """Return where docker-registry and its C library lie unpacked, after downloading them where they are missing."""
    place = ensure_home(settings.home) / "test-registry"
    place.mkdir(exist_ok=True)
    root = place / "root"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if root.is_dir():
            return root
        shutil.rmtree(place / "part", ignore_errors=True)
        prepare_apt(place / "apt")
        download(place / "apt", ["docker-registry"], lambda _: None)
        for package in (place / "apt/archives").glob("*.deb"):
            if package.name.startswith(("docker-registry_", "libc6_")):
                subprocess.run(["dpkg-deb", "-x", package, place / "part"], check=True)
        shutil.rmtree(place / "apt")
        (place / "part").rename(root)
    return root
