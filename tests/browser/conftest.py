"""Fixtures of the browser tests: the site over HTTP on loopback, and a Chromium."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.browser.programs import ARGUMENTS, CHROMIUM
from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

    from tests.conftest import Site

    Visit = Callable[..., AbstractContextManager[Page]]


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Serve the site and return its address, without a slash at the end."""
    with _Server(("127.0.0.1", 0), partial(_QuietHandler, directory=str(site.folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright

    executable = CHROMIUM.path
    if executable is None:
        missing("there is no Chromium; as root on Debian `make test` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Visit:
    """Return a function that opens a page of the site and, at the end, tells what it complained about."""

    @contextmanager
    def open_page(path: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:")) else complaints.append(f"asks {asked.url}"),
        )
        page.goto(f"{address}/{path}", wait_until="load")
        yield page
        context.close()
        assert complaints == []

    return open_page
