"""Counts that `results.json` gives: from what a figure says about itself to its value."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .grammar import Count

    Results = Mapping[str, Any]


def count_in_results(count: Count, results: Results) -> float:
    """Return what a count is in a document of `results.json`.

    Raises KeyError where the document lacks what it names, or where it is no count of results.
    """
    match count.name, count.arguments:
        case "file_count" | "files_size" | "changed_files", arguments:
            return int(results["facts"][f"{count.name}({', '.join(arguments)})"]["value"])
        case "shared_layers", (one, other):
            pairs = zip(_record(one, results)["layers"], _record(other, results)["layers"], strict=False)
            return sum(1 for _ in takewhile(lambda pair: pair[0]["diff_id"] == pair[1]["diff_id"], pairs))
        case "packages", (reference, pattern):
            return sum(1 for package in _packages(reference, results) if fnmatchcase(package["name"], pattern))
        case "package_size", (reference, name):
            return sum(package["bytes"] for package in _packages(reference, results) if package["name"] == name)
        case "printed", (command, text):
            record = results["commands"][command]["record"]
            lines = [*record["output"].split("\n"), *(record["answer"] or {"body": ""})["body"].split("\n")]
            return sum(1 for line in lines if text in line)
        case "rebuilt" | "from_cache" as name, (experiment, reference, *beginning):
            steps = _build(experiment, reference, "rebuild", results)["steps"]
            asked = [step for step in steps if step["instruction"].startswith("".join(beginning))]
            return sum(1 for step in asked if step["cached"] == (name == "from_cache"))
        case "context_sent", (experiment, reference, build):
            return int(_build(experiment, reference, build, results)["context_bytes"])
        case "build_seconds", (experiment, reference, build):
            return float(_build(experiment, reference, build, results)["seconds"])
        case "step_seconds", (experiment, reference, build, index):
            return float(_build(experiment, reference, build, results)["steps"][int(index)]["seconds"])
    raise KeyError(count.name)


def _record(reference: str, results: Results) -> Results:
    record: Results | None = results["images"][reference]["measurement"]
    if record is None:
        raise KeyError(reference)
    return record


def _packages(reference: str, results: Results) -> Iterator[Mapping[str, Any]]:
    for system in _record(reference, results)["packages"].values():
        yield from system or ()


def _build(experiment: str, reference: str, build: str, results: Results) -> Results:
    record: Results | None = results["experiments"][experiment]["record"]
    if record is None:
        raise KeyError(experiment)
    found: Results = record["variants"][reference][build]
    return found
