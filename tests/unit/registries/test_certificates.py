"""Registries behind TLS, with certificates of a throwaway authority."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.records.resolutions import Resolution
from macros.registries.answers import Away, Question, Refused
from macros.registries.asking import ask
from macros.registries.references import parse_reference
from tests.conftest import missing
from tests.unit.registries.servers import AMD64, NOW, Documents, serving, talking

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates."""

    folder: Path

    @property
    def certificate(self) -> str:
        return str(self.folder / "ca.pem")

    def context(self, names: str, *, days: int = 2) -> ssl.SSLContext:
        """Return what a server with a certificate for these names needs."""
        key, request, certificate = (str(self.folder / name) for name in ("key.pem", "request.pem", "cert.pem"))
        extensions = self.folder / "extensions"
        extensions.write_text(f"subjectAltName={names}\n")
        openssl("req", "-new", *KEY, "-subj", "/CN=whatever", "-keyout", key, "-out", request)
        signing = ("-CA", self.certificate, "-CAkey", str(self.folder / "ca-key.pem"), "-CAcreateserial")
        named = ("-extfile", str(extensions), "-days", str(days))
        openssl("x509", "-req", "-in", request, *signing, *named, "-out", certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    if not shutil.which("openssl"):
        missing("certificates are made with openssl, which is not there")
    made = Authority(tmp_path)
    subject = ("-subj", "/O=Example Widgets/CN=Widgets Proxy CA", "-days", "2")
    openssl("req", "-x509", *KEY, *subject, "-keyout", str(tmp_path / "ca-key.pem"), "-out", made.certificate)
    return made


@pytest.fixture
def documents() -> Documents:
    documents = Documents()
    documents.add_image(tag="1")
    return documents


def test_an_unknown_authority_is_named_with_what_to_do(authority: Authority, documents: Documents) -> None:
    with serving(documents.answer, authority.context("IP:127.0.0.1")) as registry:
        assert registry.ask("app:1") == Refused(
            f"the certificate of {registry.host} is signed by “Widgets Proxy CA, Example Widgets”, which this machine "
            "does not know; if you trust it, put that authority's certificate into /usr/local/share/ca-certificates, "
            "run `update-ca-certificates` and restart Docker"
        )
        assert registry.requests == []


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_authority_that_the_environment_names_is_trusted(
    authority: Authority, documents: Documents, name: str
) -> None:
    with serving(documents.answer, authority.context("IP:127.0.0.1")) as registry:
        assert isinstance(registry.ask("app:1", {name: authority.certificate}), Resolution)


def test_a_certificate_for_another_host_is_told(authority: Authority, documents: Documents) -> None:
    with serving(documents.answer, authority.context("DNS:registry.example")) as registry:
        answer = registry.ask("app:1", {"SSL_CERT_FILE": authority.certificate})
    assert isinstance(answer, Refused)
    assert f"the certificate of {registry.host} is made out to another host" in answer.reason


def test_an_expired_certificate_is_told(authority: Authority, documents: Documents) -> None:
    with serving(documents.answer, authority.context("IP:127.0.0.1", days=0)) as registry:
        answer = registry.ask("app:1", {"SSL_CERT_FILE": authority.certificate})
    assert isinstance(answer, Refused)
    assert f"the certificate of {registry.host} has expired" in answer.reason


def test_a_file_of_certificates_that_is_none_is_told(tmp_path: Path) -> None:
    answer = ask([question("127.0.0.1:1/app")], {"SSL_CERT_FILE": str(tmp_path / "none")}, NOW)
    assert [type(each) for each in answer.values()] == [Refused]


def question(reference: str) -> Question:
    return Question(parse_reference(reference), AMD64, None)


@pytest.fixture
def upstream(authority: Authority, documents: Documents) -> Iterator[str]:
    """Return the address of a registry that is called registry.example."""
    with serving(documents.answer, authority.context("DNS:registry.example")) as server:
        yield server.host


def tunnel(connection: socket.socket, upstream: str) -> None:
    """Do what a proxy does with CONNECT."""
    asked = connection.recv(4096).split(b"\r\n")[0]
    assert asked.startswith(b"CONNECT registry.example:443 HTTP/1.")
    host, _, port = upstream.partition(":")
    with socket.create_connection((host, int(port))) as other:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def back() -> None:
            with suppress(OSError):  # the client has ended it
                while data := other.recv(65536):
                    connection.sendall(data)

        thread = threading.Thread(target=back, daemon=True)
        thread.start()
        while data := connection.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used(authority: Authority, upstream: str, name: str) -> None:
    with talking(lambda connection: tunnel(connection, upstream)) as proxy:
        environment = {name: f"http://{proxy.host}", "SSL_CERT_FILE": authority.certificate}
        [answer] = ask([question("registry.example/app:1")], environment, NOW).values()
        assert isinstance(answer, Resolution), answer


def test_behind_a_proxy_an_unknown_authority_is_named_too(upstream: str) -> None:
    with talking(lambda connection: tunnel(connection, upstream)) as proxy:
        [answer] = ask([question("registry.example/app:1")], {"https_proxy": proxy.host}, NOW).values()
    assert isinstance(answer, Refused)
    assert "the certificate of registry.example is signed by “Widgets Proxy CA, Example Widgets”" in answer.reason


def test_a_proxy_that_lets_nothing_through_is_no_answer_of_the_registry() -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with talking(refuse) as proxy:
        [answer] = ask([question("closed.example/app:1")], {"https_proxy": proxy.host}, NOW).values()
    assert isinstance(answer, Away)
    assert "the proxy 127.0.0.1 does not let through: " in answer.reason
    assert "403 Forbidden" in answer.reason
