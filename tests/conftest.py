"""Fixtures that tests share: the settings, the engine with each image store, and the real site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from macros.engines.choose import choose, open_engine
from macros.settings import IMAGE_STORES, Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.engines.docker import DockerEngine

ROOT = Path(__file__).resolve().parent.parent
TARE = "import sys; from macros.cli import main; sys.exit(main())"
"""A program that is `tare`, also where the project is not installed."""
ENGINE_SECONDS = 600
"""How long an engine test may take that says nothing itself: the first one builds what it stands on."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site of this checkout, built by `tare site`."""

    folder: Path
    results: dict[str, Any]
    """`results.json`, as it was published."""

    @property
    def pages(self) -> tuple[Path, ...]:
        """Every built page, 404.html included."""
        return tuple(sorted(self.folder.rglob("*.html")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give engine tests the time that a cold machine takes."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "engine") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(ENGINE_SECONDS, func_only=True))


def missing(reason: str) -> NoReturn:
    """Skip the test for want of something that the machine lacks; where CI promises it, fail."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"missing here, and promised in CI: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the project's root."""
    return ROOT


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return the settings that the environment asks for, as `tare` reads them."""
    return read_settings(os.environ)


@pytest.fixture(scope="session")
def embedded_settings(settings: Settings) -> Settings:
    """Return settings for the embedded engine; skips where the machine cannot run it."""
    if os.geteuid() != 0:
        missing("the embedded engine needs root")
    if not shutil.which("apt-get"):
        missing("the embedded engine comes from Debian's packages, and there is no apt-get")
    return replace(settings, engine="embedded")


@pytest.fixture(scope="session")
def tare_home(embedded_settings: Settings) -> Path:
    """Return TARE_HOME, or its default: what is unpacked and built there serves all tests."""
    return embedded_settings.home


@pytest.fixture(scope="session", params=IMAGE_STORES)
def image_store(request: pytest.FixtureRequest) -> str:
    """Return each image store in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def engine(embedded_settings: Settings, image_store: str) -> Iterator[DockerEngine]:
    """Open the embedded engine, once for each image store."""
    own = replace(embedded_settings, image_store=image_store)
    with open_engine(own, choose(own, os.environ), print) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(checkout: Path, embedded_settings: Settings, pytestconfig: pytest.Config) -> Site:
    """Build the checkout's own site with `tare site`, which measures what is not measured yet, and return it."""
    assert embedded_settings.home
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():  # the first build takes minutes: its progress shall show
        built = subprocess.run([sys.executable, "-c", TARE, "site"], cwd=checkout, check=False)
    if built.returncode:
        pytest.fail(f"`tare site` ended with status {built.returncode}", pytrace=False)
    return Site(checkout / "site", json.loads((checkout / "site" / "results.json").read_bytes()))


@pytest.fixture(scope="session")
def zensical_site(site: Site, checkout: Path) -> Path:
    """Build the checkout's site again, from its own results and with Zensical, and return its folder."""
    command = [sys.executable, "-c", TARE, "site", "--zensical", "--replay", str(site.folder / "results.json")]
    built = subprocess.run(command, cwd=checkout, check=False, capture_output=True, text=True)
    if built.returncode:
        pytest.fail(f"`tare site --zensical` ended with status {built.returncode}:\n{built.stderr}", pytrace=False)
    return checkout / "site-zensical"
