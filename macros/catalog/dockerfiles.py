"""Parses a Dockerfile: from its text to stages, instructions and the images that they use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import DockerfileSyntaxError, parse_dockerfile_ast

from ..errors import Fault, WrongSource, did_you_mean
from .instructions import is_heredoc, mounts
from .model import Dockerfile, Instruction
from .stages import link_stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2b_dockerfile_utils import DockerfileAst

KEYWORDS = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
    *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)
_FLAGS = {
    "FROM": ("platform",),
    "RUN": ("mount", "network", "security", "device"),
    "COPY": ("from", "chown", "chmod", "link", "parents", "exclude"),
    "ADD": ("keep-git-dir", "checksum", "chown", "chmod", "link", "exclude", "unpack"),
    "HEALTHCHECK": ("interval", "timeout", "start-period", "start-interval", "retries"),
}
_MOUNT_KINDS = ("bind", "cache", "tmpfs", "secret", "ssh")
_NEED_AN_ARGUMENT = frozenset(KEYWORDS) - {"CMD", "ENTRYPOINT", "FROM", "ONBUILD"}
_DIRECTIVE = re.compile(r"(?:#|//)\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*")
_UNKNOWN_INSTRUCTION = "unknown instruction: "


def parse_dockerfile(path: Path, text: str, where: str | None = None, platform: str | None = None) -> Dockerfile:
    """Return the Dockerfile that stands at `path` and consists of `text`, to the byte.

    `where` is its name in faults (default: the path), `platform` what it is built for (default: the builder's own).
    The syntax is that of BuildKit's Dockerfile frontend.
    Raises WrongSource with every fault that BuildKit would refuse it for, as far as no build is needed to tell.
    """
    place = where if where is not None else path.as_posix()
    try:
        ast = parse_dockerfile_ast(text)
    except DockerfileSyntaxError as error:
        raise WrongSource([_syntax_fault(place, error)]) from None
    instructions = tuple(_instructions(ast))
    stages, faults = link_stages(instructions, ast.escape_token, place, platform)
    wrong = [*_frontend_faults(text, place), *faults]
    for instruction in instructions:
        wrong += _instruction_faults(instruction, place)
    if wrong:
        raise WrongSource(wrong)
    return Dockerfile(path, text, stages)


def instructions_of(text: str) -> tuple[Instruction, ...]:
    """Return the instructions of a Dockerfile that parses, in file order, FROM and what stands above it included."""
    return tuple(_instructions(parse_dockerfile_ast(text)))


def _instructions(ast: DockerfileAst) -> Iterator[Instruction]:
    for parsed in ast.instructions:
        yield Instruction(
            keyword=parsed.name,
            text=parsed.original.strip(),
            line=parsed.start_line,
            end_line=parsed.end_line,
            flags=tuple(parsed.flags),
            arguments=tuple(parsed.args),
        )


def _syntax_fault(where: str, error: DockerfileSyntaxError) -> Fault:
    # The parser puts "Dockerfile parse error on line N: " before its message.
    message = str(error).partition(": ")[2]
    if message.startswith(_UNKNOWN_INSTRUCTION):
        word = message.removeprefix(_UNKNOWN_INSTRUCTION)
        hint = did_you_mean(word.upper(), KEYWORDS) or "begin the line with an instruction such as RUN or COPY"
        return Fault(where, error.line, f"`{word}` is no instruction", hint)
    return Fault(where, error.line, f"it cannot be parsed: {message}", "mend the instruction that begins on that line")


def _frontend_faults(text: str, where: str) -> Iterator[Fault]:
    """Refuse `# syntax=`: the frontend that it names is an image, fetched anew from a registry that may not answer."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if number == 1 and line.startswith("#!"):
            continue
        directive = _DIRECTIVE.fullmatch(line)
        if directive is None:
            return
        if directive[1].lower() == "syntax":
            problem = f"`{directive[2]}` would be fetched from a registry to read this Dockerfile"
            yield Fault(where, number, problem, "remove the syntax line: the engine's own Dockerfile frontend is used")


def _instruction_faults(instruction: Instruction, where: str) -> Iterator[Fault]:
    keyword, line = instruction.keyword, instruction.line
    for given in instruction.flags:
        name = given.removeprefix("--").partition("=")[0]
        known = _FLAGS.get(keyword, ())
        hint = did_you_mean(name, known)
        # A flag that resembles none may be newer than this list: whether it exists is the engine's to say.
        if known and name not in known and hint:
            yield Fault(where, line, f"{keyword} has no flag `--{name}`", hint)
    for mount in mounts(instruction):
        if mount.kind not in _MOUNT_KINDS and "$" not in mount.kind:
            hint = did_you_mean(mount.kind, _MOUNT_KINDS) or f"a mount is one of {', '.join(_MOUNT_KINDS)}"
            yield Fault(where, line, f"`{mount.kind}` is no type of mount", hint)
    if keyword in {"COPY", "ADD"}:
        if len(instruction.arguments) < 2:  # noqa: PLR2004 - a source and a destination
            yield Fault(where, line, f"{keyword} has no destination", f"write `{keyword} source destination`")
        elif is_heredoc(instruction.arguments[-1]):
            yield Fault(where, line, f"{keyword} has a heredoc as destination", "end it with a path in the image")
    elif keyword in _NEED_AN_ARGUMENT and not instruction.arguments:
        yield Fault(where, line, f"{keyword} is followed by nothing", "complete it or remove the line")
