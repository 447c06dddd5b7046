"""Counts that `results.json` gives: from what a figure says about itself to its value."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from .rebuilds_in_results import count_in_experiments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .grammar import Count

    Results = Mapping[str, Any]


def count_in_results(count: Count, results: Results) -> float:
    """Return what a count is in a document of `results.json`.

    Raises KeyError where the document lacks what it names, or where it is no count of results.
    """
    match count.name, count.arguments:
        case "file_count" | "files_size" | "changed_files" | "setuid_files" | "layers_with", arguments:
            return int(results["facts"][f"{count.name}({', '.join(arguments)})"]["value"])
        case "shared_layers", (one, other):
            pairs = zip(_record(one, results)["layers"], _record(other, results)["layers"], strict=False)
            return sum(1 for _ in takewhile(lambda pair: pair[0]["diff_id"] == pair[1]["diff_id"], pairs))
        case "packages", (reference, pattern):
            return sum(1 for package in _packages(reference, results) if fnmatchcase(package["name"], pattern))
        case "package_size" | "packages_size", (reference, which):
            return _packages_size(reference, which, results, of_a_system=count.name == "packages_size")
        case "printed", (command, text):
            record: Results = results["commands"][command]["record"]
            lines = [*record["output"].split("\n"), *(record["answer"] or {"body": ""})["body"].split("\n")]
            return sum(1 for line in lines if text in line)
    return count_in_experiments(count, results)


def _record(reference: str, results: Results) -> Results:
    record: Results | None = results["images"][reference]["measurement"]
    if record is None:
        raise KeyError(reference)
    return record


def _packages_size(reference: str, which: str, results: Results, *, of_a_system: bool) -> int:
    """Return the bytes of all packages of a system that tells them, or of the package of a name."""
    if of_a_system:
        return sum(int(package["bytes"] or 0) for package in _record(reference, results)["packages"][which])
    return sum(int(package["bytes"]) for package in _packages(reference, results) if package["name"] == which)


def _packages(reference: str, results: Results) -> Iterator[Mapping[str, Any]]:
    for system in _record(reference, results)["packages"].values():
        yield from system or ()
