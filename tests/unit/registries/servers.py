"""Registries on loopback: the standard library's HTTP server with a few documents, which can misbehave."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from macros.registries.answers import Question
from macros.registries.asking import ask
from macros.registries.references import parse_reference

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from macros.records.resolutions import Resolution
    from macros.registries.answers import Answer

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
AMD64 = "linux/amd64"
_INDEX = "application/vnd.oci.image.index.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What a server was asked."""

    method: str
    path: str
    authorization: str | None
    body: str


@dataclass(slots=True)
class Server:
    """A server that runs."""

    host: str
    """As an image reference names it: address and port."""
    requests: list[Request]
    """All that it was asked, in order."""

    def ask(
        self,
        name: str,
        environment: Mapping[str, str] | None = None,
        *,
        platform: str = AMD64,
        known: Resolution | None = None,
        now: datetime = NOW,
    ) -> Answer:
        """Ask for one of its images and return what came of it."""
        question = Question(parse_reference(f"{self.host}/{name}"), platform, known)
        return ask([question], {"HOME": "/nowhere"} | dict(environment or {}), now)[question]


@contextmanager
def serving(answer: Callable[[Request], Reply], context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server that answers each request by a function, with TLS where a context is given."""
    requests: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length).decode()
            request = Request(self.command, self.path, self.headers.get("Authorization"), body)
            requests.append(request)
            reply = answer(request)
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_HEAD = do_POST = do_GET  # noqa: N815 - names of the standard library

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing where a client ends a connection, as one that does not trust it does."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield Server(f"127.0.0.1:{server.server_address[1]}", requests)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[Server]:
    """Run a server that does with each connection whatever a function does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def work(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                talk(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=work, args=(listening.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield Server(f"127.0.0.1:{listening.getsockname()[1]}", [])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Documents:
    """What a registry holds of one repository, `app`."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}

    def answer(self, request: Request) -> Reply:
        """Answer as a registry does."""
        unknown = json.dumps({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}).encode()
        return self.replies.get(request.path.partition("?")[0], Reply(404, unknown))

    def add_image(self, platform: str = AMD64, sizes: tuple[int, ...] = (1000, 234), tag: str | None = None) -> str:
        """Add an image for one platform, under a tag where one is given; return its digest."""
        system, architecture, *variant = platform.split("/")
        config = json.dumps({"os": system, "architecture": architecture, "variant": "".join(variant)}).encode()
        self.replies[f"/v2/app/blobs/{digest(config)}"] = Reply(body=config)
        layers = [{"digest": digest(str(size).encode()), "size": size} for size in sizes]
        manifest = {"mediaType": _MANIFEST, "config": {"digest": digest(config), "size": 1}, "layers": layers}
        return self._add(manifest, _MANIFEST, tag)

    def add_index(self, tag: str, **digests: str) -> str:
        """Add an index of manifests by their platforms, written linux_arm_v7, under a tag; return its digest."""
        manifests = []
        for platform, each in digests.items():
            system, architecture, *variant = platform.split("_")
            described = {"os": system, "architecture": architecture} | ({"variant": variant[0]} if variant else {})
            manifests.append({"mediaType": _MANIFEST, "digest": each, "size": 1, "platform": described})
        return self._add({"mediaType": _INDEX, "manifests": manifests}, _INDEX, tag)

    def _add(self, document: Mapping[str, object], kind: str, tag: str | None) -> str:
        body = json.dumps(document).encode()
        reply = Reply(body=body, headers={"Content-Type": kind, "Docker-Content-Digest": digest(body)})
        for name in filter(None, (tag, digest(body))):
            self.replies[f"/v2/app/manifests/{name}"] = reply
        return digest(body)
