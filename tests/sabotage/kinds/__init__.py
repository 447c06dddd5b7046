"""Every change, kind by kind."""

from __future__ import annotations

from tests.sabotage.kinds import (
    apps,
    cards,
    challenges,
    claims,
    declarations,
    experiments,
    harmless,
    instructions,
    ladders,
    myths,
    pages,
    platforms,
    proofs,
    records,
    results,
    typed,
)

CHANGES = (
    *instructions.CHANGES,
    *apps.CHANGES,
    *claims.CHANGES,
    *myths.CHANGES,
    *cards.CHANGES,
    *challenges.CHANGES,
    *ladders.CHANGES,
    *declarations.CHANGES,
    *experiments.CHANGES,
    *platforms.CHANGES,
    *proofs.CHANGES,
    *typed.CHANGES,
    *pages.CHANGES,
    *harmless.CHANGES,
    *records.CHANGES,
    *results.CHANGES,
)
