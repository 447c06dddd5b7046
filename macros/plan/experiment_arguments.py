"""Judges what a macro asks of a cache experiment against the catalog: an image that is in it, instructions of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import did_you_mean

if TYPE_CHECKING:
    from ..catalog.model import Catalog, Variant

STEPS = ("ADD", "COPY", "RUN", "WORKDIR")
"""Instructions that BuildKit makes steps of, which are rebuilt or come from its cache."""


def experiment_variant_fault(catalog: Catalog, experiment: str, reference: str) -> tuple[str, str] | None:
    """Return problem and remedy of an image that an experiment does not build; None where no experiment is named."""
    named = next((each for each in catalog.experiments if each.name == experiment), None)
    if named is None:
        return None
    known = [str(variant.reference) for variant in named.variants]
    if reference in known:
        return None
    listed = ", ".join(f"`{each}`" for each in known)
    return f"`{reference}` is not in the experiment `{experiment}`", did_you_mean(
        reference, known
    ) or f"it has {listed}"


def beginning_fault(catalog: Catalog, reference: str, prefix: str) -> tuple[str, str] | None:
    """Return problem and remedy of a text with which no step of an image begins."""
    variant = catalog.find(reference)
    if variant is None:
        return None
    texts = step_texts(variant)
    if any(text.startswith(prefix) for text in texts):
        return None
    listed = ", ".join(f"`{text}`" for text in texts) or "none"
    return f"no step of `{reference}` begins with `{prefix}`", did_you_mean(prefix, texts) or f"it has {listed}"


def step_texts(variant: Variant) -> list[str]:
    """Return the instructions of an image that are steps of its build, in file order."""
    stages = variant.dockerfile.needed_stages(variant.target)
    return [each.text for stage in stages for each in stage.instructions if each.keyword in STEPS]
