"""Ways to an engine that answers at a Unix socket: TCP, TLS and SSH on loopback, for the tests beside this file."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Logs in nowhere: says who was to log in where, and runs the command as the far machine would.
_SSH = """\
#!/bin/sh
while [ "$1" != -- ]; do printf '%s ' "$1" >&2; shift; done
echo "to $2" >&2
shift 2
DOCKER_HOST={address} PATH={folder}:$PATH exec "$@"
"""


@contextmanager
def forwarded(path: Path, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Forward a port on loopback to a Unix socket, with TLS where a context is given; return the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, path, context), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, path: Path, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_forward, args=(client, path, context), daemon=True).start()


def _forward(client: socket.socket, path: Path, context: ssl.SSLContext | None) -> None:
    # A client that is not let in ends the conversation, and so does an engine that has ended.
    with suppress(OSError), closing(client), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as engine:
        engine.connect(str(path))
        with context.wrap_socket(client, server_side=True) if context else client as plain:
            back = threading.Thread(target=_copy, args=(engine, plain), daemon=True)
            back.start()
            _copy(plain, engine)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def make_certificates(folder: Path, name: str) -> ssl.SSLContext:
    """Make ca.pem, cert.pem and key.pem in a folder, as Docker's manual does; return what a server with them uses.

    Who connects must show the certificate of the same authority.
    """
    folder.mkdir()
    _openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-days", "2",
             "-keyout", "ca-key.pem", "-out", "ca.pem")  # fmt: skip
    (folder / "server.cnf").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    (folder / "client.cnf").write_text("extendedKeyUsage=clientAuth\n")
    for certificate, key, extensions in (("server", "server-key", "server.cnf"), ("cert", "key", "client.cnf")):
        _openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={certificate}",
                 "-keyout", f"{key}.pem", "-out", "request.pem")  # fmt: skip
        _openssl(folder, "x509", "-req", "-days", "2", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem",
                 "-CAcreateserial", "-extfile", extensions, "-out", f"{certificate}.pem")  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server-key.pem")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def write_ssh(folder: Path, address: str) -> None:
    """Put a program `ssh` into a folder that leads to the engine at an address, with that folder's `docker`."""
    program = folder / "ssh"
    program.write_text(_SSH.format(address=address, folder=folder))
    program.chmod(0o755)
