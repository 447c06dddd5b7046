"""Compares what results were made from with a checkout: from catalog and results to what differs, name by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog.listing import FOLDER
from ..errors import Fault
from .experiments import experiment_inputs
from .keys import build_inputs, digest_of, measurement_inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog, Command, Example, Variant
    from ..records.measurement import Measurement
    from ..records.results import CommandResult, Results

_REMEDY = "check out what was measured, or run `tare site`"


def evidence_faults(catalog: Catalog, results: Results, ruler_version: str) -> tuple[Fault, ...]:
    """Return a fault for each image, command and experiment that results and checkout hold otherwise, naming inputs.

    What an image stands on, its platform and its engine are the results' own; of what was not measured, the name alone
    is compared. Files of the examples are read, nothing is changed.
    """
    images, commands = _image_faults(catalog, results, ruler_version), _command_faults(catalog, results)
    return (*images, *commands, *_experiment_faults(catalog, results))


def _image_faults(catalog: Catalog, results: Results, ruler_version: str) -> Iterator[Fault]:
    for example in catalog.examples:
        for variant in example.variants:
            reference = str(variant.reference)
            image = results.images.get(reference)
            if image is None:
                yield Fault(reference, None, "the results do not hold it", _REMEDY)
            elif image.measurement is not None:
                different = tuple(_different_inputs(variant, example, image.measurement, ruler_version))
                if different:
                    yield Fault(reference, None, _and(different), _REMEDY)
    for reference in results.images:
        if catalog.find(reference) is None:
            yield Fault(reference, None, "the results hold it, and no example has this variant", _REMEDY)


def _different_inputs(variant: Variant, example: Example, measured: Measurement, ruler_version: str) -> Iterator[str]:
    engine, platform = measured.engine, measured.build_platform or measured.platform
    of_build = build_inputs(variant, example, measured.bases, platform, engine.name, engine.image_store)
    here, there = measurement_inputs(of_build, variant, ruler_version), measured.inputs
    if changed := _paths(variant, (name for name in here.keys() & there.keys() if here[name] != there[name])):
        yield f"{_and(changed)} {'is' if len(changed) == 1 else 'are'} not what was measured"
    if added := _paths(variant, here.keys() - there.keys()):
        yield f"{_and(added)} {'was' if len(added) == 1 else 'were'} not there when it was measured"
    if gone := _paths(variant, there.keys() - here.keys()):
        yield f"{_and(gone)}, which {'was' if len(gone) == 1 else 'were'} measured, cannot be found"


def _paths(variant: Variant, names: Iterable[str]) -> list[str]:
    """Return the names of inputs in their order, files by their paths from the project's root."""
    folder = f"{FOLDER}/{variant.reference.example}/"
    files = {variant.dockerfile.path.name: folder + variant.dockerfile.path.name}
    return [
        folder + name.removeprefix("context/") if name.startswith("context/") else files.get(name, name)
        for name in sorted(names)
    ]


def _command_faults(catalog: Catalog, results: Results) -> Iterator[Fault]:
    # What a build prints is told by its image's measurement.
    commands = {command.name: command for command in catalog.commands if command.builds is None}
    for name, command in commands.items():
        result = results.commands.get(name)
        if result is None:
            yield Fault(f"command {name}", None, "the results do not hold it", _REMEDY)
        elif different := tuple(_different_words(command, result)):
            yield Fault(f"command {name}", None, f"{_and(different)} when it was run", _REMEDY)
    for name in results.commands.keys() - commands.keys():
        yield Fault(f"command {name}", None, "the results hold it, and no example has this command", _REMEDY)


def _experiment_faults(catalog: Catalog, results: Results) -> Iterator[Fault]:
    experiments = {experiment.name: experiment for experiment in catalog.experiments}
    for name, experiment in experiments.items():
        result = results.experiments.get(name)
        if result is None:
            yield Fault(f"experiment {name}", None, "the results do not hold it", _REMEDY)
        elif result.record is not None:
            # What its variants are made of is compared with their own measurements.
            keys = {key.removeprefix("build/"): each for key, each in result.record.inputs.items() if "/" in key}
            references = [str(variant.reference) for variant in experiment.variants]
            here = experiment_inputs(experiment, {each: keys.get(each, "") for each in references})
            if digest_of(here) != digest_of(result.record.inputs):
                yield Fault(
                    f"experiment {name}", None, "its variants or its edit were others when it was made", _REMEDY
                )
    for name in results.experiments.keys() - experiments.keys():
        yield Fault(f"experiment {name}", None, "the results hold it, and no example has this experiment", _REMEDY)


def _different_words(command: Command, result: CommandResult) -> Iterator[str]:
    record = result.record
    text = result.text if record is None else record.text
    if text is not None and text != command.text:
        yield "`run` was another"
    if record is None:
        return
    if set(record.images) != set(command.images):
        yield "`images` were others"
    if (record.answer.url if record.answer is not None else None) != command.ask:
        yield "`ask` was another"


def _and(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
