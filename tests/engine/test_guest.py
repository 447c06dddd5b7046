"""A guest in a reader's engine, which is an embedded one of its own: what he finds there afterwards is what he left."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.clean import clean
from macros.engines.embedded.engine import open_embedded
from macros.engines.engine import BuildRequest, Emulator, Limits, RunFailed
from macros.engines.leftovers import leftovers, remove
from macros.engines.ours import LABEL, PREFIX, RUN, private_name
from macros.engines.probe import ensure_probe
from macros.errors import SurroundingsError
from macros.settings import read_settings
from tests.engine.embedded_users import settings_for, wait_until
from tests.engine.readers_engine import BASE, ReadersEngine
from tests.engine.static_program import GREETING, static_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings

DOCKERFILE = f"""
FROM {BASE} AS builder
WORKDIR /work
COPY seed .
RUN --mount=type=cache,target=/kept date +%s%N > /stamp && ls /kept > /found && touch /kept/mine
FROM {BASE}
WORKDIR /app
COPY --from=builder /stamp /found /
RUN date +%s%N > /own
CMD ["cat", "/stamp", "/own"]
"""
SERVER = "import http.server as h; h.HTTPServer(('', 8000), h.SimpleHTTPRequestHandler).serve_forever()"
FAT, SLIM = private_name("myapp:fat"), private_name("myapp:slim")


@pytest.fixture(scope="module")
def readers_engine(
    tmp_path_factory: pytest.TempPathFactory, embedded_settings: Settings, image_store: str
) -> Iterator[ReadersEngine]:
    """Run an engine with an image of the reader's, `reader/base:1`, which has a shell and python3."""
    home = tmp_path_factory.mktemp("home")
    settings = replace(settings_for(home / "tare", embedded_settings), image_store=image_store)
    with open_embedded(settings, print) as connection:
        reader = ReadersEngine(connection)
        reader.import_base()
        yield reader


@pytest.fixture
def reader(readers_engine: ReadersEngine) -> Iterator[ReadersEngine]:
    """Return the engine; after the test, whatever it holds of ours is removed."""
    yield readers_engine
    remove(leftovers(readers_engine.command_line), readers_engine.command_line)


@pytest.fixture
def guest(reader: ReadersEngine) -> Iterator[DockerEngine]:
    engine = reader.guest()
    yield engine
    engine.close()


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """Return a build context whose two Dockerfiles have their first stage in common."""
    folder = tmp_path / "myapp"
    folder.mkdir()
    (folder / "seed").write_text("seed\n")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "Dockerfile.slim").write_text(DOCKERFILE.replace("WORKDIR /app", "WORKDIR /other"))
    (folder / "Dockerfile.slow").write_text(f"FROM {BASE}\nRUN sleep 1000\n")
    return folder


def request(context: Path, name: str = FAT, dockerfile: str = "Dockerfile", *, anew: bool = False) -> BuildRequest:
    return BuildRequest(name, context / dockerfile, context, anew=anew)


def stamps(engine: DockerEngine, image: str) -> list[str]:
    """Return when the builder's RUN ran and when the image's own did, in nanoseconds."""
    return engine.run(image, None, Limits()).output.split()


def test_after_a_run_the_readers_engine_holds_what_it_held(reader: ReadersEngine, context: Path) -> None:
    reader.builds(context, "Dockerfile.slim", "myapp:fat")
    reader.builds(context, "Dockerfile", "myapp:fat")  # leaves an image without a name where the store keeps those
    reader.types("container", "create", "--name", "his", "myapp:fat")
    reader.types("network", "create", "his")
    reader.types("volume", "create", "his")
    before = reader.holds()
    engine = reader.guest()
    with (context / "seed").open("wb+") as file:
        file.write(bytes(1024))  # an empty tar
        file.seek(0)
        engine.import_root(file, private_name("stand-in/root:1"))
    for anew in (False, True):
        built = engine.build(request(context, anew=anew), lambda _: None)
    assert stamps(engine, FAT) == stamps(engine, built.image_id)
    probe = ensure_probe(engine, f"docker-image://{BASE}")
    assert ensure_probe(engine, "docker-image://not.looked.at") == probe
    with pytest.raises(RunFailed, match="the app ended before it answered"):
        engine.ask(FAT, 8000, "/", probe, Limits(seconds=5))
    with engine.export(FAT) as archive:
        assert archive.read(512)
    assert engine.names(PREFIX) == (FAT, private_name("stand-in/root:1"), probe)
    listed = reader.types("images", "--filter", f"label={LABEL}", "--format", "{{.Repository}}:{{.Tag}}").split()
    assert sorted(listed) == sorted(f"{name}-{RUN}" for name in engine.names(PREFIX))
    engine.close()
    assert reader.holds() == before
    assert "his" in before
    assert "myapp" in before


def test_what_is_lent_to_a_foreign_image_is_gone_when_it_has_run(reader: ReadersEngine, context: Path) -> None:
    before = reader.holds()
    guest = reader.guest()
    own = guest.platform.partition("/")[2]
    foreign = next(name for name in ("arm64", "amd64") if name != own)
    # In the emulator's place stands a program that needs no other.
    (context / "program").write_bytes(static_program(own))
    (context / "program").chmod(0o755)
    (context / "Dockerfile").write_text("FROM scratch\nCOPY program /lent/\n")
    guest.build(request(context, SLIM), lambda _: None)
    (context / "Dockerfile").write_text('FROM scratch\nCOPY seed /\nCMD ["/seed"]\n')
    built = guest.build(replace(request(context), platform=f"linux/{foreign}"), lambda _: None)
    assert guest.details(built.image_id) is not None
    ran = guest.run(FAT, None, Limits(), Emulator(SLIM, "/lent/program"))
    assert (ran.exit_status, ran.output) == (0, GREETING.decode())
    guest.close()
    assert reader.holds() == before


def test_a_build_is_labelled_and_has_the_layers_and_the_history_of_one_that_is_not(
    reader: ReadersEngine, guest: DockerEngine, context: Path
) -> None:
    (context / "Dockerfile").write_text(f"FROM {BASE}\nCOPY seed .\nRUN date > /date\nCMD cat /date\n")
    reader.builds(context, "Dockerfile", "myapp:fat")
    image = guest.build(request(context), lambda _: None).image_id
    for told in ("{{json .RootFS}}", "{{json .Created}}"):
        assert reader.types("inspect", "-f", told, image) == reader.types("inspect", "-f", told, "myapp:fat")
    shown = ("history", "--no-trunc", "--format", "{{.CreatedBy}} {{.CreatedAt}} {{.Size}}")
    assert reader.types(*shown, image) == reader.types(*shown, "myapp:fat")


def test_a_name_that_moves_leaves_no_image_without_a_name(
    reader: ReadersEngine, guest: DockerEngine, context: Path
) -> None:
    dangling = ("images", "--quiet", "--filter", "dangling=true")
    before = sorted(reader.types(*dangling).split())
    first = guest.build(request(context, anew=True), lambda _: None).image_id
    (context / "seed").write_text("another\n")
    assert guest.build(request(context, anew=True), lambda _: None).image_id != first
    assert sorted(reader.types(*dangling).split()) == before


def test_the_end_of_one_run_takes_nothing_from_another(reader: ReadersEngine, context: Path) -> None:
    engine = reader.guest()
    engine.build(request(context), lambda _: None)
    other = reader.start_guest(FAT, context)
    assert other.stdout
    image = other.stdout.readline().strip()
    engine.close()
    assert reader.types("image", "inspect", "-f", "{{.RepoTags}}", image).startswith(f"[{FAT}-")
    assert RUN not in reader.types("images", "--format", "{{.Tag}}")
    other.communicate("\n")
    assert other.returncode == 0
    assert leftovers(reader.command_line) == ()


def test_a_run_that_is_killed_leaves_nothing(reader: ReadersEngine, context: Path) -> None:
    before = reader.holds()
    killed = reader.start_guest(FAT, context)
    assert killed.stdout
    killed.stdout.readline()
    assert {each.kind for each in leftovers(reader.command_line)} == {"container", "network", "volume", "image"}
    watching = watchdogs(killed.pid)
    assert len(watching) == 1
    killed.kill()
    killed.communicate()
    # Not earlier: the containerd image store does not get through its list while an image in it is removed.
    wait_until(lambda: not any(process.exists() for process in watching))
    assert reader.holds() == before


def watchdogs(run: int) -> list[Path]:
    """Return the watchdogs of the run with that process ID, as folders in /proc."""
    children = Path(f"/proc/{run}/task/{run}/children").read_text().split()
    processes = [Path("/proc", child) for child in children]
    return [process for process in processes if b"macros.engines.watchdog" in (process / "cmdline").read_bytes()]


def test_what_is_removed_is_ours_alone(
    reader: ReadersEngine, guest: DockerEngine, context: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader.holds()
    guest.build(request(context), lambda _: None)
    (context / "Dockerfile.his").write_text(f"FROM {FAT}-{RUN}\nRUN touch /his\n")
    reader.builds(context, "Dockerfile.his", "his:label")  # inherits our label
    reader.types("volume", "create", "--label", LABEL, "ours")
    found = leftovers(reader.command_line)
    assert [f"{each.kind} {each.name}" for each in found] == ["volume ours", f"image {FAT}-{RUN}"]
    assert found[1].size
    environment = {**reader.command_line.environment, "PATH": str(reader.command_line.program.parent)}
    settings = read_settings({"TARE_HOME": str(tmp_path)})
    # What other runs left among the temporary files is not looked at here.
    monkeypatch.setattr("macros.clean.left_behind", list)
    listed = list(clean(settings, environment, dry_run=True))
    assert leftovers(reader.command_line) == found
    told = [line.replace("would be removed", "removed") for line in listed]
    assert list(clean(settings, environment, dry_run=False)) == told
    assert told[0].startswith("volume ours in the engine at unix:///")
    assert len(told) == len([*found, "TARE_HOME"])
    assert leftovers(reader.command_line) == ()
    assert "his" in reader.types("images", "--format", "{{.Repository}}")
    reader.types("rmi", "his:label")
    assert reader.holds() == before


def test_nothing_of_a_readers_engine_can_be_pruned(guest: DockerEngine) -> None:
    for prune in (guest.prune_build_cache, guest.prune_images):
        with pytest.raises(AssertionError, match=r"of the engine at unix:///.* cannot be told from the reader's own"):
            prune()


def test_an_anew_build_runs_what_the_cache_has_and_its_siblings_share_it(reader: ReadersEngine, context: Path) -> None:
    engine = reader.guest()
    cached = engine.build(request(context), lambda _: None)
    assert engine.build(request(context), lambda _: None).image_id == cached.image_id
    old = stamps(engine, cached.image_id)
    anew = engine.build(request(context, anew=True), lambda _: None)
    sibling = engine.build(request(context, SLIM, "Dockerfile.slim", anew=True), lambda _: None)
    fresh, others = stamps(engine, anew.image_id), stamps(engine, sibling.image_id)
    assert min(fresh) > max(old)
    assert others[0] == fresh[0]
    assert others[1] > fresh[1]
    assert [step.cached for step in anew.steps if "RUN" in step.name] == [False, False]
    assert sorted(step.cached for step in sibling.steps if "RUN" in step.name) == [False, True]
    engine.close()
    # The cache is as it was, and the next run does not take what this one has made anew.
    engine = reader.guest()
    assert stamps(engine, engine.build(request(context), lambda _: None).image_id) == old
    later = stamps(engine, engine.build(request(context, anew=True), lambda _: None).image_id)
    assert min(later) > max(others)
    engine.close()


def test_a_cache_mount_of_the_readers_is_neither_seen_nor_touched(
    reader: ReadersEngine, guest: DockerEngine, context: Path
) -> None:
    mount = "RUN --mount=type=cache,target=/only-his ls /only-his > /seen && touch /only-his/{}\n"
    (context / "Dockerfile.his").write_text(f"FROM {BASE}\n{mount.format('his')}CMD cat /seen\n")
    (context / "Dockerfile.ours").write_text(f"FROM {BASE}\n{mount.format('ours')}CMD cat /seen\n")
    reader.builds(context, "Dockerfile.his", "mount:his")
    ours = guest.build(request(context, dockerfile="Dockerfile.ours"), lambda _: None).image_id
    assert guest.run(ours, None, Limits()).output == ""
    (context / "Dockerfile.his").write_text(f"FROM {BASE}\n{mount.format('again')}CMD cat /seen\n")
    reader.builds(context, "Dockerfile.his", "mount:his")
    assert guest.run("mount:his", None, Limits()).output == "his\n"
    reader.types("rmi", "mount:his")


def test_what_an_app_publishes_is_asked_on_the_engines_host(reader: ReadersEngine, guest: DockerEngine) -> None:
    probe = ensure_probe(guest, f"docker-image://{BASE}")
    publish = ("run", "--detach", "--publish", "127.0.0.1::8000", "--name", "published")
    reader.types(*publish, BASE, "python3", "-c", SERVER)
    try:
        reply = guest.ask_published("published", "http://localhost:8686/usr/?x=1#y", probe, Limits(seconds=10))
        assert reply.status == 200
        assert "bin/" in reply.body
    finally:
        reader.types("rm", "--force", "published")
    reader.types("run", "--detach", "--name", "published", BASE, "sleep", "100")
    try:
        with pytest.raises(RunFailed, match="it published no port within 1 s"):
            guest.ask_published("published", "http://localhost:8686/", probe, Limits(seconds=1))
    finally:
        reader.types("rm", "--force", "published")


def test_a_command_line_that_reaches_no_engine_is_told_in_a_sentence(reader: ReadersEngine) -> None:
    away = {**reader.command_line.environment, "DOCKER_HOST": "unix:///nowhere.sock"}
    with pytest.raises(SurroundingsError, match=r"^`docker ps` failed: .*; run `tare clean` when the engine answers$"):
        leftovers(replace(reader.command_line, environment=away))


def test_a_guest_builds_where_the_readers_current_context_leads(
    reader: ReadersEngine, context: Path, tmp_path: Path
) -> None:
    configuration = tmp_path / "configuration"
    shutil.copytree(reader.connection.environment["DOCKER_CONFIG"], configuration)
    by_context = {name: value for name, value in reader.command_line.environment.items() if name != "DOCKER_HOST"}
    by_context |= {"DOCKER_CONFIG": str(configuration)}
    command_line = replace(reader.command_line, environment=by_context)
    his = replace(reader, own_command_line=command_line)
    his.types("context", "create", "far", "--docker", f"host={reader.connection.docker_host}")
    his.types("context", "use", "far")
    engine = his.guest()
    built = engine.build(request(context), lambda _: None)
    assert engine.details(built.image_id) is not None
    engine.close()
    assert leftovers(reader.command_line) == ()
