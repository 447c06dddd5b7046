"""Judges an example's commands against the whole catalog: the images that they name, and what their builds build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from .build_commands import build_line, is_build, parse_build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Command, Example
    from .toml_tables import Document


@dataclass(frozen=True, slots=True)
class KnownReferences:
    """Which image references there are, over all examples."""

    references: frozenset[str]
    """Of every variant that is declared, also of one with faults."""
    open_examples: frozenset[str]
    """Examples of which no tag is known: their own faults say enough."""

    def has(self, reference: str) -> bool:
        """Tell whether there is that image, or may be once its example is mended."""
        return reference in self.references or reference.partition(":")[0] in self.open_examples


def check_commands(example: Example, document: Document, known: KnownReferences) -> None:
    """Record in an example's document what is wrong with the images of its commands."""
    for command in example.commands:
        path = ("commands", command.name.removeprefix(f"{example.name}/"))
        if command.builds is not None:
            _check_build(command, path, example, document, known)
        else:
            _check_images(command, path, document, known)


def _check_images(command: Command, path: tuple[str, ...], document: Document, known: KnownReferences) -> None:
    for image in command.images:
        if not known.has(image):
            hint = did_you_mean(image, known.references) or f"known are {_listed(known.references)}"
            document.fault((*path, "images"), f"there is no image `{image}`", hint)
    for reference in sorted(known.references):
        if reference not in command.images and _is_word(reference, command.text):
            document.fault((*path, "images"), f"`run` uses `{reference}`", f'add "{reference}" to `images`')
    if is_build(command.text):
        remedy = 'write `builds = "myapp:slim"` in place of `images`: it then shows the steps of the measured build'
        document.fault((*path, "run"), "`run` builds an image", remedy)


def _check_build(
    command: Command, path: tuple[str, ...], example: Example, document: Document, known: KnownReferences
) -> None:
    variants = {str(variant.reference): variant for variant in example.variants}
    reference = str(command.builds)
    variant = variants.get(reference)
    if variant is None:
        if not known.has(reference):
            problem = f"there is no image `{reference}`"
        elif not reference.startswith(f"{example.name}:"):
            problem = f"`{reference}` is another example's, which is not built in this folder"
        else:
            return  # the variant's own faults say enough
        hint = did_you_mean(reference, variants) or f"known here are {_listed(variants)}"
        document.fault((*path, "builds"), problem, hint)
        return
    if parse_build(command.text) != (variant.dockerfile.path.name, variant.target, reference, variant.platform):
        problem = f"`run` is not how `{reference}` is built"
        document.fault((*path, "run"), problem, f"write `{build_line(variant)}`, with comments if need be")


def _is_word(reference: str, text: str) -> bool:
    return re.search(rf"(?<![\w./:@-]){re.escape(reference)}(?![\w:@/-]|\.\w)", text) is not None


def _listed(references: Iterable[str]) -> str:
    return ", ".join(f"`{reference}`" for reference in sorted(references))
