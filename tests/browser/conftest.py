"""Fixtures of the browser tests: the site over HTTP on loopback, a plain one of the same theme, and a Chromium."""

from __future__ import annotations

import json
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.utils.yaml import yaml_load

from tests.browser.programs import ARGUMENTS, CHECKERS, CHROMIUM
from tests.conftest import ROOT, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Site

    Visit = Callable[..., AbstractContextManager[Page]]

PLAIN_PAGE = """# A page

Words, `code`, and a [link](#a-part).

## A part

```python
print("one")
```

```python
print("two")
```

| a | b |
|---|---|
| 1 | 2 |

!!! note
    An aside.
"""


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with _Server(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Serve the site and return its address, without a slash at the end."""
    with _served(site.folder) as at:
        yield at


@pytest.fixture(scope="session")
def zensical_address(zensical_site: Path) -> Iterator[str]:
    """Serve the site that Zensical built and return its address, without a slash at the end."""
    with _served(zensical_site) as at:
        yield at


@pytest.fixture(scope="session")
def plain_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site of the same theme and settings that has nothing of ours, and return its address."""
    folder = tmp_path_factory.mktemp("plain")
    theme = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["theme"]
    (folder / "docs").mkdir()
    for name in ("index.md", "two.md", "three.md"):
        (folder / "docs" / name).write_text(PLAIN_PAGE, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "assets", folder / "docs" / "assets")
    configuration = {
        "site_name": "Plain",
        "theme": {key: value for key, value in theme.items() if key != "custom_dir"},
        "nav": [{"One": "index.md"}, {"Section": [{"Two": "two.md"}, {"Three": "three.md"}]}],
        "markdown_extensions": ["admonition", "tables", "pymdownx.highlight", "pymdownx.superfences"],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(configuration), encoding="utf-8")  # which is YAML too
    build(load_config(str(folder / "mkdocs.yml")))
    with _served(folder / "site") as at:
        yield at


@pytest.fixture(scope="session")
def checkers() -> Path:
    """Return the folder of the checkers that npm installed."""
    if not all((CHECKERS / name).is_dir() for name in ("axe-core", "vnu-jar")):
        missing("there are no axe-core and vnu-jar; `make test` fetches them where there is npm")
    return CHECKERS


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
    return _visiting(browser, address)


@pytest.fixture
def visit_zensical(browser: Browser, zensical_address: str) -> Visit:
    """Return a function that does so with the site that Zensical built."""
    return _visiting(browser, zensical_address)


def _visiting(browser: Browser, address: str) -> Visit:
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
