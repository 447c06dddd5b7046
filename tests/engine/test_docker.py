"""Containers of a smoke test on a real engine: what they can do, what they cannot, and how they end."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import Pinned, stand_in_for
from macros.bases.standins import ensure
from macros.engines.engine import BuildRequest, Limits, RunFailed
from macros.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings

pytestmark = pytest.mark.timeout(1800)  # the stand-in may have to be made first

SHORT = Limits(seconds=3)
SERVER = """
import http.server
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(418)
        self.end_headers()
        self.wfile.write(b"a teapot")
http.server.HTTPServer(("", 8000), Answer).{serve}()
"""


@pytest.fixture(scope="module")
def python(engine: DockerEngine, embedded_settings: Settings) -> str:
    """Return the name of an image that has python3."""
    pinned = stand_in_for("python:3.12-slim")
    assert isinstance(pinned, Pinned)
    assert pinned.recipe is not None
    ensure([pinned.recipe], engine, embedded_settings, Silent())
    return pinned.name


@pytest.fixture(autouse=True)
def nothing_is_left(engine: DockerEngine) -> Iterator[None]:
    yield
    client = engine._client  # noqa: SLF001 - no engine that is used has to list containers
    assert [each.name for each in client.containers.list(all=True) if each.name.startswith("tare-")] == []
    assert [each.name for each in client.networks.list() if each.name.startswith("tare-")] == []


def test_what_a_command_prints_comes_back_with_its_status(engine: DockerEngine, python: str) -> None:
    result = engine.run(python, ("sh", "-c", "echo out; echo err >&2; exit 3"), SHORT)
    assert (result.exit_status, sorted(result.output.split())) == (3, ["err", "out"])


def test_a_command_that_hangs_is_ended(engine: DockerEngine, python: str) -> None:
    with pytest.raises(RunFailed, match="it did not end within 3 s"):
        engine.run(python, ("sleep", "60"), SHORT)


def test_a_command_that_floods_fills_no_disk(engine: DockerEngine, python: str) -> None:
    result = engine.run(python, ("sh", "-c", "head -c 50000000 /dev/zero | tr '\\0' y"), Limits(seconds=60))
    assert len(result.output) <= SHORT.output


def test_a_command_reaches_no_network_and_has_no_capability(engine: DockerEngine, python: str) -> None:
    program = "ls /sys/class/net; grep -E 'Cap(Eff|Prm)|NoNewPrivs' /proc/self/status"
    output = engine.run(python, ("sh", "-c", program), SHORT).output.split()
    assert output == ["lo", "CapPrm:", 16 * "0", "CapEff:", 16 * "0", "NoNewPrivs:", "1"]


def test_a_command_that_eats_memory_is_ended(engine: DockerEngine, python: str) -> None:
    result = engine.run(python, ("python3", "-c", "x = bytearray(1 << 30); print('got it')"), SHORT)
    assert result.exit_status != 0
    assert "got it" not in result.output


def test_a_command_that_is_not_there_says_so(engine: DockerEngine, python: str) -> None:
    with pytest.raises(RunFailed, match="nothing-of-this-name"):
        engine.run(python, ("nothing-of-this-name",), SHORT)


@pytest.fixture
def app(engine: DockerEngine, python: str, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return what makes an image whose own command is a Python program."""
    name = f"tare/test:{uuid.uuid4().hex}"

    def build(program: str) -> str:
        (tmp_path / "app.py").write_text(program)
        (tmp_path / "Dockerfile").write_text('FROM base\nCOPY app.py /\nCMD ["python3", "-u", "/app.py"]\n')
        contexts = {"base": f"docker-image://{python}"}
        request = BuildRequest(name, tmp_path / "Dockerfile", tmp_path, named_contexts=contexts)
        return engine.build(request, lambda _: None).image_id

    yield build
    engine.remove(name)


def test_an_app_is_asked_over_http_and_its_answer_comes_back(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    reply = engine.ask(app(SERVER.format(serve="serve_forever")), 8000, "/tea", python, Limits())
    assert (reply.status, reply.body) == (418, "a teapot")


def test_an_app_that_ends_after_its_answer_has_answered(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    reply = engine.ask(app(SERVER.format(serve="handle_request")), 8000, "/", python, Limits())
    assert reply.body == "a teapot"


def test_an_app_that_ends_before_it_answers_is_told_with_its_last_words(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    with pytest.raises(RunFailed, match="the app ended before it answered; it printed: no port"):
        engine.ask(app("print('no port')"), 8000, "/", python, Limits())


def test_an_app_that_never_answers_is_given_up(engine: DockerEngine, python: str, app: Callable[[str], str]) -> None:
    with pytest.raises(RunFailed, match=r"nothing answered on port 8000 within 3 s: .*; the app printed: waiting"):
        engine.ask(app("print('waiting'); import time; time.sleep(60)"), 8000, "/", python, SHORT)


def test_an_app_that_never_ends_its_answer_is_heard_up_to_the_limit(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    endless = SERVER.replace('self.wfile.write(b"a teapot")', 'while True: self.wfile.write(b"\\n" * 1000)')
    reply = engine.ask(app(endless.format(serve="serve_forever")), 8000, "/", python, Limits())
    assert reply.body == SHORT.output * "\n"
