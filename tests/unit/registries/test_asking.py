"""Registries that do not answer: what is said of them, and how soon."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from macros.records.resolutions import Resolution
from macros.registries import time_limit
from macros.registries.answers import Away, Question, Refused
from macros.registries.asking import ask
from macros.registries.references import parse_reference
from tests.unit.registries.servers import NOW, Documents, serving, talking

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 0.4
"""Seconds that an exchange gets in these tests."""


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "EXCHANGE_SECONDS", LIMIT)


def questions(*references: str) -> list[Question]:
    return [Question(parse_reference(reference), "linux/amd64", None) for reference in references]


def seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def wait(connection: socket.socket) -> None:
    """Read and never answer."""
    while connection.recv(4096):
        pass


def drip(connection: socket.socket) -> None:
    """Speak plain HTTP, a header every now and then, for ever."""
    if connection.recv(4096).startswith(b"\x16"):
        connection.sendall(b"no TLS here")
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: y\r\n")
        time.sleep(LIMIT / 8)


def drip_body(connection: socket.socket) -> None:
    if connection.recv(4096).startswith(b"\x16"):
        connection.sendall(b"no TLS here")
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(LIMIT / 8)


@pytest.mark.parametrize("talk", [wait, drip, drip_body])
def test_a_registry_that_does_not_come_to_an_end_is_given_up(talk: Callable[[socket.socket], None]) -> None:
    with talking(talk) as registry:
        asked = questions(*(f"{registry.host}/app:{tag}" for tag in range(5)))
        answers: dict[Question, object] = {}
        assert seconds(lambda: answers.update(ask(asked, {}, NOW))) < 3 * LIMIT
        gone = Away(f"the registry {registry.host} does not answer (no whole answer within 3 s)")
        assert list(answers.values()) == [gone] * 5


def test_a_registry_that_was_given_up_is_not_asked_again_for_a_minute() -> None:
    with talking(wait) as registry:
        asked = questions(f"{registry.host}/app:1")
        first = ask(asked, {}, NOW)
        assert seconds(lambda: ask(asked, {}, NOW)) < LIMIT / 4
        assert ask(asked, {}, NOW) == first


def test_one_registry_that_does_not_answer_takes_nothing_from_another() -> None:
    documents = Documents()
    documents.add_image(tag="1")
    with talking(wait) as away, serving(documents.answer) as there:
        answers = ask(questions(f"{away.host}/app:1", f"{there.host}/app:1"), {}, NOW)
    assert [type(answer) for answer in answers.values()] in ([Away, Resolution], [Resolution, Away])


def test_a_port_that_nobody_listens_on_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    [answer] = ask(questions(f"{host}/app:1"), {}, NOW).values()
    assert answer == Away(f"the registry {host} does not answer (Connection refused)")


def test_a_name_that_nobody_knows_is_told_without_loading_an_http_client() -> None:
    [answer] = ask(questions("registry.invalid/app:1"), {}, NOW).values()
    assert answer == Away("the registry registry.invalid does not answer (the name registry.invalid is not known)")


def test_a_connection_that_breaks_off_is_no_answer() -> None:
    with talking(lambda connection: connection.close()) as registry:
        answer = registry.ask("app:1")
    assert isinstance(answer, Away)


def test_an_answer_that_is_no_http_is_told() -> None:
    with talking(lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n")) as registry:
        answer = registry.ask("app:1")
    assert isinstance(answer, Refused)
    assert f"what {registry.host} answers is no HTTP" in answer.reason
