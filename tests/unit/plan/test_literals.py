from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.literals import read_literals

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path, text: str, name: str = "page.md") -> list[tuple[int | None, str]]:
    (root / "docs" / name).write_text(text)
    return [(fault.line, fault.problem) for fault in read_literals(root / "docs")]


@pytest.mark.parametrize(
    "figure",
    [
        *(
            "129 MB",
            "129MB",
            "1.13GB",
            "1,130 MB",
            "1,1 GB",
            "4.73\u00a0MB",
            "4.73\u202fMB",
            "4.73&nbsp;MB",
            "129-MB",
            "100-129 MB",
        ),
        *("512 MiB", "3 B", "226194580 bytes", "1 byte", "12 kB", "12 KB", "12 megabytes", "**129** MB", "`129` MB"),
        *("8.5 times", "8.5x", "8.5 x", "8.5\u00d7", "10-fold", "12 %", "12%", "12.5 %", "12 percent", "12 per cent"),
        *("2 seconds", "1 second", "0.5 s", "30\u00a0s", "250 ms", "5 minutes", "1-minute", "3 layers", "1,204 files"),
        *("1 layer", "**12** files", "42 packages", "3 times", "1 package"),
    ],
)
@pytest.mark.parametrize("place", ["It is {}.", "`{}`", "```\n{}\n```", "| {} |", "({}, more)", "# {}", "~{}/s"])
def test_a_typed_figure_is_a_fault(root: Path, figure: str, place: str) -> None:
    assert len(found(root, place.format(figure))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It listens on port 8000.",
        "python:3.12-slim, Debian 12, version 26.1.5, 3.12 Bookworm",
        "See RFC 3339 and 12 Books, 3 more layers, 5 Bytecode files, 12 filesystems",
        "Python 3 packages, Debian 12 packages, 3.12 packages, three layers, twice, two seconds, 5 sites, 7 days",
        "FROM python:3.12 files, --interval=30s, 5 seconds-long, /tmp/3 files",
        "{{ size('demo:slim') }} and {{ ratio('a', 'b') }} times",
        "{{ bound('50 MB') }} {{- about(size('a') * 12, bound('3 layers')) }}",
        "{% call claim(size('demo:slim') < bound('50 MB')) %}{{ bound('50 MB') }} is more.{% endcall %}",
        "{% if loop.index % 3 %}x{% endif %} {# 12 MB #} <!-- 12 MB -->",
        '![x](y.png){ width="50%" } <img width="50%" alt="">',
        "https://example.org/a%20b5%20c",
        "sha256:12ab 0x1f 1280x720 i386",
        "In 2024\n\nBytes are counted.",
        "1. Build it\n2. times change",
        "FROM python:3.12\nRUN x && y",
    ],
)
def test_what_is_no_figure_is_no_fault(root: Path, text: str) -> None:
    assert found(root, text) == []


def test_a_figure_is_named_with_its_line(root: Path) -> None:
    text = "---\ntitle: From 1.13GB down\n---\n{# a\nb #}\nIt is 129\nMB, or 12 %.\n"
    assert found(root, text) == [
        (2, "the figure `1.13GB` is typed by hand"),
        (6, "the figure `129 MB` is typed by hand"),
        (7, "the figure `12 %` is typed by hand"),
    ]


@pytest.mark.parametrize("place", ["{{{{ '{}' }}}}", '{{{{- "It is {}." -}}}}', "{{{{ 12 }}}} MB"])
def test_a_figure_between_braces_is_typed_all_the_same(root: Path, place: str) -> None:
    assert found(root, place.format("12 MB")) == [(1, "the figure `12 MB` is typed by hand")]


def test_a_figure_in_a_claims_sentence_is_a_fault(root: Path) -> None:
    text = "{% call claim(size('demo:slim') < bound('50 MB')) %}\nIt is less than 50 MB.\n{% endcall %}"
    assert found(root, text) == [(2, "the figure `50 MB` is typed by hand")]


def test_pages_about_the_project_itself_may_have_figures(root: Path) -> None:
    for name in ("changelog.md", "contributing.md", "architecture.md"):
        assert found(root, "It was 129 MB.", name) == []
    (root / "docs/lessons").mkdir()
    assert found(root, "It was 129 MB.", "lessons/changelog.md")


def test_an_image_worked_by_hand_has_figures_and_what_stands_around_it_has_none(root: Path) -> None:
    worked = "``` { .text .tare-worked }\nlayer 1  write  a  10 B\nfiles  1 files\n```\n"
    assert found(root, worked) == []
    assert found(root, f"It is 10 B.\n\n{worked}\nIt is 12 B.\n\n{worked}") == [
        (1, "the figure `10 B` is typed by hand"),
        (8, "the figure `12 B` is typed by hand"),
    ]


@pytest.mark.parametrize("fence", ["```", "``` { .text }", "``` text", "```tare-worked", "~~~ { .tare-worked }"])
def test_no_other_code_block_has_figures(root: Path, fence: str) -> None:
    assert len(found(root, f"{fence}\n10 B\n{fence[:3]}\n")) == 1
