"""Counts of `results.json` that are about cache experiments: from a figure's term to its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .grammar import Count

    Results = Mapping[str, Any]


def count_in_experiments(count: Count, results: Results) -> float:
    """Return what a count is in a document of `results.json`: of instructions, bytes or seconds.

    Raises KeyError where the document lacks what it names, or where it is no count of experiments.
    """
    match count.name, count.arguments:
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


def _build(experiment: str, reference: str, build: str, results: Results) -> Results:
    record: Results | None = results["experiments"][experiment]["record"]
    if record is None:
        raise KeyError(experiment)
    found: Results = record["variants"][reference][build]
    return found
