"""Counts that the measurement of an image tells: layers, files of a layer, packages."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import takewhile
from typing import TYPE_CHECKING

from ..plan.macros import LAYERS
from ..records.measurement import NotMeasured
from .answers import called, counted, measured, missing, not_known
from .facts import Fact
from .figures import layer_of
from .grammar import count_text
from .sheet import MacroFault

if TYPE_CHECKING:
    from ..records.measurement import Measurement, Package
    from .sheet import Sheet

_SYSTEMS = ("debian", "python", "node")


def layer_files(sheet: Sheet, reference: str, instruction_prefix: str) -> Fact:
    """Return how many regular files the layer of an instruction holds; it is named by how it begins."""
    text = called("layer_files", reference, instruction_prefix)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome, "number")
    index = layer_of(outcome, instruction_prefix)
    return measured(sheet, outcome, Fact(text, f"{reference}/layers[{index}].files", outcome.layers[index].files))


def layer_count(sheet: Sheet, reference: str, which: str = "all") -> Fact:
    """Return how many layers an image has: all, its base's, or its own."""
    if which not in LAYERS:
        raise MacroFault(f"`{which}` are no layers of an image", f"there are {', '.join(LAYERS)}")
    text = called("layer_count", reference, which)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome, "number")
    number = sum(1 for layer in outcome.layers if which == "all" or layer.from_base == (which == "base"))
    part = "" if which == "all" else f"[{which}]"
    return measured(sheet, outcome, Fact(text, f"{reference}/layers{part}.length", number))


def shared_layers(sheet: Sheet, one: str, other: str) -> Fact:
    """Return how many layers from the bottom two images have in common."""
    text = called("shared_layers", one, other)
    images = []
    for reference in (one, other):
        outcome = sheet.outcome(reference)
        if isinstance(outcome, NotMeasured):
            return missing(sheet, text, outcome, "number")
        images.append(outcome)
    pairs = zip(images[0].layers, images[1].layers, strict=False)
    shared = [layer for layer, _ in takewhile(lambda pair: pair[0].diff_id == pair[1].diff_id, pairs)]
    for image in images:
        sheet.stand_on(image)
    platforms = sheet.platforms_of(*images)
    fact = Fact(text, count_text("shared_layers", one, other), len(shared), platforms=platforms)
    sentence = f"Layers from the bottom that {one} and {other} have in common, by the digests of what they hold:"
    return counted(sheet, fact, sentence, [layer.diff_id for layer in shared])


def package_size(sheet: Sheet, reference: str, package: str) -> Fact:
    """Return the bytes of an installed package; none where it is not installed."""
    text = called("package_size", reference, package)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome)
    found = [each for each in _packages(outcome) if each.name == package]
    sizes = [each.bytes for each in found if each.bytes is not None]
    if len(sizes) != len(found):
        return not_known(sheet, text, reference, f"{reference} does not tell which files are {package}'s", "bytes")
    if not found and (unread := _unread(outcome)):
        return not_known(sheet, text, reference, unread, "bytes")
    return measured(sheet, outcome, Fact(text, count_text("package_size", reference, package), sum(sizes), "bytes"))


def packages(sheet: Sheet, reference: str, pattern: str) -> Fact:
    """Return how many installed packages of all systems have a name that matches; upper and lower case differ."""
    text = called("packages", reference, pattern)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome, "number")
    if unread := _unread(outcome):
        return not_known(sheet, text, reference, unread)
    found = sorted(each.name for each in _packages(outcome) if fnmatchcase(each.name, pattern))
    sheet.stand_on(outcome)
    data = count_text("packages", reference, pattern)
    fact = Fact(text, data, len(found), platforms=sheet.platforms_of(outcome))
    return counted(sheet, fact, f"Installed packages of {reference}, as its own records tell them:", found)


def _packages(measurement: Measurement) -> list[Package]:
    return [package for system in _SYSTEMS for package in getattr(measurement.packages, system) or ()]


def _unread(measurement: Measurement) -> str:
    unread = [system for system in _SYSTEMS if getattr(measurement.packages, system) is None]
    return f"{measurement.reference} has package records that cannot be read: {', '.join(unread)}" if unread else ""
