from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.built import BuiltPage
from tests.docs.external_links import ask, external_links, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Handler(BaseHTTPRequestHandler):
    """Knows /there alone, and answers HEAD of /get as some servers do."""

    def do_HEAD(self) -> None:
        self._answer(200 if self.path == "/there" else 405)

    def do_GET(self) -> None:
        self._answer(200 if self.path == "/get" else 404)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def host() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_links_out_of_the_site_are_listed_once_with_their_pages() -> None:
    one = BuiltPage(Path("one"), links=["https://a.test/x#y", "../two/", "mailto:a@b", "http://localhost:8686/"])
    two = BuiltPage(Path("two"), links=["https://a.test/x"])
    assert external_links([two, one]) == {"https://a.test/x": ["one", "two"]}


@pytest.mark.parametrize(("path", "status"), [("/there", 200), ("/get", 200), ("/gone", 404)])
def test_an_address_is_asked_until_it_answers(host: str, path: str, status: int) -> None:
    assert ask(f"{host}{path}") == status


def test_an_address_where_nothing_listens_has_a_reason() -> None:
    assert isinstance(ask("http://127.0.0.1:1/"), str)


def test_without_a_network_nothing_is_said_of_links() -> None:
    status, sentence = verdict({"https://a.test/": "no such host", "https://b.test/": "no such host"})
    assert status == 3
    assert "unchecked" in sentence


@pytest.mark.parametrize(("answer", "status"), [(200, 0), (403, 0), (404, 1), ("no such host", 1)])
def test_a_link_that_leads_nowhere_fails(answer: int | str, status: int) -> None:
    assert verdict({"https://a.test/": answer, "https://b.test/": 200})[0] == status
