"""Gives out challenges and judges answers to them: from a name to a folder, and from a folder to what is met."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog.challenge import PREFIX, START, Challenge
from .catalog.challenges import what_begins
from .catalog.contexts import ignore_file
from .catalog.examples import read_catalog
from .catalog.listing import FOLDER
from .errors import UsageError, WrongSource
from .plan.challenges import challenge_named, challenges_of, unknown_challenge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .catalog.model import Catalog, Example
    from .plan.challenges import Requirement
    from .progress import Progress
    from .settings import Settings

NOTE = ".tare-challenge"
"""The file in a reader's folder that says which challenge it is, and how many hints were told."""
TASK = "TASK.md"
_NOT_MET, _NOT_TOLD = 1, 3
_MARKS = {True: "met", False: "NOT MET", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an answer."""

    lines: tuple[str, ...]
    exit_status: int
    """0: all is met; 1: something is not; 3: something could not be told."""


@dataclass(frozen=True, slots=True)
class _Note:
    """What a reader's folder says about itself."""

    challenge: str
    project: str
    """The checkout that it came from."""
    hints: int
    """How many were told."""


def list_challenges(root: Path) -> Iterator[str]:
    """Yield a line for each challenge of a project. Raises WrongSource where one has faults."""
    catalog = _catalog(root)
    found = [(each.challenge, each.title) for each in challenges_of(catalog) if each.challenge is not None]
    width = max((len(challenge.name) for challenge, _ in found), default=0)
    yield from (f"{challenge.name:{width}}  {title}, in {challenge.budget} at most" for challenge, title in found)


def copy_challenge(root: Path, name: str, target: Path | None) -> Path:
    """Copy what a challenge begins with into a new folder, and return that; without `target`, into one of its name.

    The solution is not copied. Raises UsageError for a name that no challenge has and for a folder that exists, and
    WrongSource where the challenge has faults.
    """
    example, challenge = _find(_catalog(root, name), name)
    folder = (target or Path(example.name)).absolute()
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        message = f"{folder} exists already, and is left as it is; name a folder that does not exist"
        raise UsageError(message) from None
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}); name a folder where you can write"
        raise UsageError(message) from error
    start = next(variant.dockerfile.path for variant in example.variants if variant.reference.tag == START)
    for path in sorted(example.folder.iterdir()):
        if path.name.startswith("Dockerfile.") or path.name == ".dockerignore":
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, folder / path.name, symlinks=True)
        else:
            shutil.copy2(path, folder / path.name, follow_symlinks=False)
    shutil.copy2(start, folder / "Dockerfile")
    if ignore_file(start).is_file():
        shutil.copy2(ignore_file(start), folder / ".dockerignore")
    (folder / TASK).write_text(_task(example, challenge), encoding="utf-8")
    _write(folder, _Note(name, str(root), 0))
    return folder


def check_answer(  # noqa: PLR0913 - settings and environment are arguments of what acts
    folder: Path,
    project: Callable[[], Path],
    settings: Settings,
    progress: Progress,
    environment: Mapping[str, str],
    *,
    next_hint: bool,
) -> Verdict:
    """Judge what a reader made of a challenge, and tell the hints that he has come to, one more with `next_hint`.

    `folder` is the challenge's, or one in it.

    Where the checkout is gone from which the folder came, `project` finds another. Raises UsageError where the folder
    is no challenge, WrongSource where the challenge itself has faults, SurroundingsError where TARE_HOME cannot be
    used.
    """
    # What loads an engine's modules is needed here alone.
    from .lab.answers import Answer, judge_answer

    if folder.is_dir():
        folder = next((each for each in (folder, *folder.absolute().parents) if (each / NOTE).is_file()), folder)
    note = _read(folder)
    noted = Path(note.project)
    root = noted if (noted / "mkdocs.yml").is_file() else project()
    example, challenge = _find(_catalog(root, note.challenge), note.challenge)
    answer = Answer(example, challenge, folder.resolve(), frozenset((NOTE, TASK)))
    requirements = judge_answer(answer, settings, progress, environment)
    unmet = [each for each in requirements if each.met is False]
    untold = [each for each in requirements if each.met is None]
    lines = [f"{challenge.name}: {example.title}", *map(_line, requirements)]
    if not unmet and not untold:
        return Verdict((*lines, "All is met. The page of challenges shows another solution."), 0)
    told = min(len(challenge.hints), max(1, note.hints + next_hint))
    _write(folder, _Note(note.challenge, note.project, told))
    return Verdict((*lines, *_hints(challenge, told)), _NOT_MET if unmet else _NOT_TOLD)


def _line(requirement: Requirement) -> str:
    found = f": {requirement.found}" if requirement.found else ""
    return f"  {_MARKS[requirement.met]:7}  {requirement.what}{found}"


def _hints(challenge: Challenge, told: int) -> Iterator[str]:
    for number, hint in enumerate(challenge.hints[:told], start=1):
        yield f"hint {number} of {len(challenge.hints)}: {hint}"
    if told < len(challenge.hints):
        yield "`tare check --hint` tells the next one."


def _task(example: Example, challenge: Challenge) -> str:
    """Return what stands in the file that tells a reader what to do."""
    return "\n".join(
        (
            f"# {example.title}",
            "",
            challenge.task,
            "",
            "Change `Dockerfile` and `.dockerignore` as you like, and add files where you need them.",
            "This is what must hold:",
            "",
            f"- the image weighs at most {challenge.budget}, unpacked",
            "- it builds, and does its job: the smoke test is the challenge's own",
            *(f"- `{name}` stays as it is" for name in challenge.unchanged),
            *(f"- the image has `{name}`" for name in challenge.in_image),
            *(f"- no layer has `{name}`" for name in challenge.in_no_layer),
            *(f"- no instruction begins with `{beginning}`" for beginning in challenge.forbidden),
            *(f"- {what_begins(beginning)} begins with `{beginning}`" for beginning in challenge.required),
            "",
            "`tare check` in this folder builds and measures your answer, and `tare check --hint` tells one hint more.",
            "",
        )
    )


def _catalog(root: Path, name: str | None = None) -> Catalog:
    """Return a project's catalog. Raises WrongSource where a challenge, or the one of that name, has faults."""
    catalog, faults = read_catalog(root)
    place = f"{FOLDER}/{PREFIX}{name or ''}"
    places = (place,) if name is None else (f"{place}/", f"{place}.toml")
    own = [fault for fault in faults if f"{fault.where}/".startswith(places)]
    if own:
        raise WrongSource(own)
    return catalog


def _find(catalog: Catalog, name: str) -> tuple[Example, Challenge]:
    example = challenge_named(catalog, name)
    if example is None or example.challenge is None:
        message = "; ".join(unknown_challenge(catalog, name))
        raise UsageError(message)
    return example, example.challenge


def _read(folder: Path) -> _Note:
    if not folder.is_dir():
        message = f"there is no folder {folder.absolute()}; name one that `tare challenge NAME` made"
        raise UsageError(message)
    try:
        values = tomllib.loads((folder / NOTE).read_text(encoding="utf-8"))
        return _Note(str(values["challenge"]), str(values["project"]), int(values["hints"]))
    except (OSError, ValueError, KeyError, TypeError):
        message = f"{folder.absolute()} is no challenge, or has lost its {NOTE}; `tare challenge NAME` makes a new one"
        raise UsageError(message) from None


def _write(folder: Path, note: _Note) -> None:
    values: Iterable[tuple[str, object]] = (
        ("challenge", note.challenge),
        ("project", note.project),
        ("hints", note.hints),
    )
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in values]
    (folder / NOTE).write_text("".join(lines), encoding="utf-8")
