"""A quick share of `make sabotage`: of each kind that needs no engine, the first change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sabotage.harness import try_change
from tests.sabotage.judging import state_of
from tests.sabotage.kinds import CHANGES
from tests.sabotage.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Site
    from tests.sabotage.changes import Change
    from tests.sabotage.judging import State
    from tests.sabotage.workshop import Workshop

KINDS = (
    "claim reversed",
    "bound moved across the figure",
    "subject swapped",
    "card falsified",
    "challenge altered",
    "command altered",
    "variant renamed",
    "TOML field altered",
    "TOML field misspelt",
    "experiment altered",
    "platform altered",
    "ignored file altered",
    "figure typed",
    "output pasted",
    "file copied into a page",
    "unknown reference",
    "unlike variants compared",
    "sentence reworded",
    "comment",
    "file outside every context",
    "results.json edited",
    "results.json of other inputs",
)
QUICK = [next(change for change in CHANGES if change.kind == kind) for kind in KINDS]


@pytest.fixture(scope="module")
def workshop(site: Site) -> Iterator[Workshop]:
    """Open the workshop on what the site's build has measured."""
    assert site.folder
    with open_workshop(anew=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def original(workshop: Workshop) -> State:
    """Return the state of the unchanged project."""
    return state_of(workshop.original)


@pytest.mark.parametrize("change", QUICK, ids=str)
def test_a_change_has_the_effect_that_it_declares(change: Change, workshop: Workshop, original: State) -> None:
    verdict = try_change(change, workshop, original)
    assert not verdict.wrong, str(verdict)


def test_every_kind_has_five_different_changes() -> None:
    kinds = [change.kind for change in CHANGES]
    assert {kind: kinds.count(kind) for kind in kinds if kinds.count(kind) < 5} == {}
    assert len({str(change) for change in CHANGES}) == len(CHANGES)
