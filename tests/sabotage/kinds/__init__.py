"""Every change, kind by kind."""

from __future__ import annotations

from tests.sabotage.kinds import apps, claims, declarations, harmless, instructions, pages, proofs, records, typed

CHANGES = (
    *instructions.CHANGES,
    *apps.CHANGES,
    *claims.CHANGES,
    *declarations.CHANGES,
    *proofs.CHANGES,
    *typed.CHANGES,
    *pages.CHANGES,
    *harmless.CHANGES,
    *records.CHANGES,
)
