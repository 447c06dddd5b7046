"""The site plugin with the real MkDocs, on a small project and findings that are given."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from macros import site
from macros.errors import SurroundingsError, WrongSource
from macros.plan.macros import MACROS
from macros.plan.readings import read_marks, spoken_of, write_marks
from macros.site import build_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from macros.plan.findings import Findings

Answer = TypeVar("Answer")
REPOSITORY = Path(__file__).parents[2]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [search, macros: {module_name: macros, on_undefined: strict}, tare]
markdown_extensions: [pymdownx.superfences, macros.pages.extension]
"""
FRONT_MATTER = "---\ntitle: a page\n---\n\n"


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs").mkdir()
    write(root, "index.md", '# Home\n\n{{ size("myapp:slim") }}\n\n{{ download("myapp") }}\n')
    return root


def write(project: Path, page: str, text: str) -> None:
    (project / "docs" / page).write_text(FRONT_MATTER + text)


def faults_of(project: Path, findings: Findings) -> list[str]:
    with pytest.raises(WrongSource) as wrong:
        build_site(project, lambda: findings)
    return [str(fault) for fault in wrong.value.faults]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_site_holds_pages_results_schema_and_downloads(project: Path, findings: Findings) -> None:
    before = names(project)
    build_site(project, lambda: findings)
    page = (project / "site/index.html").read_text()
    assert '<data value="128500045" data-tare="myapp:slim/unpacked_size">' in page
    results = json.loads((project / "site/results.json").read_text())
    assert results["images"]["myapp:slim"]["measurement"]["unpacked_size"] == 128_500_045
    assert json.loads((project / "site/results.schema.json").read_text())["$schema"]
    lines = list(csv.DictReader((project / "site/results.csv").read_text().splitlines()))
    assert [line["image"] for line in lines] == list(results["images"])
    assert {line["image"]: line["unpacked_size"] for line in lines}["myapp:slim"] == "128500045"
    assert (project / "site/downloads/myapp.zip").is_file()
    assert names(project) - before == {"site"}


def test_a_passport_is_no_result_of_a_search(project: Path, findings: Findings) -> None:
    write(project, "index.md", '# Home\n\n{{ ratio("myapp:fat", "myapp:slim") }}\n\nlast words\n')
    build_site(project, lambda: findings)
    index = (project / "site/search/search_index.json").read_text()
    assert "last words" in index
    assert "Passport" not in index
    assert "Close" not in index


def test_all_faults_are_told_at_once_with_page_and_line(project: Path, findings: Findings) -> None:
    write(project, "one.md", '# One\n\n{{ size("myapp:slimm") }}\n\ntext {{ ratio("myapp:fat") }}\n')
    write(project, "two.md", '# Two\n\n```\n{{ size("myapp:fat") }}\n```\n\n[away](nowhere.md)\n')
    write(project, "three.md", '# Three\n\n{{ sise("myapp:fat") }}\n')
    write(project, "four.md", "# Four\n\n{{ size( }}\n")
    faults = faults_of(project, findings)
    assert [re.sub("; .*", "", fault) for fault in faults] == [
        "docs/four.md:7: unexpected '}', expected ')'",
        "docs/one.md:7: `size`: there is no image `myapp:slimm`",
        "docs/one.md:9: `ratio`: missing a required argument: 'smaller'",
        "docs/three.md:7: 'sise' is undefined",
        "docs/two.md:8: a macro stands where nothing can be shown",
        "docs/two.md:11: contains a link 'nowhere.md', but the target is not found among documentation files",
    ]


def test_every_remedy_says_what_to_do(project: Path, findings: Findings) -> None:
    write(project, "one.md", "# One\n\n[away](nowhere.md)\n")
    write(project, "two.md", '# Two\n\n{{ sizes("myapp:fat") }}\n')
    write(project, "three.md", "# Three\n\n{{ nosuch }}\n")
    write(project, "four.md", "# Four\n\n{{ 1 / 0 }}\n")
    assert [re.sub("^.*; ", "", fault) for fault in faults_of(project, findings)] == [
        "correct the expression between the braces",
        "correct the link",
        f"there are the macros {', '.join(MACROS)}",
        "did you mean `size`?",
    ]


def test_a_block_inside_a_sentence_is_a_fault(project: Path, findings: Findings) -> None:
    write(project, "index.md", '# Home\n\nsee {{ bars("myapp:slim") }} here\n\n- {{ bars("myapp:slim") }}\n')
    assert faults_of(project, findings) == [
        "docs/index.md:7: `bars` stands inside a sentence; give it a line of its own"
    ]


def test_a_link_to_no_heading_is_told_together_with_the_other_faults(project: Path, findings: Findings) -> None:
    with (project / "mkdocs.yml").open("a") as configuration:
        configuration.write("validation: {anchors: warn}\n")
    write(project, "index.md", '# Home\n\n[away](#nowhere)\n\n{{ size("nope") }}\n')
    first, second = faults_of(project, findings)
    assert first.startswith("docs/index.md:7: contains a link '#nowhere', but there is no such anchor on this page")
    assert second.startswith("docs/index.md:9: ")


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_arguments: object, **_keywords: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = names(project)
    monkeypatch.setattr("mkdocs.utils.write_file", fill)
    with pytest.raises(SurroundingsError, match="cannot be written: No space left on device; make room on its disk"):
        build_site(project, lambda: findings)
    assert names(project) == before


def test_front_matter_that_is_not_yaml_is_a_fault_with_its_line(project: Path, findings: Findings) -> None:
    (project / "docs/index.md").write_text("---\ndescription: one\ntitle: a: b\n---\n\ntext\n")
    (fault,) = faults_of(project, findings)
    assert fault.startswith("docs/index.md:3: its front matter is not YAML: mapping values are not allowed")


def test_a_configuration_that_is_wrong_is_told_with_its_line(project: Path, findings: Findings) -> None:
    (project / "mkdocs.yml").write_text(CONFIGURATION + "  - [\n")
    assert faults_of(project, findings)[0].startswith("mkdocs.yml:6: ")
    assert not (project / "site").exists()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_where_the_site_goes_is_not_replaced(project: Path, findings: Findings, kind: str) -> None:
    site = project / "site"
    site.write_text("x\n") if kind == "file" else site.symlink_to("docs")
    assert faults_of(project, findings) == [f"site: it is a {kind} and not a folder that Tare made; move it away"]
    assert site.is_symlink() or site.read_text() == "x\n"


def test_a_name_that_no_download_can_hold_is_a_fault(project: Path, findings: Findings) -> None:
    Path(os.fsdecode(os.fsencode(project / "examples/myapp") + b"/caf\xe9")).touch()
    assert faults_of(project, findings) == [
        "examples/myapp/caf\\xe9: its name is not UTF-8, so that no download can hold it; rename it"
    ]


@pytest.mark.parametrize(
    "text",
    ['{{ size("nope") }}', "[away](nowhere.md)", "[away](index.md#nowhere)", '```\n{{ size("myapp:slim") }}\n```'],
)
def test_a_fault_leaves_the_last_good_site_as_it_was(project: Path, findings: Findings, text: str) -> None:
    with (project / "mkdocs.yml").open("a") as configuration:
        configuration.write("validation: {anchors: warn}\n")
    build_site(project, lambda: findings)
    before = {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()}
    entries = names(project)
    write(project, "index.md", f"# Home\n\n{text}\n")
    faults_of(project, findings)
    assert {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()} == before
    assert names(project) == entries


def test_a_title_that_a_macro_stands_in_is_a_fault(project: Path, findings: Findings) -> None:
    (project / "docs/index.md").write_text("---\ntitle: '{{ size(\"myapp:slim\") }}'\n---\n\ntext\n")
    assert "a macro stands where nothing can be shown" in faults_of(project, findings)[0]


def test_a_page_that_is_gone_is_gone_from_the_next_site(project: Path, findings: Findings) -> None:
    write(project, "gone.md", "# Gone\n")
    build_site(project, lambda: findings)
    (project / "docs/gone.md").unlink()
    build_site(project, lambda: findings)
    assert not (project / "site/gone").exists()


def test_a_bug_in_a_macro_keeps_its_traceback(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_scale: object, _size: int) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("macros.pages.scale.Scale.share", broken)
    write(project, "index.md", '# Home\n\n{{ bars("myapp:fat") }}\n')
    with pytest.raises(ZeroDivisionError) as raised:
        build_site(project, lambda: findings)
    assert raised.traceback[-1].name == "broken"


def test_what_the_lab_refuses_ends_a_plain_build_with_its_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    def refuse(_root: Path) -> Findings:
        raise SurroundingsError("there is no network", "connect it")

    monkeypatch.setattr(site, "_ask_the_lab", refuse)
    with pytest.raises(SystemExit, match="there is no network; connect it") as refused:
        build(load_config(str(project / "mkdocs.yml")))
    assert refused.value.code == 1
    assert not (project / "site").exists()


def test_a_warm_build_needs_neither_docker_nor_rich(project: Path) -> None:
    program = "import sys, macros.site, macros.pages.macros; print(sorted({'docker', 'rich'} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True, env=environment()
    )
    assert answer.stdout == "[]\n"


SERVE = """
import pickle, signal, sys
from pathlib import Path
from macros.site import serve_site
signal.signal(signal.SIGINT, signal.default_int_handler)
findings = pickle.loads(Path("findings.pickle").read_bytes())
serve_site(Path.cwd(), lambda: findings)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}


@contextmanager
def served(project: Path, findings: Findings) -> Iterator[tuple[str, Path]]:
    import pickle

    (project / "findings.pickle").write_bytes(pickle.dumps(findings))
    log = project / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE], cwd=project, stderr=output, stdout=output, env=environment()
        )
        try:
            yield wait_for(lambda: re.search(r"http://[\d.:]+/", log.read_text()))[0], log
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=10) == 0
        finally:
            server.kill()
            server.wait()


def wait_for(answer: Callable[[], Answer | None], seconds: float = 20) -> Answer:
    end = time.monotonic() + seconds
    while not (value := answer()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return value


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - our own server
        return str(response.read().decode())


def test_serving_shows_edits_and_keeps_the_last_good_page_on_a_fault(project: Path, findings: Findings) -> None:
    with served(project, findings) as (address, log):
        assert "Home" in get(address)
        write(project, "index.md", "# Edited\n")
        wait_for(lambda: "Edited" in get(address))
        write(project, "index.md", '# Wrong\n\n{{ size("myapp:slimm") }}\n')
        wait_for(lambda: "docs/index.md:7: `size`: there is no image `myapp:slimm`" in log.read_text())
        assert "Edited" in get(address)
        write(project, "index.md", "# Mended\n")
        wait_for(lambda: "Mended" in get(address))
        wait_for(lambda: len(re.findall(r"^The site is new: \d\d:\d\d:\d\d$", log.read_text(), re.MULTILINE)) == 2)
    assert not (project / "site").exists()


def test_serving_keeps_the_last_good_page_while_the_configuration_is_broken(project: Path, findings: Findings) -> None:
    with served(project, findings) as (address, log):
        (project / "mkdocs.yml").write_text(CONFIGURATION + "  - [\n")
        wait_for(lambda: "The last good site is still served." in log.read_text())
        assert "mkdocs.yml:6: " in log.read_text()
        assert "Traceback" not in log.read_text()
        assert "Home" in get(address)
        (project / "mkdocs.yml").write_text(CONFIGURATION.replace("site_name: test", "site_name: mended"))
        wait_for(lambda: "mended" in get(address))


def test_a_page_says_at_its_top_which_files_changed_since_it_was_read(
    project: Path, findings: Findings, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, "other.md", "# Other\n\nNothing is measured here.\n")
    write_marks(project, spoken_of(findings.catalog))
    dockerfile = findings.catalog.examples[0].variants[0].dockerfile.path
    marks = read_marks(project)
    marks["docs/index.md"] = {**marks["docs/index.md"], f"examples/myapp/{dockerfile.name}": "0" * 12}
    write_marks(project, marks)
    build_site(project, lambda: findings)
    opens = '<div class="admonition warning tare-changed" data-search-exclude>'
    heading, banner, _ = (project / "site/index.html").read_text().partition(opens)
    assert heading.rstrip().endswith("</h1>")
    assert banner
    assert "tare-changed" not in (project / "site/other/index.html").read_text()
    warning = f"docs/index.md: its text was read before examples/myapp/{dockerfile.name} changed"
    assert warning in capsys.readouterr().err
    assert not (project / "site/.read.toml").exists()
