"""Which stages of a Dockerfile are in an image: from a variant to the chain that it ends, and the base below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..catalog.model import Dockerfile, Stage, Variant


def base_of(variant: Variant) -> str:
    """Return the base reference that an image stands on, or "scratch"."""
    return chain_of(variant.dockerfile, variant.target)[-1].base


def chain_of(file: Dockerfile, target: str | None) -> list[Stage]:
    """Return the stages whose instructions are in the image, from the last to the one on the base."""
    chain = [file.stages[file.stage_index(target)]]
    while (below := chain[-1].base_stage) is not None:
        chain.append(file.stages[below])
    return chain
