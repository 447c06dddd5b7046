from __future__ import annotations

from pathlib import Path

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.model import BaseUse, Dockerfile
from macros.errors import WrongSource

MULTI = """\
# ---- Builder ----
FROM python:3.12-slim AS builder
RUN pip install --prefix=/install flask

# ---- Final ----
FROM python:3.12-slim
COPY --from=builder /install /usr/local
RUN apt-get update \\
    # a comment inside
    && apt-get install -y curl
CMD ["python", "app.py"]
"""


def parse(text: str) -> Dockerfile:
    return parse_dockerfile(Path("examples/x/Dockerfile.x"), text)


def faults(text: str) -> list[str]:
    with pytest.raises(WrongSource) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


def test_the_text_is_kept_to_the_byte() -> None:
    text = "\ufeffFROM scratch\r\nCOPY a /\r\n\r\n"
    assert parse(text).text == text


def test_an_instruction_has_its_lines_and_is_joined_as_the_builder_joins_it() -> None:
    run = parse(MULTI).stages[1].instructions[1]
    assert (run.line, run.end_line) == (8, 10)
    assert run.text == "RUN apt-get update     && apt-get install -y curl"


def test_a_copy_from_a_stage_depends_on_it() -> None:
    dockerfile = parse(MULTI)
    assert dockerfile.stages[1].depends_on == (0,)
    assert dockerfile.bases(None) == (BaseUse("python:3.12-slim", 2), BaseUse("python:3.12-slim", 6))
    assert dockerfile.bases("builder") == (BaseUse("python:3.12-slim", 2),)


def test_own_instructions_are_those_of_the_chain_of_stages_without_triggers() -> None:
    dockerfile = parse("FROM a AS b\nENV X=1\nFROM b\nRUN x\nONBUILD RUN y\n")
    assert [each.text for each in dockerfile.own_instructions(None)] == ["ENV X=1", "RUN x"]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("ARG V=3.12\nFROM python:${V}-slim", "python:3.12-slim"),
        ("ARG V\nFROM python:${V:-3}", "python:3"),
        ("ARG A=1\nARG B=$A.2\nFROM x:$B", "x:1.2"),
        ('ARG V="1.2"\nFROM x:${V%.*}', "x:1"),
        ("FROM --platform=$BUILDPLATFORM golang:1.27", "golang:1.27"),
        ("from alpine As x", "alpine"),
    ],
)
def test_arguments_are_put_into_the_base_reference(text: str, base: str) -> None:
    assert parse(text).bases(None)[0].reference == base


def test_a_stage_can_be_named_without_regard_to_case_or_by_number() -> None:
    dockerfile = parse("FROM a AS Build\nFROM b\nCOPY --from=BUILD / /\nFROM c\nCOPY --from=1 / /\n")
    assert [stage.depends_on for stage in dockerfile.stages] == [(), (0,), (1,)]
    assert [use.reference for use in dockerfile.bases(None)] == ["a", "b", "c"]


def test_images_are_used_by_copy_and_mounts_too() -> None:
    dockerfile = parse(
        "FROM scratch\n"
        "COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/\n"
        "RUN --mount=type=bind,from=busybox:1,target=/x --mount=type=cache,target=/c true\n"
        "RUN --mount=from=scratch,target=/x true\n"
    )
    assert dockerfile.bases(None) == (BaseUse("ghcr.io/astral-sh/uv:0.8", 2), BaseUse("busybox:1", 3))


def test_a_name_near_a_stage_is_an_image_where_it_has_a_tag_or_is_a_base() -> None:
    dockerfile = parse(
        "FROM node AS nodes\nCOPY --from=node / /\nCOPY --from=nodess:1 / /\nFROM a AS engine\nCOPY --from=nginx / /\n"
    )
    assert [use.reference for use in dockerfile.bases("nodes")] == ["node", "node", "nodess:1"]
    assert [use.reference for use in dockerfile.bases("engine")] == ["a", "nginx"]


def test_images_of_stages_that_are_not_needed_are_not_used() -> None:
    dockerfile = parse("FROM unused AS test\nRUN x\nFROM used\n")
    assert [use.reference for use in dockerfile.bases(None)] == ["used"]


def test_a_heredoc_belongs_to_its_instruction() -> None:
    dockerfile = parse("FROM a\nRUN <<EOF\nFROM nothing\nEOF\nCOPY <<one <<two /x/\n1\none\n2\ntwo\nUSER me\n")
    run, copy, user = dockerfile.stages[0].instructions
    assert (run.line, run.end_line, copy.end_line, user.line) == (2, 4, 9, 10)


def test_of_two_stages_with_one_name_the_later_is_the_target() -> None:
    assert parse("FROM a AS x\nFROM b AS x\nFROM c\n").stage_index("X") == 1


def test_the_last_stage_is_the_target_where_none_is_named() -> None:
    with pytest.raises(KeyError):
        parse("FROM a\n").stage_index("x")
    assert parse("FROM a\nFROM b\n").stage_index(None) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "x/Dockerfile.x: it has no FROM; begin it with FROM and a base image, or FROM scratch"),
        ("# nothing\n", "x/Dockerfile.x: it has no FROM; begin it with FROM and a base image, or FROM scratch"),
        ("RUN x\n", "x/Dockerfile.x:1: RUN comes before the first FROM; only ARG can; move it below FROM"),
        ("FROM a\nCOPPY a b\n", "x/Dockerfile.x:2: `COPPY` is no instruction; did you mean `COPY`?"),
        ("FROM a\n\n&& x\n", "x/Dockerfile.x:3: `&&` is no instruction; begin the line with an instruction such as"),
        ("FROM a\nCOPY --from=3 a b\n", "x/Dockerfile.x:2: there is no stage 3; count them from 0"),
        ("FROM a AS b\nCOPY --from=b a b\n", "x/Dockerfile.x:2: stage `b` does not come before the stage that takes"),
        ("FROM a\nCOPY --from=y / /\nFROM b AS y\n", "x/Dockerfile.x:2: stage `y` does not come before the stage"),
        ("FROM a\nRUN --mount=from=y x\nFROM b AS y\n", "x/Dockerfile.x:2: stage `y` does not come before the"),
        ("FROM a\nCOPY --from=1 / /\nFROM b\n", "x/Dockerfile.x:2: stage `1` does not come before the stage that"),
        ("FROM a AS b\nFROM B\n", "x/Dockerfile.x:2: `B` is the name of no stage; did you mean `b`?"),
        ("FROM a\nCOPY --from=$X a b\n", "x/Dockerfile.x:2: variables are not put in where an instruction says from"),
        ("FROM a\nCOPY --form=b a b\n", "x/Dockerfile.x:2: COPY has no flag `--form`; did you mean `from`?"),
        ("FROM a\nCOPY a\n", "x/Dockerfile.x:2: COPY has no destination; write `COPY source destination`"),
        ("FROM a\nCOPY a <<EOF\nEOF\n", "x/Dockerfile.x:2: COPY has a heredoc as destination"),
        ("FROM a\nRUN\n", "x/Dockerfile.x:2: RUN is followed by nothing"),
        (
            "FROM a\nRUN --mount=type=bnd,target=/x y\n",
            "x/Dockerfile.x:2: `bnd` is no type of mount; did you mean `bind`?",
        ),
        ("FROM a b\n", "x/Dockerfile.x:1: FROM is followed by 2 words; write `FROM image` or `FROM image AS name`"),
        ("FROM\n", "x/Dockerfile.x:1: FROM is followed by 0 words"),
        ("FROM a AS 1x\n", "x/Dockerfile.x:1: `1x` cannot be the name of a stage"),
        ("ARG V=\nFROM $V\n", "x/Dockerfile.x:2: `$V` is empty here; give the ARG above the first FROM a default"),
        ("ARG V\nFROM $V\n", "x/Dockerfile.x:2: `V` is not set before this FROM; give it a default with `ARG V=…`"),
        ("FROM python:${NOPE}\n", "x/Dockerfile.x:1: `NOPE` is not set before this FROM; give it a default with"),
        (
            "FROM a AS builder\nFROM a\nCOPY --from=bulder a b\n",
            "x/Dockerfile.x:3: there is no stage `bulder`; did you",
        ),
        ("FROM ${V\n", "x/Dockerfile.x:1: `${V` cannot be read"),
        ("FROM a\nRUN <<EOF\nx\n", "x/Dockerfile.x:2: it cannot be parsed: unterminated heredoc"),
        ("FROM a\nENV\n", "x/Dockerfile.x:2: ENV is followed by nothing"),
        ("FROM a\nENV A=1 B\n", "x/Dockerfile.x:2: it cannot be parsed: Syntax error - can't find = in"),
        ("# escape=x\nFROM a\n", "x/Dockerfile.x:1: it cannot be parsed: invalid escape token"),
        ("# syntax=docker/dockerfile:1\nFROM a\n", "x/Dockerfile.x:1: `docker/dockerfile:1` would be fetched"),
        ("#!/usr/bin/x\n# escape=`\n#syntax = y\nFROM a\n", "x/Dockerfile.x:3: `y` would be fetched"),
        ("FROM node AS node\n", "x/Dockerfile.x:1: `node` is an image and the name of a stage; rename the stage"),
        ("FROM a AS b\nONBUILD RUN x\nFROM b\n", "x/Dockerfile.x:2: ONBUILD would run in the stage of line 3"),
    ],
)
def test_what_the_builder_would_refuse_is_refused_in_one_sentence(text: str, fault: str) -> None:
    (found,) = faults(text)
    assert found.startswith(f"examples/{fault}")
    assert "\n" not in found


def test_all_faults_of_a_dockerfile_are_told_at_once() -> None:
    assert len(faults("FROM a\nCOPY --from=7 a b\nADD x\nUSER\n")) == 3


def test_a_comment_that_only_looks_like_a_syntax_line_is_one() -> None:
    assert parse("# hello\n# syntax=docker/dockerfile:1\nFROM a\n").stages
