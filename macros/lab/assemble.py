"""Puts together what the stations left behind: from build, weighing and smoke test to one measurement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..records.measurement import BuildStep, Layer, Measurement

if TYPE_CHECKING:
    from ..catalog.model import Instruction, Stage, Variant
    from ..engines.engine import Step
    from ..plan.decisions import Work
    from ..records.measurement import SmokeTest
    from ..records.stations import BuildRecord, Weighing

_STEP = re.compile(r"\[(?:(?P<platform>\S+/\S+) )?(?:(?P<stage>\S+) )?\d+/\d+\] (?P<text>.*)", re.DOTALL)
"""BuildKit's step names: "[builder 3/4] RUN …", "[stage-1 2/4] WORKDIR /app", "[2/4] COPY app.py ."."""


def measurement(work: Work, build: BuildRecord, weighing: Weighing, smoke_test: SmokeTest) -> Measurement:
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
        smoke_test=smoke_test,
        build=build.build,
    )


def build_steps(variant: Variant, steps: tuple[Step, ...]) -> tuple[BuildStep, ...]:
    """Return the builder's steps as the Dockerfile's instructions, with their lines."""
    found = []
    for step in steps:
        stage, instruction = _instruction(variant, step)
        if instruction is None and (stage is None or _is_from(step)):
            continue
        text = instruction.text if instruction else step.name
        found.append(BuildStep(text, instruction.line if instruction else None, step.cached, step.seconds))
    return tuple(found)


def grows_old(instruction: Instruction) -> bool:
    """Tell whether an instruction can give something else tomorrow than it gave today.

    What RUN does depends on the world. Every other instruction depends on the base, on the build context and on its
    own words, which the key of a measurement covers; what ADD fetches, the builder compares each time.
    """
    return instruction.keyword == "RUN"


def has_cached_step_outside_history(variant: Variant, steps: tuple[Step, ...]) -> bool:
    """Tell whether a step that grows old, of a stage that the image's history does not show, came from the cache."""
    own = variant.dockerfile.own_instructions(variant.target)
    cached = [_instruction(variant, step)[1] for step in steps if step.cached and not _is_from(step)]
    return any(found is None or (grows_old(found) and found not in own) for found in cached)


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


def _is_from(step: Step) -> bool:
    match = _STEP.match(step.name)
    return match is not None and match["text"].startswith("FROM ")


def _instruction(variant: Variant, step: Step) -> tuple[Stage | None, Instruction | None]:
    """Find the stage and the instruction that a step of the builder stands for."""
    match = _STEP.match(step.name)
    if match is None:
        return None, None
    for index, stage in enumerate(variant.dockerfile.stages):
        names = {f"stage-{index}", stage.name or ""} | ({None} if len(variant.dockerfile.stages) == 1 else set())
        if match["stage"] in names:
            for instruction in stage.instructions:
                # BuildKit shortens heredocs and joins continuation lines as the parser does.
                if " ".join(instruction.text.split()) == " ".join(match["text"].split()):
                    return stage, instruction
            return stage, None
    return None, None
