"""Where the document of a replay may come from, and what is said where it does not come."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from macros.errors import SurroundingsError, TareError, UsageError
from macros.lab import document
from macros.lab.document import read_document
from macros.registries import time_limit
from tests.unit.registries.servers import Reply, serving, talking
from tests.unit.registries.test_certificates import Authority, authority

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["authority"]
NOWHERE = {"HOME": "/nowhere"}


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_bytes(b"{}")
    assert read_document(str(tmp_path / "results.json"), NOWHERE) == b"{}"


def test_a_file_that_is_not_there_is_a_slip_of_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^there is no file .*/none\.json; name a results\.json, or "):
        read_document(str(tmp_path / "none.json"), NOWHERE)
    with pytest.raises(UsageError, match=r" is a folder; name the results\.json in it$"):
        read_document(str(tmp_path), NOWHERE)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(SurroundingsError, match=r"/loop could not be read: .*; look at who may read it$"):
        read_document(str(loop), NOWHERE)


def test_a_file_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGEST", 1 << 20)
    with pytest.raises(TareError, match=r"/dev/zero: it has more than 1 MiB, and no results\.json has") as error:
        read_document("/dev/zero", NOWHERE)
    assert error.value.exit_status == 1


def test_this_machine_may_answer_without_encryption() -> None:
    with serving(lambda request: Reply(200, request.path.encode())) as server:
        assert read_document(f"http://{server.host}/a/results.json", NOWHERE) == b"/a/results.json"


def test_an_encrypted_answer_needs_a_certificate_that_is_trusted(authority: Authority) -> None:
    with serving(lambda _: Reply(200, b"{}"), authority.context("IP:127.0.0.1")) as server:
        url = f"https://{server.host}/results.json"
        assert read_document(url, {**NOWHERE, "SSL_CERT_FILE": authority.certificate}) == b"{}"
        with pytest.raises(SurroundingsError, match="is signed by “Widgets Proxy CA, Example Widgets”"):
            read_document(url, NOWHERE)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://tare.example/results.json", "would not be fetched over an encrypted connection; write https://"),
        ("ftp://127.0.0.1/results.json", "would not be fetched over an encrypted connection; write https://"),
        ("file:///etc/passwd", "names no host; correct it, or name a file"),
        ("https:///results.json", "names no host; correct it, or name a file"),
        ("https://tare.example:port/", "is no address: "),
        ("https://[::1/", "is no address: "),
    ],
)
def test_an_address_that_will_not_do_is_a_slip_of_the_command_line(url: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as error:
        read_document(url, NOWHERE)
    assert str(error.value).startswith(url)


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (404, UsageError, r"^there is nothing at http://\S+/r \(status 404\); correct the address, or name a file$"),
        (503, SurroundingsError, r"^http://\S+/r could not be fetched: it answers with status 503; run the same "),
    ],
)
def test_an_answer_without_a_document_is_told(status: int, kind: type[TareError], sentence: str) -> None:
    with serving(lambda _: Reply(status, b"<html>")) as server, pytest.raises(kind, match=sentence):
        read_document(f"http://{server.host}/r", NOWHERE)


def test_an_answer_does_not_lead_off_this_machine_without_encryption() -> None:
    away = Reply(302, b"", {"Location": "http://tare.example/results.json"})
    with serving(lambda _: away) as server, pytest.raises(SurroundingsError, match="an address that is not encrypted"):
        read_document(f"http://{server.host}/r", NOWHERE)


def test_an_answer_that_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGEST", 1 << 20)
    with serving(lambda request: Reply(200, bytes(int(request.path[1:])))) as server:
        assert len(read_document(f"http://{server.host}/{1 << 20}", NOWHERE)) == 1 << 20
        with pytest.raises(SurroundingsError, match="answers with more than 1 MiB; "):
            read_document(f"http://{server.host}/{(1 << 20) + 1}", NOWHERE)


def test_nobody_at_an_address_and_no_name_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/r"
    with pytest.raises(SurroundingsError, match=r"could not be fetched: Connection refused; see that this machine "):
        read_document(url, NOWHERE)
    with pytest.raises(SurroundingsError, match=r"could not be fetched: the name tare\.invalid is not known; "):
        read_document("https://tare.invalid/r", NOWHERE)


def test_what_speaks_no_tls_is_told() -> None:
    with serving(lambda _: Reply()) as server, pytest.raises(SurroundingsError, match="does not speak TLS; correct "):
        read_document(f"https://{server.host}/r", NOWHERE)


def drip(connection: socket.socket) -> None:
    """Answer without end, a byte at a time."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def test_an_answer_that_does_not_come_to_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "EXCHANGE_SECONDS", 0.1)
    with talking(drip) as server, pytest.raises(SurroundingsError, match="no whole answer within 1 s; see that "):
        read_document(f"http://{server.host}/r", NOWHERE)


def test_the_environments_proxy_is_used() -> None:
    asked: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        asked.append(connection.recv(4096).split(b"\r\n")[0])
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with (
        talking(refuse) as proxy,
        pytest.raises(SurroundingsError, match=r"the proxy 127\.0\.0\.1 does not let through"),
    ):
        read_document("https://tare.example/r", {**NOWHERE, "HTTPS_PROXY": f"http://{proxy.host}"})
    assert [line.split()[:2] for line in asked] == [[b"CONNECT", b"tare.example:443"]]
