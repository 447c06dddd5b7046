"""Links the stages of a Dockerfile: from its instructions to stages that know what they stand on and copy from."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import ShellLex

from ..errors import Fault
from .instructions import sources_of_other_images
from .model import BaseUse, Instruction, Stage
from .platforms import is_of_the_builder, platform_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRATCH = "scratch"
_STAGE_NAME = re.compile(r"[a-z][a-z0-9_.-]*")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
"""Without those that bring a default of their own, as `${NAME:-default}`."""
_NEARLY = 0.8
"""How alike a misspelt stage is to its name: closer than "did you mean" asks for, as many names are images."""
_FROM_ALONE, _FROM_AS = 1, 3
"""How many words may follow FROM."""


@dataclass
class _Draft:
    """A stage while its instructions are collected."""

    opened_by: Instruction
    name: str | None
    base: str
    base_stage: int | None
    instructions: list[Instruction] = field(default_factory=list)


def link_stages(
    instructions: Sequence[Instruction], escape: str, where: str, platform: str | None = None
) -> tuple[tuple[Stage, ...], tuple[Fault, ...]]:
    """Return the stages of a Dockerfile and what is wrong with how they refer to each other.

    `escape` is the file's escape character, `where` its name in faults, `platform` what it is built for: None is the
    builder's own.
    The rules are those of BuildKit's `dockerfile2llb`: `--from` compares names without case, that of COPY also takes
    numbers, a stage that files are taken from must come before, and everything that is no stage is an image.
    """
    linker = _Linker(where, escape, platform)
    for instruction in instructions:
        linker.add(instruction)
    return linker.finish()


class _Linker:
    def __init__(self, where: str, escape: str, platform: str | None) -> None:
        self._where = where
        self._escape = escape
        self._arguments = platform_arguments(platform)
        self._drafts: list[_Draft] = []
        self._by_name: dict[str, int] = {}
        self._faults: list[Fault] = []

    def add(self, instruction: Instruction) -> None:
        if instruction.keyword == "FROM":
            self._open(instruction)
        elif self._drafts:
            self._drafts[-1].instructions.append(instruction)
        elif instruction.keyword == "ARG":
            self._declare(instruction)
        else:
            self._fault(
                instruction, f"{instruction.keyword} comes before the first FROM", "only ARG can; move it below FROM"
            )

    def finish(self) -> tuple[tuple[Stage, ...], tuple[Fault, ...]]:
        if not self._drafts and not self._faults:
            self._faults.append(
                Fault(self._where, None, "it has no FROM", "begin it with FROM and a base image, or FROM scratch")
            )
        stages = tuple(self._link(index, draft) for index, draft in enumerate(self._drafts))
        return stages, tuple(self._faults)

    def _declare(self, instruction: Instruction) -> None:
        for word in instruction.arguments:
            name, assigned, default = word.partition("=")
            if assigned:
                self._arguments[name] = self._expand(instruction, default)

    def _open(self, instruction: Instruction) -> None:
        words = instruction.arguments
        name = None
        if len(words) == _FROM_AS and words[1].lower() == "as":
            name = words[2].lower()
            if not _STAGE_NAME.fullmatch(name):
                self._fault(
                    instruction,
                    f"`{words[2]}` cannot be the name of a stage",
                    "begin it with a letter and use letters, digits, `-`, `_` and `.`",
                )
        elif len(words) != _FROM_ALONE:
            self._fault(
                instruction, f"FROM is followed by {len(words)} words", "write `FROM image` or `FROM image AS name`"
            )
        base = self._expand(instruction, words[0]) if words else ""
        unset = [name for name in _variables(words[0]) if name not in self._arguments] if words else []
        for name in unset:
            remedy = f"give it a default with `ARG {name}=…` above the first FROM"
            self._fault(instruction, f"`{name}` is not set before this FROM", remedy)
        if words and not base and not unset:
            self._fault(instruction, f"`{words[0]}` is empty here", "give the ARG above the first FROM a default")
        # Only here BuildKit compares with case, and keeps stage names in lower case.
        if base not in self._by_name and base.lower() in self._by_name:
            self._fault(instruction, f"`{base}` is the name of no stage", f"did you mean `{base.lower()}`?")
        draft = _Draft(instruction, name, base, self._by_name.get(base))
        if draft.base_stage is not None:
            self._refuse_triggers(draft, self._drafts[draft.base_stage])
        self._drafts.append(draft)
        if name is not None:
            self._by_name[name] = len(self._drafts) - 1

    def _link(self, index: int, draft: _Draft) -> Stage:
        depends_on: list[int] = []
        images: list[BaseUse] = []
        if draft.base_stage is not None:
            depends_on.append(draft.base_stage)
        elif draft.base and draft.base != SCRATCH:
            images.append(BaseUse(draft.base, draft.opened_by.line))
        for instruction in draft.instructions:
            for source in sources_of_other_images(instruction):
                used = self._source(index, instruction, source)
                if isinstance(used, int):
                    depends_on.append(used)
                elif used is not None:
                    images.append(used)
        for use in images:
            self._refuse_ambiguity(use)
        return Stage(
            name=draft.name,
            base=draft.base,
            base_stage=draft.base_stage,
            line=draft.opened_by.line,
            instructions=tuple(draft.instructions),
            depends_on=tuple(dict.fromkeys(depends_on)),
            images=tuple(images),
            of_the_builder=is_of_the_builder(draft.opened_by),
        )

    def _source(self, stage: int, instruction: Instruction, source: str) -> int | BaseUse | None:
        """Return the index of the stage that `source` names, or the image; None for scratch and faults.

        `stage` is the index of the stage that the instruction is in.
        """
        if "$" in source:
            self._fault(
                instruction,
                f"variables are not put in where an instruction says from (`{source}`)",
                f"name a stage instead, opened above with `FROM {source} AS name`",
            )
            return None
        if instruction.keyword == "COPY" and re.fullmatch(r"[+-]?\d+", source):
            used = int(source)
        elif source.lower() in self._by_name:
            used = self._by_name[source.lower()]
        elif source == SCRATCH:
            return None
        elif near := self._near_stage(source):
            remedy = f"did you mean `{near}`? An image of that name is written with its tag, as `{source}:latest`"
            self._fault(instruction, f"there is no stage `{source}`", remedy)
            return None
        else:
            return BaseUse(source, instruction.line)
        if 0 <= used < stage:
            return used
        if 0 <= used < len(self._drafts):
            problem = f"stage `{source}` does not come before the stage that takes files from it"
            self._fault(instruction, problem, "move it up, or name another")
        else:
            remedy = "count them from 0, or better give the stage a name"
            self._fault(instruction, f"there is no stage {source}", remedy)
        return None

    def _near_stage(self, source: str) -> str | None:
        """Return the stage that a bare name nearly spells; what stages stand on is an image, however near."""
        if re.search("[/:@]", source) or any(draft.base.partition(":")[0] == source for draft in self._drafts):
            return None
        near = difflib.get_close_matches(source.lower(), self._by_name, n=1, cutoff=_NEARLY)
        return near[0] if near else None

    def _refuse_triggers(self, draft: _Draft, base: _Draft) -> None:
        trigger = next((each for each in base.instructions if each.keyword == "ONBUILD"), None)
        if trigger is not None:
            self._fault(
                trigger,
                f"ONBUILD would run in the stage of line {draft.opened_by.line}, which Tare does not follow",
                "write what it triggers into that stage",
            )

    def _refuse_ambiguity(self, use: BaseUse) -> None:
        # The build gets its pinned bases under their names, and BuildKit would put one in a stage's place too.
        if _context_name(use.reference) in self._by_name:
            problem = f"`{use.reference}` is an image and the name of a stage"
            self._faults.append(Fault(self._where, use.line, problem, "rename the stage, or give the image a tag"))

    def _expand(self, instruction: Instruction, word: str) -> str:
        try:
            return ShellLex(self._escape, env=self._arguments, skip_unset_env=False).process_word(word)
        except ValueError as error:
            self._fault(instruction, f"`{word}` cannot be read ({error})", "mend its quotes and braces")
            return word

    def _fault(self, instruction: Instruction, problem: str, remedy: str) -> None:
        self._faults.append(Fault(self._where, instruction.line, problem, remedy))


def _variables(word: str) -> list[str]:
    return [braced or bare for braced, bare in _VARIABLE.findall(word)]


def _context_name(reference: str) -> str:
    """Return an image reference as BuildKit compares it with stages: shortened, and without `:latest`."""
    short = reference.removeprefix("index.").removeprefix("docker.io/").removeprefix("library/")
    return short.removesuffix(":latest")
