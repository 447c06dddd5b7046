"""Commands of pages on a real engine: what they show, what they may not do, and that nothing of them is left."""

from __future__ import annotations

import io
import tarfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import Pinned, stand_in_for
from macros.bases.standins import ensure
from macros.engines.engine import BuildRequest, Limits
from macros.engines.ours import RUN, RUN_LABEL
from macros.errors import SurroundingsError
from macros.progress import Silent
from macros.records.commands import Answer
from macros.terminal.typing import CommandFailed, Typed, Typing, type_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings

pytestmark = pytest.mark.timeout(1800)  # the stand-in may have to be made first

APP = """
import http.server
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")
http.server.HTTPServer(("", 8000), Answer).serve_forever()
"""
READERS = "the-readers"
"""Labels what stands in for a reader's own."""
HOSTILE = r"""
printf '\033]0;title\007\033[31mred\033[0m \033]8;;http://example.org\033\\link\033]8;;\033\\ <script>\n'
printf '10 %%\r100 %%\n'
"""


@pytest.fixture(scope="module")
def images(
    engine: DockerEngine, embedded_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Return the IDs of two small images, which have private names in the engine, by the names that are typed."""
    pinned = stand_in_for("python:3.12-slim")
    assert isinstance(pinned, Pinned)
    assert pinned.recipe is not None
    ensure([pinned.recipe], engine, embedded_settings, Silent())
    context = tmp_path_factory.mktemp("context")
    (context / "app.py").write_text(APP)
    (context / "Dockerfile").write_text(
        "FROM base AS builder\nRUN mkdir /install && echo flask >/install/flask.py\n"
        'FROM base\nCOPY --from=builder /install /install\nCOPY app.py /\nCMD ["python3", "-u", "/app.py"]\n'
    )
    built: dict[str, str] = {}
    names = {"myapp:builder": "builder", "myapp:multi": None}
    for reference, target in names.items():
        request = BuildRequest(
            f"io.github.tare/test-{reference}",
            context / "Dockerfile",
            context,
            target=target,
            named_contexts={"base": pinned.named_context},
        )
        built[reference] = engine.build(request, lambda _: None).image_id
    yield built
    for reference in names:
        engine.remove(f"io.github.tare/test-{reference}")


@pytest.fixture
def type_(engine: DockerEngine, images: dict[str, str], checkout: Path) -> Callable[..., Typed]:
    """Return what types a command that declares both images."""

    def typed(text: str, ask: str | None = None, seconds: float = 30, output: int = 16_384) -> Typed:
        typing = Typing(text, images, checkout / "examples/myapp", ask, seconds, output)
        return type_command(typing, engine.command_line, lambda container, url: asked(engine, container, url))

    return typed


def asked(engine: DockerEngine, container: str, url: str) -> Answer:
    """Ask the app where it is published, as the lab does; its own image has the python3 that this takes."""
    reply = engine.ask_published(container, url, "io.github.tare/test-myapp:builder", Limits(seconds=10))
    return Answer(url, reply.status, reply.body)


def held(engine: DockerEngine, label: str) -> list[str]:
    """Return the containers, networks and volumes with a label."""
    client = engine._client  # noqa: SLF001 - no engine that is used has to list all of it
    filters = {"label": label}
    found = [
        *client.containers.list(all=True, filters=filters),
        *client.networks.list(filters=filters),
        *client.volumes.list(filters=filters),
    ]
    return sorted(f"{each.name} {each.id}" for each in found)


@pytest.fixture(autouse=True)
def nothing_is_left(engine: DockerEngine, images: dict[str, str]) -> Iterator[None]:
    assert images
    yield
    assert held(engine, f"{RUN_LABEL}={RUN}") == []


def test_the_images_of_the_page_are_listed_under_their_names(type_: Callable[..., Typed]) -> None:
    typed = type_("docker images | grep myapp  # a quick comparison")
    rows = [line.split()[:2] for line in typed.output.splitlines()]
    assert sorted(rows) == [["myapp", "builder"], ["myapp", "multi"]]
    assert typed.exit_status == 0
    assert "`docker` sees the images of this page alone" in typed.added


def test_images_are_listed_by_name(type_: Callable[..., Typed]) -> None:
    typed = type_("docker images myapp:multi --format '{{.Repository}}:{{.Tag}}'\ndocker images -q debian")
    assert typed.output == "myapp:multi"


def test_an_image_is_run_and_its_output_shown(type_: Callable[..., Typed]) -> None:
    typed = type_("docker run --rm myapp:multi cat /install/flask.py")
    assert (typed.exit_status, typed.output) == (0, "flask")
    assert "whatever it made in the engine was removed afterwards" in typed.added


def test_a_terminal_within_the_terminal_works(type_: Callable[..., Typed]) -> None:
    typed = type_("docker run -it --rm myapp:builder sh -lc 'ls -R /install | sed -n \"1,120p\"; stty size'")
    assert typed.output == "/install:\nflask.py\n40 100"


def test_a_here_document_in_quotes_of_several_lines_works(type_: Callable[..., Typed]) -> None:
    text = """docker run -it --rm myapp:multi sh -lc '
  find /install -maxdepth 1 -name "*flask*" -print;
  python - <<PY
import sys
print("sys.path has /usr/local?", any("/usr/local" in p for p in sys.path))
PY'"""
    assert type_(text).output == "/install/flask.py\nsys.path has /usr/local? True"


def test_what_is_piped_into_a_container_ends_there(type_: Callable[..., Typed]) -> None:
    assert type_("printf 'b\\na\\n' | docker run -i --rm myapp:multi sort").output == "a\nb"


def test_the_history_of_an_image_is_shown(type_: Callable[..., Typed]) -> None:
    typed = type_("docker history myapp:multi\n# Look for a small COPY layer")
    assert "COPY /install /install" in typed.output


def test_who_reads_no_further_makes_no_failure(type_: Callable[..., Typed]) -> None:
    assert type_("seq 1000000 | head -1").exit_status == 0


def test_a_comment_alone_prints_nothing(type_: Callable[..., Typed]) -> None:
    assert type_("# nothing to be done").output == ""


def test_a_published_app_is_asked_and_ended(engine: DockerEngine, type_: Callable[..., Typed]) -> None:
    typed = type_("docker run --rm -p 8686:8000 myapp:multi", ask="http://localhost:8686/")
    assert typed.exit_status is None
    assert typed.answer == Answer("http://localhost:8686/", 200, "hello")
    assert '"GET / HTTP/1.1" 200' in typed.output
    assert "KeyboardInterrupt" not in typed.output
    assert "^C" not in typed.output
    assert "port 8686 was published on a free port of 127.0.0.1" in typed.added
    assert "it was ended with Ctrl-C after it had answered" in typed.added
    assert engine.details("myapp:multi") is None


def test_an_app_that_ends_before_it_publishes_is_told(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match=r"it ended before a container of it published port 8686; .*last: nothing"):
        type_("echo nothing", ask="http://localhost:8686/")


def test_an_app_that_ends_before_it_answers_is_told(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match="it ended before it answered; it printed last: bye"):
        type_("docker run --rm -p 8686:8000 myapp:multi sh -c 'echo bye'; sleep 1", ask="http://localhost:8686/")


def test_an_answer_that_tells_of_a_failure_is_one(type_: Callable[..., Typed]) -> None:
    wanted = r"it answered with status 404: '<!DOCTYPE HTML.*; it printed last: .*\"GET /missing HTTP/1\.1\" 404"
    with pytest.raises(CommandFailed, match=wanted):
        type_(
            "docker run --rm -p 8686:8000 myapp:multi python3 -u -m http.server 8000",
            ask="http://localhost:8686/missing",
        )


def test_the_port_of_a_container_is_of_the_loopback_address(type_: Callable[..., Typed]) -> None:
    typed = type_("docker run -d --name web -p 8686:8000 myapp:multi >/dev/null && docker port web && docker ps")
    assert "8000/tcp -> 127.0.0.1:" in typed.output
    assert "->8000/tcp" in typed.output
    assert "myapp:multi" in typed.output
    assert typed.output.endswith("web")


@pytest.fixture
def readers(engine: DockerEngine) -> Iterator[str]:
    """Put into the engine what a reader may have there, under the names that commands use; return its image's ID."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("the-readers"))
    archive.seek(0)
    engine.import_root(archive, "myapp:multi")
    client = engine._client  # noqa: SLF001 - as its command line would
    container = client.containers.create("myapp:multi", ["none"], name="web", labels=[READERS])
    network, volume = (
        client.networks.create("demo", labels={READERS: ""}),
        client.volumes.create("data", labels={READERS: ""}),
    )
    yield client.images.get("myapp:multi").id
    container.remove()
    network.remove()
    volume.remove()
    client.images.remove("myapp:multi")


@pytest.mark.usefixtures("readers")
def test_the_readers_own_of_the_same_names_is_neither_seen_nor_harmed(
    engine: DockerEngine, type_: Callable[..., Typed]
) -> None:
    before = held(engine, READERS)
    assert len(before) == 3
    typed = type_(
        "docker ps -aq; docker volume ls -q; docker network create demo >/dev/null\n"
        "docker run -d --name web --network demo -v data:/data myapp:multi >/dev/null\n"
        "docker run --rm --network demo -v data:/data myapp:multi sh -c"
        " 'touch /data/x; ls /data; getent hosts web | wc -l'\n"
        "docker ps -a --format '{{.Names}} {{.Image}}'; docker volume ls -q; docker rm -f web; docker volume rm data"
    )
    assert typed.output.split("\n") == ["x", "1", "web myapp:multi", "data", "web", "data"]
    for text in (
        "docker rm web",
        "docker stop web",
        "docker volume rm data",
        "docker network rm demo",
        "docker start web",
    ):
        with pytest.raises(CommandFailed, match=r"(?i)no such|not found"):
            type_(text)
    assert held(engine, READERS) == before
    assert engine.names("myapp:") == ("myapp:multi",)


def test_the_image_that_is_not_declared_is_not_there(readers: str, type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match="No such image"):
        type_(f"docker history {readers}")
    with pytest.raises(CommandFailed, match="use images of examples alone, those that their `images` name"):
        type_("docker run --rm debian")


@pytest.mark.parametrize(
    "text",
    [
        "docker rmi -f myapp:multi",
        "docker tag myapp:multi other",
        "docker system prune -f",
        "docker pull debian",
        "docker load </dev/null",
        "docker run --rm -v /:/host myapp:multi true",
        "docker run --rm --privileged myapp:multi true",
        "docker run --rm --network host myapp:multi true",
        "echo 'FROM scratch' >Dockerfile; docker build .",
    ],
)
def test_what_is_not_for_a_page_is_refused_with_a_sentence(type_: Callable[..., Typed], text: str) -> None:
    with pytest.raises(CommandFailed, match="this command is not for a page: "):
        type_(text)


def test_a_hostile_output_is_plain_text(type_: Callable[..., Typed]) -> None:
    assert type_(HOSTILE).output == "red link <script>\n100 %"


def test_a_long_output_is_shortened_in_its_middle(type_: Callable[..., Typed]) -> None:
    typed = type_("docker run --rm myapp:multi seq 100000", output=1000)
    lines = typed.output.split("\n")
    assert (lines[0], lines[-1]) == ("1", "100000")
    assert len(lines) - 1 + typed.omitted == 100_000
    assert f"[… {typed.omitted:,} lines are left out here …]" in lines


def test_a_flood_is_stopped(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match="it printed more than 4 MB; it printed last: y"):
        type_("docker run --rm myapp:multi yes", seconds=60)


def test_a_command_that_hangs_is_ended_with_its_containers(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match=r"it did not end within 3\.0 s; it printed last: waiting"):
        type_("docker run --rm myapp:multi sh -c 'echo waiting; sleep 1000'", seconds=3)


def test_a_command_that_fails_is_told_with_its_last_words(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match="it ended with exit status 3; it printed last: why"):
        type_("docker run --rm myapp:multi sh -c 'echo why; exit 3'")


def test_a_command_that_fails_before_a_pipe_has_failed(type_: Callable[..., Typed]) -> None:
    with pytest.raises(CommandFailed, match="exit status 1"):
        type_("docker history nothing:here | cat")


def test_what_is_left_in_the_background_is_removed(type_: Callable[..., Typed]) -> None:
    typed = type_("docker run myapp:multi sleep 1000 & sleep 2; docker ps -q | wc -l")
    assert typed.output == "1"


def test_it_sees_no_more_of_the_machine_than_a_reader_would(
    type_: Callable[..., Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    typed = type_("pwd; env | cut -d= -f1 | sort | xargs; ls -1")
    where, names, *files = typed.output.split("\n")
    assert where == "~/myapp"
    assert names == "DOCKER_CLI_HINTS DOCKER_CONFIG DOCKER_HOST HOME LANG PATH PWD SHLVL TERM _"
    assert "app.py" in files


def test_its_folder_is_a_copy_and_goes_with_it(type_: Callable[..., Typed], checkout: Path) -> None:
    typed = type_("touch made-by-a-command; basename $HOME")
    assert typed.output.startswith("tare-temporary-typing-")
    assert not Path("/tmp", typed.output).exists()  # noqa: S108 - where the commands' homes are
    assert not (checkout / "examples/myapp/made-by-a-command").exists()


def test_two_commands_at_once_do_not_see_each_other(type_: Callable[..., Typed]) -> None:
    outputs: list[str] = []
    text = "docker run -d --name web myapp:multi sleep 100 >/dev/null; sleep 1; docker ps --format '{{.Names}}'"
    threads = [threading.Thread(target=lambda: outputs.append(type_(text).output)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outputs == ["web", "web"]


def test_an_engine_without_a_socket_is_reached_through_its_command_line(
    engine: DockerEngine, images: dict[str, str], checkout: Path
) -> None:
    command_line = replace(engine.command_line, socket=None)
    text = "docker images -q | wc -l; echo in | docker run -i --rm myapp:multi cat; docker run -it --rm myapp:multi tty"
    typing = Typing(text, images, checkout / "examples/myapp", None, 30, 1000)
    typed = type_command(typing, command_line, lambda container, url: asked(engine, container, url))
    assert typed.output == "2\nin\n/dev/pts/0"


def test_an_engine_that_is_away_is_no_fault_of_the_command(
    engine: DockerEngine, images: dict[str, str], checkout: Path, tmp_path: Path
) -> None:
    command_line = replace(engine.command_line, socket=tmp_path / "nothing.sock")
    typing = Typing("docker images", images, checkout / "examples/myapp", None, 30, 1000)
    with pytest.raises(SurroundingsError, match="the engine did not answer while a command ran"):
        type_command(typing, command_line, lambda container, url: asked(engine, container, url))
