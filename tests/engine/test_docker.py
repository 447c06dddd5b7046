"""Containers of a smoke test on a real engine: what they can do, what they cannot, and how they end."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import Pinned, stand_in_for
from macros.bases.standins import ensure
from macros.engines.engine import BuildRequest, Limits, RunFailed
from macros.engines.sandbox import Sandbox
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


def test_a_command_that_floods_is_ended(engine: DockerEngine, python: str) -> None:
    with pytest.raises(RunFailed, match=r"^it printed more than 65,536 bytes, and was ended$"):
        engine.run(python, ("sh", "-c", "yes"), Limits(seconds=60))


@pytest.mark.parametrize("more", [0, 1])
def test_a_command_may_print_up_to_the_limit_and_no_byte_more(engine: DockerEngine, python: str, more: int) -> None:
    program = f"head -c {SHORT.output + more} /dev/zero"
    if more:
        with pytest.raises(RunFailed, match="it printed more than"):
            engine.run(python, ("sh", "-c", program), SHORT)
    else:
        assert engine.run(python, ("sh", "-c", program), SHORT).output == SHORT.output * "\0"


def test_a_command_writes_to_an_empty_tmp_alone(engine: DockerEngine, python: str) -> None:
    program = "ls -A /tmp; cd /tmp; echo x > a && cat a; cd /; echo x > a"
    result = engine.run(python, ("sh", "-c", program), SHORT)
    assert result.exit_status != 0
    # Standard output and standard error come in whichever order.
    assert "x" in result.output.splitlines()
    assert "Read-only file system" in result.output


def test_a_command_may_fill_tmp_up_to_the_limit(engine: DockerEngine, python: str) -> None:
    program = "head -c 2000000 /dev/zero > /tmp/a 2> /dev/null || stat -c %s /tmp/a"
    assert engine.run(python, ("sh", "-c", program), Limits(scratch=1 << 20)).output == f"{1 << 20}\n"


def test_a_command_whose_root_is_not_read_only_writes_where_it_likes(engine: DockerEngine, python: str) -> None:
    program = "echo x > /a; cat /a"
    assert engine.run(python, ("sh", "-c", program), Limits(read_only=False)).output == "x\n"


def test_a_command_gets_the_time_of_one_processor(engine: DockerEngine, python: str) -> None:
    program = (
        "cat /sys/fs/cgroup/cpu.max || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us"
    )
    *_, quota, period = engine.run(python, ("sh", "-c", program), SHORT).output.split()
    assert quota == period


def test_what_the_engine_cannot_limit_is_left_out(engine: DockerEngine, python: str) -> None:
    assert engine.unlimited == frozenset()
    sandbox = Sandbox(engine._client, frozenset({"cpus", "memory", "pids"}))  # noqa: SLF001 - the engine has them all
    program = "cat /sys/fs/cgroup/cpu.max || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us"
    assert {"max", "-1"} & set(sandbox.run(python, ("sh", "-c", program), SHORT).output.split())


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


def test_an_app_that_never_ends_its_answer_is_told_so(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    endless = SERVER.replace('self.wfile.write(b"a teapot")', 'while True: self.wfile.write(b"\\n" * 1000)')
    with pytest.raises(RunFailed, match=r"^its answer is longer than 65,536 bytes$"):
        engine.ask(app(endless.format(serve="serve_forever")), 8000, "/", python, Limits())


def test_an_answer_of_the_longest_comes_back_whatever_its_bytes(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    longest = SERVER.replace('b"a teapot"', f'b"\\xff" * {SHORT.output}')
    reply = engine.ask(app(longest.format(serve="serve_forever")), 8000, "/", python, Limits())
    assert reply.body == SHORT.output * "\N{REPLACEMENT CHARACTER}"


def test_an_app_that_floods_is_ended(engine: DockerEngine, python: str, app: Callable[[str], str]) -> None:
    with pytest.raises(RunFailed, match=r"^it printed more than 65,536 bytes, and was ended$"):
        engine.ask(app("while True: print('y' * 1000)"), 8000, "/", python, Limits())


def test_an_app_that_floods_as_it_answers_is_told_so(
    engine: DockerEngine, python: str, app: Callable[[str], str]
) -> None:
    flooding = SERVER.replace(
        "self.send_response", "print('y' * 100_000); import time; time.sleep(1); self.send_response"
    )
    with pytest.raises(RunFailed, match="it printed more than 65,536 bytes"):
        engine.ask(app(flooding.format(serve="serve_forever")), 8000, "/", python, Limits())
