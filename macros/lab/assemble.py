"""Puts together what the stations left behind: from build, weighing and smoke tests to one measurement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engines.engine import Step
from ..records.measurement import BuildStep, Layer, Measurement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..catalog.model import Instruction, Stage, Variant
    from ..plan.decisions import Work
    from ..records.measurement import SmokeTest
    from ..records.stations import BuildRecord, Weighing

_STEP = re.compile(r"\[(?:\S+/\S+ )?(?:(?P<stage>\S+) )?(?P<number>\d+)/\d+\] (?P<text>\S.*)", re.DOTALL)
"""BuildKit's step names: "[builder 3/4] RUN …", "[stage-1 2/4] WORKDIR /app", "[2/4] COPY app.py ."."""
_STEP_KEYWORDS = frozenset({"ADD", "COPY", "RUN", "WORKDIR"})
"""The instructions that BuildKit makes a step of."""
_VARIABLE = re.compile(r"\$(?:\{.*\}|\w+)")
"""What BuildKit may have put a value in place of; with nested braces, up to the last one."""


@dataclass(frozen=True, slots=True)
class _NamedStep:
    """A step of the builder, and what its name says."""

    stage: str | None
    number: int
    """Its place in its stage, as BuildKit counts."""
    text: str
    step: Step


def measurement(work: Work, build: BuildRecord, weighing: Weighing, smoke_tests: tuple[SmokeTest, ...]) -> Measurement:
    """Return the record of a variant from what its stations left behind."""
    layers = _layers(work.variant, weighing)
    return Measurement(
        reference=str(work.variant.reference),
        key=work.key,
        inputs=dict(work.inputs),
        measured_at=build.built_at,
        oldest_step_at=build.oldest_step_at,
        platform=weighing.platform,
        engine=build.engine,
        bases=work.bases,
        config_digest=weighing.config_digest,
        unpacked_size=sum(layer.unpacked_size for layer in layers),
        transfer_size=sum(layer.transfer_size for layer in layers),
        engine_size=build.engine_size,
        layers=layers,
        history=weighing.history,
        waste=weighing.waste,
        largest_files=weighing.largest_files,
        largest_folders=weighing.largest_folders,
        packages=weighing.packages,
        config=weighing.config,
        smoke_test=smoke_tests[0],
        build=build.build,
        further_smoke_tests=smoke_tests[1:],
        build_platform=build.platform if work.variant.platform is not None else None,
    )


def build_steps(variant: Variant, steps: tuple[Step, ...]) -> tuple[BuildStep, ...]:
    """Return the instructions that the build went through, once each and in file order, as the builder's steps tell.

    An instruction of which the steps tell nothing is left out.
    """
    return tuple(
        BuildStep(instruction.text, instruction.line, _is_cached(step), step.seconds)
        for instruction, step in _told(variant, steps)
        if step is not None
    )


def grows_old(instruction: Instruction) -> bool:
    """Tell whether an instruction can give something else tomorrow than it gave today.

    What RUN does depends on the world. Every other instruction depends on the base, on the build context and on its
    own words, which the key of a measurement covers; what ADD fetches, the builder compares each time.
    """
    return instruction.keyword == "RUN"


def has_cached_step_outside_history(variant: Variant, steps: tuple[Step, ...]) -> bool:
    """Tell whether a step that grows old, of a stage that the image's history does not show, came from the cache."""
    own = variant.dockerfile.own_instructions(variant.target)
    return any(
        step is None or _is_cached(step)  # of what is not told, nobody knows that it ran
        for instruction, step in _told(variant, steps)
        if grows_old(instruction) and instruction not in own
    )


def _layers(variant: Variant, weighing: Weighing) -> tuple[Layer, ...]:
    """Tell the example's own layers from its base's: each own instruction left one entry at the history's end."""
    own = variant.dockerfile.own_instructions(variant.target)
    first_own = len(weighing.history) - len(own)
    made_by: dict[int, Instruction] = {}
    for index, entry in enumerate(weighing.history):
        if entry.layer is not None and index >= first_own >= 0:
            made_by[entry.layer] = own[index - first_own]
    return tuple(
        Layer(
            diff_id=layer.diff_id,
            unpacked_size=layer.unpacked_size,
            transfer_size=layer.transfer_size,
            files=layer.files,
            waste=layer.waste,
            added=layer.added,
            replaced=layer.replaced,
            deleted=layer.deleted,
            instruction=made_by[index].text if index in made_by else None,
            line=made_by[index].line if index in made_by else None,
            from_base=index not in made_by,
        )
        for index, layer in enumerate(weighing.layers)
    )


def _told(variant: Variant, steps: tuple[Step, ...]) -> Iterator[tuple[Instruction, Step | None]]:
    """Yield each instruction that the target needs, in file order, with the step that stands for it.

    BuildKit makes what several stages or builds share only once, and all of them are told of it under one name. So a
    build hears of steps of other stages and builds, and its own may be told under their names, or twice.
    """
    named = [_NamedStep(match["stage"], int(match["number"]), match["text"], step) for match, step in _matches(steps)]
    stages = variant.dockerfile.stages
    for stage in variant.dockerfile.needed_stages(variant.target):
        # Where there is but one stage, BuildKit does not name it.
        names = {stage.name or f"stage-{stages.index(stage)}"} if len(stages) > 1 else {None}
        for instruction in stage.instructions:
            if instruction.keyword in _STEP_KEYWORDS:
                yield instruction, _standing_for(instruction, stage, names, named)


def _matches(steps: tuple[Step, ...]) -> Iterator[tuple[re.Match[str], Step]]:
    return ((match, step) for step in steps if (match := _STEP.match(step.name)))


def _standing_for(
    instruction: Instruction, stage: Stage, names: Collection[str | None], named: list[_NamedStep]
) -> Step | None:
    """Return the step of an instruction: of those with its text one that began, of its own stage, that really ran."""
    candidates = [each for each in named if _is_named_for(instruction, each.text)]
    alike = [each for each in stage.instructions if _words(each.text) == _words(instruction.text)]
    numbers = sorted({each.number for each in candidates if each.stage in names})
    if len(alike) == len(numbers) > 1:
        # Of instructions with one text, the first has the smallest number.
        number = numbers[alike.index(instruction)]
        candidates = [each for each in candidates if each.number == number]
    candidates.sort(
        key=lambda each: (not each.step.began, each.stage not in names, each.step.cached, -each.step.seconds)
    )
    return candidates[0].step if candidates else None


def _is_named_for(instruction: Instruction, text: str) -> bool:
    """Tell whether BuildKit may name an instruction so: with values for variables, and a heredoc's first words."""
    first, *others = _VARIABLE.split(_words(instruction.text))
    rest = _words(text)
    if "<<" in instruction.text and " (" not in instruction.text:
        rest = rest.partition(" (")[0]
    if not others:
        return rest == first
    if not rest.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        found = rest.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(rest) - place >= len(others[-1]) and rest.endswith(others[-1])


def _words(text: str) -> str:
    """Return a text as it compares: BuildKit writes keywords in upper case and joins lines with other white space."""
    keyword, *others = text.split()
    return " ".join((keyword.upper(), *others))


def _is_cached(step: Step) -> bool:
    """Tell whether the result was there already: BuildKit does not begin what it has no need of."""
    return step.cached or not step.began
