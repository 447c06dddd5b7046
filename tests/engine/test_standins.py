"""Stand-ins on a real engine: what they are called, what is in them, what a second run does."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import PREFIX, Pinned, stand_in_for
from macros.bases.recipes import read_recipes
from macros.bases.standins import ensure
from macros.engines.choose import choose, open_engine
from macros.engines.engine import LIMITS, Limits
from macros.errors import SurroundingsError
from macros.progress import Lines
from macros.units import parse_size

if TYPE_CHECKING:
    from macros.bases.recipes import Recipe
    from macros.engines.engine import Engine
    from macros.settings import Settings

pytestmark = pytest.mark.timeout(1800)  # compiling CPython takes minutes where nothing has been built yet

STAND_INS = tuple(recipe for recipe in read_recipes().values() if recipe.is_stand_in)
REFERENCES = tuple(recipe.name for recipe in STAND_INS)
CITED = re.compile(r"([\d.]+ [kMG]B) in all layers, ")

# The image stores print different sizes for one and the same image, so the files are counted, each inode once;
# without capabilities, root cannot read a few folders of others.
VISIBLE_BYTES = """
find / -xdev -type f -printf '%i %s\\n' 2> /dev/null | sort -u | awk '{ bytes += $2 } END { printf "%d", bytes }'
"""


class Listening(Lines):
    """Remembers whether anything was said."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.said: list[str] = []

    def message(self, text: str) -> None:
        self.said.append(text)
        super().message(text)


def pinned(reference: str) -> Pinned:
    found = stand_in_for(reference)
    assert isinstance(found, Pinned)
    return found


@pytest.fixture(scope="session")
def settings_of(embedded_settings: Settings, image_store: str) -> Settings:
    return replace(embedded_settings, image_store=image_store)


@pytest.fixture(scope="session")
def stocked(engine: Engine, settings_of: Settings) -> Engine:
    """Return the engine with every stand-in in it."""
    ensure(STAND_INS, engine, settings_of, Listening())
    return engine


def shown(engine: Engine, reference: str, *command: str, limits: Limits = LIMITS) -> str:
    """Return what a command prints in a stand-in."""
    details = engine.details(pinned(reference).name)
    assert details is not None
    result = engine.run(details.image_id, command, limits)
    assert result.exit_status == 0, result.output
    return result.output


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_stand_in_is_there_under_its_private_name_and_not_under_the_real_one(stocked: Engine, reference: str) -> None:
    assert stocked.details(pinned(reference).name) is not None
    assert stocked.details(reference) is None


def test_a_second_run_makes_nothing_and_says_nothing(stocked: Engine, settings_of: Settings) -> None:
    progress = Listening()
    ensure(STAND_INS, stocked, settings_of, progress)
    assert progress.said == []


def test_only_the_names_of_stand_ins_and_their_parts_are_left_in_the_engine(stocked: Engine) -> None:
    names = stocked.names(PREFIX)
    assert len(names) == len(read_recipes())
    assert not [name for name in names if name.endswith("-root")]


@pytest.mark.parametrize("recipe", STAND_INS, ids=REFERENCES)
def test_a_stand_in_weighs_what_its_recipe_cites_of_the_official_image_within_a_tenth(
    stocked: Engine, recipe: Recipe
) -> None:
    cited = CITED.match(recipe.official or "")
    assert cited, recipe.official
    weighed = int(shown(stocked, recipe.name, "sh", "-c", VISIBLE_BYTES))
    assert weighed == pytest.approx(parse_size(cited[1]), rel=0.1)


@pytest.mark.parametrize("reference", REFERENCES)
def test_apt_keeps_neither_packages_nor_caches_nor_translations(stocked: Engine, reference: str) -> None:
    settings = shown(stocked, reference, "apt-config", "dump")
    assert 'Dir::Cache::pkgcache "";' in settings
    assert 'Dir::Cache::srcpkgcache "";' in settings
    assert 'Acquire::Languages:: "none";' in settings
    assert 'Acquire::GzipIndexes "true";' in settings
    assert 'Apt::AutoRemove::SuggestsImportant "false";'.lower() in settings.lower()
    assert 'DPkg::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb' in settings
    assert shown(stocked, reference, "ls", "/var/cache/apt").split() == ["archives"]
    assert set(shown(stocked, reference, "ls", "/var/lib/apt/lists").split()) <= {"lock", "partial"}


@pytest.mark.parametrize(("reference", "excluded"), [("debian:trixie-slim", True), ("debian:trixie", False)])
def test_slim_leaves_out_documentation_now_and_later(stocked: Engine, reference: str, *, excluded: bool) -> None:
    assert (shown(stocked, reference, "find", "/usr/share/man", "-type", "f") == "") is excluded
    assert ("path-exclude" in shown(stocked, reference, "sh", "-c", "cat /etc/dpkg/dpkg.cfg.d/*")) is excluded


@pytest.mark.parametrize("reference", ["python:3.12", "python:3.12-slim"])
def test_python_and_pip_answer_to_their_usual_names(stocked: Engine, reference: str) -> None:
    assert shown(stocked, reference, "python", "--version").startswith("Python 3.13.")
    assert "(python 3.13)" in shown(stocked, reference, "pip", "--version")


@pytest.mark.parametrize("reference", ["node:24", "node:24-slim"])
def test_node_npm_and_yarn_answer_to_their_usual_names(stocked: Engine, reference: str) -> None:
    programs = "node --version && npm --version && npx --version && corepack --version && yarn --version"
    node, *others = shown(stocked, reference, "sh", "-c", programs).split()
    assert node.startswith("v24.")
    assert len(others) == 4


@pytest.mark.parametrize("command", [("--version",), ("node", "--version"), ("sh", "-c", "node --version")])
def test_nodes_entrypoint_gives_to_node_what_is_no_command(stocked: Engine, command: tuple[str, ...]) -> None:
    assert shown(stocked, "node:24-slim", *command).startswith("v24.")


def test_go_compiles_with_and_without_c(stocked: Engine) -> None:
    program = """
        mkdir /srv/hello && cd /srv/hello && go mod init hello 2> /dev/null
        echo 'package main; import _ "net"; func main() { println("hello") }' > main.go
        export GOCACHE=/srv/cache
        for cgo in 1 0; do CGO_ENABLED=$cgo go build -o hello && ./hello 2>&1 && ldd hello 2>&1 | wc -l; done
    """
    room = Limits(cpus=2, memory=2_000_000_000, seconds=300, read_only=False)
    with_c, lines, without, one = shown(stocked, "golang:1.27", "sh", "-c", program, limits=room).split()
    assert (with_c, without, one) == ("hello", "hello", "1")
    assert int(lines) > 1


def test_every_module_of_the_standard_library_but_tkinter_works_in_slim(stocked: Engine) -> None:
    modules = "bz2 ctypes curses dbm.gnu dbm.ndbm decimal lzma readline sqlite3 ssl uuid zlib zoneinfo"
    program = f"import importlib\nfor name in {modules.split()!r}: importlib.import_module(name)"
    assert shown(stocked, "python:3.12-slim", "python", "-c", program) == ""


def test_tkinter_works_in_the_full_image(stocked: Engine) -> None:
    assert shown(stocked, "python:3.12", "python", "-c", "import tkinter") == ""


def test_the_machines_certificates_are_trusted_inside(stocked: Engine) -> None:
    certificates = sorted(path.name for path in Path("/usr/local/share/ca-certificates").glob("*.crt"))
    program = "ls /usr/local/share/ca-certificates; awk '/BEGIN/' /etc/ssl/certs/ca-certificates.crt | wc -l"
    *inside, trusted = shown(stocked, "python:3.12-slim", "sh", "-c", program).split()
    of_debian = int(shown(stocked, "python:3.12-slim", "sh", "-c", "grep -c '^[^#!]' /etc/ca-certificates.conf"))
    assert inside == certificates
    assert int(trusted) == of_debian + len(certificates)


def test_a_changed_recipe_is_made_anew_and_its_old_name_is_dropped(
    engine: Engine, settings_of: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY version /\n")
    (folder / "recipe.toml").write_text('contents = "a file"\nseconds = 1\ndisk = 1\ndownload = 0\n')
    prefix = f"{PREFIX}small:"
    made = []
    for version in ("one", "two"):
        (folder / "version").write_text(version)
        ensure([read_recipes(tmp_path)["small"]], engine, settings_of, Listening())
        made.append(engine.names(prefix))
    for name in made[-1]:
        engine.remove(name)
    assert [len(names) for names in made] == [1, 1]
    assert made[0] != made[1]


def test_a_recipe_that_cannot_be_made_says_why(engine: Engine, settings_of: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY nothing /\n")
    (folder / "recipe.toml").write_text('contents = "nothing"\nseconds = 1\ndisk = 1\ndownload = 0\n')
    recipe = read_recipes(tmp_path)["broken"]
    with (
        open_engine(settings_of, choose(settings_of, os.environ), print) as own,
        pytest.raises(SurroundingsError, match=r"broken could not be made.*nothing"),
    ):
        ensure([recipe], own, settings_of, Listening())
    assert engine.names(f"{PREFIX}broken:") == ()
