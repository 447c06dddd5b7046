"""A challenge beside the images that findings have: its start is their `fat`, its solution their `slim`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from macros.catalog.challenge import SOLUTION, START, Challenge
from macros.catalog.model import Catalog, Example, ImageReference
from macros.records.measurement import Measurement, Outcome

if TYPE_CHECKING:
    from macros.plan.findings import Findings

CHALLENGE = Challenge(
    name="diet",
    task="Make `myapp` smaller, <now>.",
    budget="200 MB",
    hints=("Look at the base.", "Try `python:3.12-slim`."),
    forbidden=("ADD",),
    unchanged=("app.py",),
)
TOML = """\
title = "One app"

[challenge]
task = "Make it smaller"
unpacked_size = "200 MB"
"""


def with_challenge(findings: Findings, challenge: Challenge = CHALLENGE) -> Findings:
    """Findings with an example more, `challenge-diet`, of which both variants were measured."""
    example = findings.catalog.examples[0]
    folder = example.folder.with_name("challenge-diet")
    folder.mkdir(parents=True)
    (folder / "app.py").write_text('print("Hello")\n')
    folder.with_name("challenge-diet.toml").write_text(TOML)
    variants = []
    outcomes: dict[str, Outcome] = {}
    for tag, model in ((START, example.variants[0]), (SOLUTION, example.variants[1])):
        reference = ImageReference(folder.name, tag)
        measured = findings.outcomes[str(model.reference)]
        assert isinstance(measured, Measurement)
        variants.append(replace(model, reference=reference))
        outcomes[str(reference)] = replace(measured, reference=str(reference))
    more = Example(folder.name, "One app", folder, tuple(variants), challenge=challenge)
    catalog = Catalog(findings.catalog.root, (*findings.catalog.examples, more))
    return replace(findings, catalog=catalog, outcomes={**findings.outcomes, **outcomes})
