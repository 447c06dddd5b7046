"""What a page was read against, and which of it changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.catalog.cards import read_cards
from macros.errors import WrongSource
from macros.plan.readings import MARKS, changed_fault, changed_since, read_marks, spoken_of, write_marks
from tests.unit.plan.project import MULTI, SLIM, TOML, catalog_of, make_project

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Catalog

PAGE = "docs/index.md"
SPEAKS = 'It is {{ size("demo:slim") }}.\n'
DOCKERFILE = "examples/demo/Dockerfile.slim"
COMMAND = """
[commands.run]
run = "docker run --rm demo:slim"
images = ["demo:slim"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_project(tmp_path)
    (tmp_path / PAGE).write_text(SPEAKS)
    return tmp_path


def after(root: Path) -> dict[str, tuple[str, ...]]:
    """Return what is told of the pages, which were read when the project was as it is made."""
    return changed_since(read_marks(root), spoken_of(catalog_of(root)))


def mark(root: Path) -> None:
    write_marks(root, spoken_of(catalog_of(root)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (DOCKERFILE, SLIM.replace("WORKDIR /app", "WORKDIR /srv")),
        (DOCKERFILE, f"# what it does not do\n{SLIM}"),
        (PAGE, f"{SPEAKS}And that is all.\n"),
        ("examples/demo/app.py", "print('bye')\n"),
        ("examples/demo.toml", TOML.replace("hello", "bye")),
        ("examples/demo/.dockerignore", "notes.txt\n"),
    ],
)
def test_a_page_names_the_file_that_changed_since_it_was_read(root: Path, path: str, text: str) -> None:
    mark(root)
    (root / path).write_text(text)
    assert after(root) == {PAGE: (path,)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("examples/demo/Dockerfile.multi", MULTI.replace("flask", "django")),
        ("examples/demo/notes.txt", "still seen by no build\n"),
        ("examples/demo/.dockerignore", "# nothing yet\n"),
        ("examples/demo.toml", TOML.replace("A title", "Another").replace("the slim base", "a slim base")),
        (PAGE, f"\n{SPEAKS}{{# to be continued #}}\n"),
    ],
)
def test_what_a_page_says_nothing_of_leaves_it_as_read(root: Path, path: str, text: str) -> None:
    """Another variant, a file that no build sees, a comment that no page shows, a summary."""
    mark(root)
    (root / path).write_text(text)
    assert after(root) == {}


def test_a_page_that_names_one_more_variant_has_more_to_be_read_against(root: Path) -> None:
    mark(root)
    (root / PAGE).write_text(f"{SPEAKS}And `demo:multi`.\n")
    assert after(root) == {PAGE: (PAGE, "examples/demo.toml", "examples/demo/Dockerfile.multi")}


def test_a_page_without_a_mark_waits_for_its_first_reader(root: Path) -> None:
    assert after(root) == {PAGE: ()}


@pytest.mark.parametrize("macro", ['trend("demo")', "results()", 'compare("demo:slim", "demo:multi")'])
def test_a_macro_that_shows_an_example_as_a_whole_speaks_of_all_its_variants(root: Path, macro: str) -> None:
    (root / PAGE).write_text(f"{{{{ {macro} }}}}\n")
    assert set(spoken_of(catalog_of(root))[PAGE]) == {
        PAGE,
        "examples/demo.toml",
        "examples/demo/Dockerfile.multi",
        DOCKERFILE,
        "examples/demo/app.py",
    }


def test_a_command_speaks_of_its_words_and_of_its_images(root: Path) -> None:
    (root / "examples/demo.toml").write_text(TOML + COMMAND)
    (root / PAGE).write_text('{{ command("demo/run") }}\n')
    mark(root)
    assert DOCKERFILE in read_marks(root)[PAGE]
    (root / "examples/demo.toml").write_text(TOML + COMMAND.replace("--rm", "--rm --read-only"))
    assert after(root) == {PAGE: ("examples/demo.toml",)}


@pytest.mark.parametrize(
    "text",
    [
        "Type `docker run demo:slim`.\n",
        '---\nrender_macros: false\n---\n{{ size("demo:slim") }}\n',
        '{% raw %}{{ size("demo:slim") }}{% endraw %}\n',
    ],
)
def test_a_page_that_shows_nothing_of_an_example_has_nothing_to_be_read_against(root: Path, text: str) -> None:
    (root / PAGE).write_text(text)
    assert spoken_of(catalog_of(root)) == {}


def test_a_table_of_all_images_is_about_their_summaries(root: Path) -> None:
    (root / PAGE).write_text("{{ results() }}\n")
    mark(root)
    (root / "examples/demo.toml").write_text(TOML.replace("the slim base", "a slim base"))
    assert after(root) == {PAGE: ("examples/demo.toml",)}


@pytest.fixture
def challenge(root: Path) -> Path:
    """Have the project hold a challenge alone, and return its declaration."""
    (root / "examples/demo").rename(root / "examples/challenge-demo")
    (root / "examples/demo.toml").unlink()
    for old, new in (("slim", "start"), ("multi", "solution")):
        (root / f"examples/challenge-demo/Dockerfile.{old}").rename(root / f"examples/challenge-demo/Dockerfile.{new}")
    declaration = root / "examples/challenge-demo.toml"
    declaration.write_text(CHALLENGE)
    (root / PAGE).write_text('# Challenges\n\n## The demo\n\n{{ challenge("demo") }}\n\n## Another\n')
    return declaration


def test_a_challenge_is_about_its_task_and_its_rules(root: Path, challenge: Path) -> None:
    mark(root)
    challenge.write_text(CHALLENGE.replace("Leave it out.", "Keep it."))
    assert after(root) == {PAGE: ("examples/challenge-demo.toml",)}


def test_a_page_that_sends_its_reader_to_a_challenge_is_about_what_it_asks(root: Path, challenge: Path) -> None:
    (root / "docs/lessons").mkdir()
    for lesson, section in (("a", "the-demo"), ("b", "another")):
        link = f"[It](../index.md#{section}) leaves it out.\n"
        (root / f"docs/lessons/{lesson}.md").write_text(f'{{{{ cards("{lesson}") }}}}\n\n{link}')
    mark(root)
    told = ("examples/challenge-demo.toml",)
    challenge.write_text(CHALLENGE.replace("Leave it out.", "Keep it."))
    assert after(root) == {PAGE: told}, "a hint"
    challenge.write_text(CHALLENGE.replace("Make it smaller.", "Make it larger."))
    assert after(root) == {PAGE: told, "docs/lessons/a.md": told}


def test_a_lesson_is_read_with_its_cards_and_the_deck_with_all(root: Path) -> None:
    (root / "docs/lessons").mkdir()
    (root / PAGE).write_text("{{ deck() }}\n")
    for lesson in ("base", "other"):
        (root / f"docs/lessons/{lesson}.md").write_text(f'# Why?\n\n{{{{ cards("{lesson}") }}}}\n')
    (root / "docs/cards").mkdir()
    (root / "docs/cards/sizes.toml").write_text(CARD)
    found = spoken_of(with_cards(root))
    cards = {"docs/cards/sizes.toml", DOCKERFILE}
    assert cards < found[PAGE].keys()
    assert cards < found["docs/lessons/base.md"].keys()
    assert cards.isdisjoint(found["docs/lessons/other.md"])


def with_cards(root: Path) -> Catalog:
    cards, faults = read_cards(root)
    assert not faults
    return replace(catalog_of(root), cards=cards)


CHALLENGE = """
title = "A challenge"

[variants.start]
summary = "the start"

[variants.solution]
summary = "the solution"

[challenge]
task = "Make it smaller."
unpacked_size = "5 MB"
unchanged = ["app.py"]
hints = ["Leave it out."]

[smoke_test]
output = "hello\\n"
"""
CARD = """
title = "Sizes"

[cards.how-small]
lesson = "base"
question = "How small?"
short = "Small."
long = "Quite small."
wrong = "Large."
follow_up = "Why?"
follow_up_answer = "So."
listens_for = "Sizes."
evidence = "{% call claim(size('demo:slim') > 0) %}`demo:slim` weighs something.{% endcall %}"
"""


@pytest.mark.parametrize("marks", ["[", '"docs/index.md" = 1', '["docs/index.md"]\n"examples/demo.toml" = 2'])
def test_marks_that_cannot_be_read_are_told_with_what_to_do(root: Path, marks: str) -> None:
    (root / MARKS).write_text(marks)
    with pytest.raises(WrongSource, match=r"docs/\.read\.toml: it cannot be read: .*; mend it, or remove it"):
        read_marks(root)


def test_the_warning_names_the_files_and_the_command() -> None:
    said = "docs/a.md: its text was read before x, y and z changed; read it again, then `tare read docs/a.md`"
    assert str(changed_fault("docs/a.md", ("x", "y", "z"))) == said
    said = "docs/a.md: nobody has noted that its text was read; read it, then `tare read docs/a.md`"
    assert str(changed_fault("docs/a.md", ())) == said
