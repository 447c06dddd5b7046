"""Judges one argument of a macro against the catalog."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..catalog.challenge import PREFIX
from ..catalog.contexts import printable
from ..catalog.listing import FOLDER
from ..errors import did_you_mean
from ..units import parse_size
from .challenges import challenge_named, unknown_challenge
from .experiment_arguments import beginning_fault, experiment_variant_fault
from .macros import BUILDS, CONTEXT, LAYERS, MEASURES, TILES, UNITS, VERDICTS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..catalog.model import Catalog, Example

LAYERED = ("RUN", "COPY", "ADD", "WORKDIR")
"""Instructions that leave a layer; all others change the image configuration alone."""


COMPUTED = {
    Kind.FACT: '{{ about(size("myapp:slim"), size("myapp:fat")) }} or the like',
    Kind.CONDITION: 'size("myapp:slim") < size("myapp:fat") or the like',
}
"""How arguments are written that are no texts in quotes."""


_WORDS = {
    Kind.MEASURE: (MEASURES, "`{}` is not measured", "measured are"),
    Kind.UNITS: (UNITS, "no size is printed in `{}`", "there are"),
    Kind.BUILD: (BUILDS, "no build is called `{}`", "there are"),
    Kind.LAYERS: (LAYERS, "no layers are called `{}`", "there are"),
    Kind.CONTEXT: (CONTEXT, "no files of a build context are called `{}`", "there are"),
    Kind.TILES: (TILES, "a treemap has no tiles for `{}`", "there are"),
    Kind.VERDICT: (VERDICTS, "no verdict is called `{}`", "there are"),
}


def argument_fault(catalog: Catalog, macro: str, kind: Kind, value: str, reference: str) -> tuple[str, str] | None:
    """Return problem and remedy of an argument that the catalog cannot answer; None for a good one.

    `reference` is the argument before it: the image that an instruction belongs to, the experiment that has an image.
    """
    match kind:
        case Kind.REFERENCE:
            return _reference_fault(catalog, macro, value) or experiment_variant_fault(catalog, reference, value)
        case Kind.EXAMPLE:
            return _example_fault(catalog, value) or _no_ladder_fault(catalog, macro, value)
        case Kind.FILE | Kind.LESSON:
            return _file_fault(catalog, value) if kind is Kind.FILE else _lesson_fault(catalog, value)
        case Kind.INSTRUCTION | Kind.BEGINNING:
            judge = _instruction_fault if kind is Kind.INSTRUCTION else beginning_fault
            return judge(catalog, reference, value)
        case Kind.COMMAND | Kind.EXPERIMENT | Kind.CHALLENGE:
            return _declared_fault(catalog, kind, value)
        case _:
            return _word_fault(macro, kind, value) or _text_fault(macro, kind, value)


def _reference_fault(catalog: Catalog, macro: str, value: str) -> tuple[str, str] | None:
    example, _, tag = value.partition(":")
    if _is_open(catalog, example) or tag in catalog.broken_tags.get(example, ()):
        return None
    variant = catalog.find(value)
    if variant is None:
        known = [str(variant.reference) for variant in catalog.variants]
        known += [f"{name}:{tag}" for name, tags in catalog.broken_tags.items() for tag in tags]
        return f"there is no image `{value}`", _hint(value, known, "known are")
    if macro == "cited" and variant.cited is None:
        toml = f"examples/{variant.reference.example}.toml"
        return f"no size of `{value}` is cited", f"add it under [cited] in {toml}, with its source"
    return None


def _example_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    if value in catalog.broken or _is_open(catalog, value) or _example(catalog, value) is not None:
        return None
    return f"there is no example `{value}`", _hint(value, [example.name for example in catalog.examples], "known are")


def _no_ladder_fault(catalog: Catalog, macro: str, value: str) -> tuple[str, str] | None:
    example = _example(catalog, value)
    if macro != "ladder" or example is None or example.ladder:
        return None
    return f"`{value}` has no ladder", f"declare its steps under [ladder] in examples/{value}.toml"


def _file_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    path = PurePosixPath(value)
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts:
        return f"`{value}` is no file of an example", "write it as example/file, for example `myapp/app.py`"
    example = _example(catalog, parts[0])
    # A broken example has its files all the same, unless it is the folder that is missing.
    folder = example.folder if example is not None else catalog.root / FOLDER / parts[0]
    if example is None and not (parts[0] in catalog.broken and folder.is_dir()):
        return _example_fault(catalog, parts[0])
    file = folder.joinpath(*parts[1:])
    if not file.is_file() or file.is_symlink():
        files = [printable(f"{parts[0]}/{each.relative_to(folder).as_posix()}") for each in folder.rglob("*")]
        return f"there is no file `{value}`", _hint(value, files, "the example has")
    return _no_text_fault(file, value)


def _no_text_fault(file: Path, value: str) -> tuple[str, str] | None:
    try:
        file.read_bytes().decode()
    except UnicodeDecodeError:
        return f"`{value}` is not text in UTF-8", "show a text file, and offer the folder with download()"
    except OSError as error:
        return f"`{value}` cannot be read ({error.strerror})", "make it readable"
    return None


def _instruction_fault(catalog: Catalog, reference: str, prefix: str) -> tuple[str, str] | None:
    variant = catalog.find(reference)
    if variant is None:
        return None
    instructions = variant.dockerfile.own_instructions(variant.target)
    layered = [instruction.text for instruction in instructions if instruction.keyword in LAYERED]
    found = [text for text in layered if text.startswith(prefix)]
    if len(found) == 1:
        return None
    if found:
        problem = f"{len(found)} instructions of `{reference}` begin with `{prefix}`"
        return problem, "write more of the one that is meant"
    problem = f"no instruction of `{reference}` that leaves a layer begins with `{prefix}`"
    return problem, _hint(prefix, layered, "it has")


def _word_fault(macro: str, kind: Kind, value: str) -> tuple[str, str] | None:
    if kind not in _WORDS:
        return None
    words, problem, introduction = _WORDS[kind]
    if value not in words:
        return problem.format(value), _hint(value, words, introduction)
    if macro == "layer_size" and value == "engine_size":
        return "no engine tells the size of one layer", "ask for unpacked_size, transfer_size or waste"
    return None


def _text_fault(macro: str, kind: Kind, value: str) -> tuple[str, str] | None:
    if not value.strip():
        return f"{macro} is asked for nothing", f"write {kind.value} between the quotes"
    if kind is Kind.PATTERN and not value.startswith("/"):
        return f"`{value}` is no pattern of absolute paths", f"begin it with a slash: `/{value}`, or `/**/{value}`"
    if kind is Kind.BOUND:
        try:
            parse_size(value)
        except ValueError:
            return f"`{value}` is no size", "write a number and its unit, such as `50 MB` or `1.5 GiB`"
    return None


def _declared_fault(catalog: Catalog, kind: Kind, value: str) -> tuple[str, str] | None:
    """Judge the name of what an example's TOML file declares beside its variants."""
    if kind is Kind.CHALLENGE:
        return _challenge_fault(catalog, value)
    return _command_fault(catalog, value) if kind is Kind.COMMAND else _experiment_fault(catalog, value)


def _command_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    name = value.partition("/")[0]
    known = [command.name for command in catalog.commands]
    if value in known or name in catalog.broken or _is_open(catalog, name):
        return None
    example = _example(catalog, name)
    of_example = [command.name for command in example.commands] if example is not None else []
    return f"there is no command `{value}`", _hint(value, of_example or known, "known are")


def _experiment_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    name = value.partition("/")[0]
    known = [experiment.name for experiment in catalog.experiments]
    if value in known or name in catalog.broken or _is_open(catalog, name):
        return None
    return f"there is no experiment `{value}`", _hint(value, known, "known are")


def _lesson_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    known = {card.lesson for card in catalog.cards}
    return (
        None if value in known else (f"no card has the lesson `{value}`", _hint(value, known, "those with cards are"))
    )


def _challenge_fault(catalog: Catalog, value: str) -> tuple[str, str] | None:
    name = f"{PREFIX}{value}"
    if name in catalog.broken or _is_open(catalog, name) or challenge_named(catalog, value) is not None:
        return None
    return unknown_challenge(catalog, value)


def _is_open(catalog: Catalog, name: str) -> bool:
    """Tell whether nothing is known of an example's tags: its faults, or that there is no example, say enough."""
    if name in catalog.broken:
        return name not in catalog.broken_tags
    return not catalog.examples and not catalog.broken


def _example(catalog: Catalog, name: str) -> Example | None:
    return next((example for example in catalog.examples if example.name == name), None)


def _hint(word: str, known: Iterable[str], introduction: str) -> str:
    choices = sorted(known)
    return did_you_mean(word, choices) or f"{introduction} {', '.join(f'`{choice}`' for choice in choices) or 'none'}"
