"""Connects to an engine at its endpoint: over a Unix socket, TCP, TLS or the system's own SSH."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import tempfile
from typing import IO, TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .endpoints import TLS, Endpoint

CONNECT_SECONDS = 3
"""An engine to which there is no connection after this is one that does not answer."""


class Dialer:
    """Makes connections to one engine."""

    def __init__(self, endpoint: Endpoint, environment: Mapping[str, str]) -> None:
        """Take the endpoint, and the environment in which SSH finds keys and agent; connect to nothing yet."""
        self._endpoint = endpoint
        self._environment = dict(environment)
        self._children: list[subprocess.Popen[bytes]] = []
        self._said: IO[bytes] | None = None

    def dial(self) -> socket.socket:
        """Return a new connection, on which HTTP is spoken.

        Raises OSError where nothing answers; over SSH, that shows when the connection is used.
        """
        if self._endpoint.socket is not None:
            return _unix(str(self._endpoint.socket))
        parts = urlsplit(self._endpoint.address)
        if parts.scheme == "ssh":
            return self._ssh(parts)
        connection = socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=CONNECT_SECONDS)
        if self._endpoint.tls is None:
            return connection
        try:
            return _context(self._endpoint.tls).wrap_socket(connection, server_hostname=parts.hostname)
        except BaseException:
            connection.close()
            raise

    def last_words(self) -> str:
        """Return the last line that SSH printed, an empty string where it printed none or is not used."""
        if self._said is None:
            return ""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def close(self) -> None:
        """End what was started for the connections, which are of no use any more."""
        for child in self._children:
            child.kill()
            child.wait()
        self._children.clear()
        if self._said is not None:
            self._said.close()
            self._said = None

    def _ssh(self, parts: SplitResult) -> socket.socket:
        program = shutil.which("ssh", path=self._environment.get("PATH"))
        if program is None:
            raise OSError("there is no program `ssh`")
        if self._said is not None:
            self._said.close()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the connection has failed
        # Those that have ended are waited for here, so that they do not stay as zombies.
        self._children = [child for child in self._children if child.poll() is None]
        ours, theirs = socket.socketpair()
        with theirs:
            self._children.append(
                subprocess.Popen(
                    [program, *ssh_arguments(parts)],
                    env=self._environment,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=self._said,
                    # Ctrl-C ends what uses the connection first.
                    start_new_session=True,
                )
            )
        ours.settimeout(CONNECT_SECONDS)
        return ours


def ssh_arguments(parts: SplitResult) -> list[str]:
    """Return what `ssh` is called with to reach the engine of an ssh:// address; a password cannot be asked for.

    >>> ssh_arguments(urlsplit("ssh://ann@far:2222"))[-9:]
    ['-l', 'ann', '-p', '2222', '--', 'far', 'docker', 'system', 'dial-stdio']
    """
    options = ["-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT_SECONDS}"]
    user = ["-l", parts.username] if parts.username else []
    port = ["-p", str(parts.port)] if parts.port else []
    engine = ["--host", f"unix://{parts.path}"] if parts.path.strip("/") else []
    return [*options, *user, *port, "--", str(parts.hostname), "docker", *engine, "system", "dial-stdio"]


def _unix(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _context(tls: TLS) -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Docker's own command line takes certificates without what this asks for, and its manual makes such.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif (tls.folder / "ca.pem").is_file():
        context.load_verify_locations(tls.folder / "ca.pem")
    certificate, key = tls.folder / "cert.pem", tls.folder / "key.pem"
    if certificate.is_file() and key.is_file():
        # With a password given, none is asked for on the terminal.
        context.load_cert_chain(certificate, key, password="")
    return context
