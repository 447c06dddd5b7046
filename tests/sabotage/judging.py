"""Holds what happened against what a change declares: from two states of a place to what disagrees."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from macros.pages.expressions import evaluate, is_of_sources
from tests.docs.built import read_page
from tests.sabotage.changes import Mended, Nothing, Place, Refused, Shown
from tests.sabotage.reading import untold_changes
from tests.sabotage.truth import untruths
from tests.sabotage.wording import plain
from tests.sabotage.workshop import NOTHING, Run, changed, site_snapshot, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sabotage.changes import Expectation

_NOT_MEASURED = 3
_SEARCH = "search/search_index.json"
"""What holds the text of every page."""
_TAG = re.compile(r"<[^>]*>")
_SECONDS = re.compile(r"seconds\Z|\A(?:build|step)_seconds\(")
"""What is a time: of a command, or of an experiment's builds and their steps."""


@dataclass(frozen=True, slots=True)
class State:
    """A place at one moment."""

    site: Mapping[str, str]
    records: Mapping[str, str]
    results: Mapping[str, Any] | None
    """None where `results.json` cannot be read."""


def state_of(place: Place) -> State:
    """Return the state of a place."""
    try:
        results = json.loads((place.project / "site" / "results.json").read_bytes())
    except ValueError:
        results = None
    return State(site_snapshot(place.project), snapshot(place.home / "records"), results)


@dataclass(frozen=True, slots=True)
class Trial:
    """What happened to one place."""

    place: Place
    original: State
    """The unchanged project."""
    before: State
    """When `tare` was started, the change made."""
    now: State
    run: Run


def disagreements(expected: Expectation, trial: Trial) -> tuple[str, ...]:
    """Return a sentence for each thing that is not as declared."""
    match expected:
        case Refused():
            found = _refused(expected, trial)
        case Nothing():
            found = _nothing(expected, trial)
        case Mended():
            found = _mended(expected, trial)
        case Shown():
            found = _shown(expected, trial)
    return tuple(found)


def _refused(expected: Refused, trial: Trial) -> Iterator[str]:
    if trial.run.status != 1:
        yield f"exit status {trial.run.status}, not 1"
    if harmed := changed(trial.before.site, trial.now.site):
        yield f"the last good site was changed: {_some(harmed)}"
    named = _spots(expected, trial.place.project)
    if not named:
        yield f"no line of {expected.where} holds {expected.line!r}: the harness expects what cannot be"
    told = [line for line in trial.run.said.splitlines() if any(spot in line for spot in named)]
    if not any(re.search(expected.says, line) for line in told):
        yield f"no line that names {' or '.join(named)} says /{expected.says}/"


def _spots(expected: Refused, project: Path) -> list[str]:
    """Return how a message may begin that names the spot."""
    if expected.line is None:
        return [f"{expected.where}:"]
    lines = (project / expected.where).read_text(encoding="utf-8").splitlines()
    return [f"{expected.where}:{number}: " for number, line in enumerate(lines, 1) if expected.line in line]


def _nothing(expected: Nothing, trial: Trial) -> Iterator[str]:
    if trial.run.status != 0:
        yield f"exit status {trial.run.status}, not 0"
        return
    if NOTHING not in trial.run.said:
        yield "something was measured"
    if written := changed(trial.before.records, trial.now.records):
        yield f"records were written: {_some(written)}"
    allowed = {*expected.shows, *([_SEARCH] if expected.shows else [])}
    if others := changed(trial.original.site, trial.now.site) - allowed:
        yield f"the site differs in {_some(others)}"
    for page, text in expected.shows.items():
        yield from _without(trial.place.project / "site", page, text)
    yield from untruths(trial.place.project)


def _mended(expected: Mended, trial: Trial) -> Iterator[str]:
    if trial.run.status != 0:
        yield f"exit status {trial.run.status}, not 0"
        return
    harmed = changed(trial.original.records, trial.before.records)
    if left := {path for path in harmed if trial.before.records.get(path) == trial.now.records.get(path)}:
        yield f"records were left as they were: {_some(left)}"
    yield from _measured(expected.measured, trial.run)
    site = trial.place.project / "site"
    if trial.original.results is not None and trial.now.results is not None:
        yield from _other_figures(site, trial.original.results, trial.now.results)
    yield from untruths(trial.place.project)


def _measured(expected: tuple[str, ...], run: Run) -> Iterator[str]:
    """Yield where the summary names others as measured in this run."""
    told = {line.split()[0] for line in run.said.splitlines() if "measured now" in line}
    if told != {*expected}:
        yield f"measured in this run: {_some(told) or 'nothing'}, not {_some({*expected}) or 'nothing'}"


def _other_figures(site: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for expression in sorted(
        {figure.expression for path in site.rglob("*.html") for figure in read_page(path).figures}
    ):
        if is_of_sources(expression):
            continue
        values = evaluate(expression, before), evaluate(expression, now)
        # How long something took is another time's figure.
        if not _SECONDS.search(expression) and not math.isclose(*values):
            yield f"{expression} is {values[1]}, and was {values[0]}"


def _shown(expected: Shown, trial: Trial) -> Iterator[str]:
    status = _NOT_MEASURED if expected.not_measured or expected.failed or expected.not_made else 0
    if trial.run.status != status:
        yield f"exit status {trial.run.status}, not {status}"
        if trial.run.status not in {0, _NOT_MEASURED}:
            return
    if trial.now.results is None or trial.original.results is None:
        yield "results.json cannot be read"
        return
    site = trial.place.project / "site"
    wanted = {*expected.measured, *expected.not_measured}
    new = _differing(trial.original.results["images"], trial.now.results["images"], "measurement")
    if new != wanted:
        yield f"other than before: {_some(new) or 'nothing'}, not {_some(wanted) or 'nothing'}"
    for kind, images, again in (
        ("commands", _used, {*expected.ran, *expected.failed}),
        ("experiments", _built, {*expected.experiments, *expected.not_made}),
    ):
        tables = trial.original.results[kind], trial.now.results[kind]
        yield from _made_again(kind, again, _with_images(*tables, images, wanted), *tables)
    yield from _figures(expected, site, trial.original.results, trial.now.results)
    for page, text in expected.texts.items():
        yield from _without(site, page, text)
    yield from _absences(expected.not_measured, "not measured", trial.now.results["images"], site)
    yield from _absences(expected.failed, "failed", trial.now.results["commands"], site)
    yield from _absences(expected.not_made, "not measured", trial.now.results["experiments"], site)
    yield from untruths(trial.place.project)
    yield from untold_changes(trial.place.project)


def _used(record: Mapping[str, Any]) -> set[str]:
    """Return the images that a command uses."""
    return {*record["images"]}


def _built(record: Mapping[str, Any]) -> set[str]:
    """Return the images that a cache experiment builds."""
    return {*record["variants"]}


def _with_images(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    images: Callable[[Mapping[str, Any]], set[str]],
    measured: set[str],
) -> set[str]:
    """Return the names whose images were measured anew: such a thing is made with them."""
    entries = ((name, entry["record"]) for table in (before, now) for name, entry in table.items())
    return {name for name, record in entries if record is not None and not measured.isdisjoint(images(record))}


def _made_again(
    kind: str, wanted: set[str], with_images: set[str], before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[str]:
    """Yield where other commands or experiments were made again than those declared, or those of new images."""
    made = _differing(before, now, "record") - (with_images - wanted)
    if made != wanted:
        yield f"{kind} made again: {_some(made) or 'none'}, not {_some(wanted) or 'none'}"


def _differing(before: Mapping[str, Any], now: Mapping[str, Any], record: str) -> set[str]:
    """Return the names whose record is another than before."""
    return {name for name in before.keys() | now.keys() if _get(before, name, record) != _get(now, name, record)}


def _get(results: Mapping[str, Any], name: str, record: str) -> object:
    found: object = results.get(name, {}).get(record)
    return found


def _figures(expected: Shown, site: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    shown = {figure.expression for path in site.rglob("*.html") for figure in read_page(path).figures}
    for expression in expected.figures:
        if expression not in shown:
            yield f"no page shows {expression}"
        try:
            values = evaluate(expression, before), evaluate(expression, now)
        except (KeyError, ValueError, TypeError) as error:
            yield f"{expression} cannot be reckoned: {error!r}"
            continue
        if math.isclose(*values):
            yield f"{expression} is {values[0]}, as before"


def _absences(expected: Mapping[str, str], status: str, results: Mapping[str, Any], site: Path) -> Iterator[str]:
    """Yield what is wrong with what could not be had: its status and reason in results, and the reason on a page."""
    words = {path: _words(path) for path in site.rglob("*.html")} if expected else {}
    for name, reason in expected.items():
        entry = results[name]
        if entry["status"] != status or not re.search(reason, entry["reason"] or ""):
            yield f"{name} is {entry['status']}: {entry['reason']}; expected: {status}: /{reason}/"
        elif not any(plain(entry["reason"]) in text for text in words.values()):
            yield f"{name}: no page shows the reason: {entry['reason']}"


def _without(site: Path, page: str, text: str) -> Iterator[str]:
    path = site / page
    if not path.is_file():
        yield f"there is no {page}"
    elif path.suffix == ".html" and text not in _words(path):
        yield f"{page} does not show {text!r}"


def _words(path: Path) -> str:
    return plain(html.unescape(_TAG.sub("", path.read_text(encoding="utf-8"))))


def _some(names: set[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
