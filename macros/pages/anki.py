"""The interview deck for Anki: a note for each card, known by the card's name for good, its figures and bars in it.

The format is Anki's package (.apkg), written by genanki. Anki takes a note with a GUID that it has as a new edition of
that note, so that what a learner knows is kept when a figure moves.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from ..units import format_size
from .rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..catalog.cards import Card
    from ..plan.findings import Findings

_DECK_ID = 1_606_472_821
_MODEL_ID = 1_606_472_822
"""Fixed for good: Anki knows deck and note type by them."""
_FIELDS = {
    "Question": "question",
    "30 seconds": "short",
    "2 minutes": "long",
    "Usual wrong answer": "wrong",
    "Evidence": "evidence",
    "Follow-up": "follow_up",
    "Answer to the follow-up": "follow_up_answer",
    "What they listen for": "listens_for",
}
"""The fields of a note, each with the part of a card that fills it; a picture and the topic follow."""
_CSS = """\
.card { max-width: 40em; margin: 0 auto; padding: 1em; font: 18px/1.5 system-ui, sans-serif; text-align: left; }
h1 { font-size: 1.3em; } h2 { margin: 1.4em 0 0; font-size: 0.9em; } .evidence { padding-left: 1em; }
.evidence { border-left: 4px solid #ffc400; } img { max-width: 100%; } code { font-size: 0.9em; }
"""
_WIDTH, _ROW = 640, 44
"""Of a picture and of one bar in it, in its own units."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP file can tell."""


def anki_deck(cards: Sequence[Card], parts: Mapping[str, Mapping[str, str]], findings: Findings) -> bytes:
    """Return the package with a note for each card that a page showed; `parts` holds their HTML.

    It is the same to the byte for the same cards and measurements.
    """
    import genanki

    model = genanki.Model(
        _MODEL_ID,
        "Tare: interview card",
        fields=[{"name": name} for name in (*_FIELDS, "Picture", "Topic")],
        templates=[{"name": "Card", "qfmt": "<h1>{{Question}}</h1>", "afmt": _answer_side()}],
        css=_CSS,
    )
    deck = genanki.Deck(_DECK_ID, "Tare: Docker image size", "Questions with measured answers.")
    with tempfile.TemporaryDirectory() as folder:
        pictures = []
        for card in cards:
            if (part := parts.get(card.name)) is None:
                continue
            picture = ""
            if (svg := bars_svg(card.bars, findings)) is not None:
                path = Path(folder) / f"tare-{card.name}.svg"
                path.write_text(svg, "utf-8")
                pictures.append(str(path))
                picture = f'<img src="{path.name}">'
            fields = [*(part.get(key, "") for key in _FIELDS.values()), picture, card.topic]
            tags = [card.lesson]
            deck.add_note(genanki.Note(model, fields, tags=tags, guid=genanki.guid_for("tare", card.name)))
        target = io.BytesIO()
        genanki.Package(deck, pictures).write_to_file(target, timestamp=_newest(findings))
    return _without_times(target.getvalue())


def bars_svg(references: Sequence[str], findings: Findings) -> str | None:
    """Return images as bars to scale, a picture of its own; None where nothing of them was measured."""
    outcomes = [findings.outcomes.get(reference) for reference in references]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    largest = max((each.unpacked_size for each in measured), default=0)
    if not largest:
        return None
    rows = [
        {
            "name": each.reference,
            "size": format_size(each.unpacked_size),
            "y": index * _ROW,
            "width": round(_WIDTH * each.unpacked_size / largest, 1),
        }
        for index, each in enumerate(measured)
    ]
    return str(render("bars.svg", rows=rows, width=_WIDTH, height=_ROW * len(rows)))


def _newest(findings: Findings) -> float:
    """Return when the newest measurement was made, in seconds since 1970: the same for the same records."""
    times = [each.measured_at for each in findings.outcomes.values() if isinstance(each, Measurement)]
    return max(times, default=findings.generated_at).timestamp()


def _answer_side() -> str:
    """Return the template of the back: one section for each field that has something in it."""
    sections = [f"<h2>{name}</h2>{{{{{name}}}}}" for name in ("30 seconds", "2 minutes", "Usual wrong answer")]
    evidence = '<div class="evidence">{{Evidence}}{{Picture}}</div>'
    rest = "<h2>Follow-up</h2><p>{{Follow-up}}</p>{{Answer to the follow-up}}"
    heard = "<h2>They listen for</h2>{{What they listen for}}"
    return f"{{{{FrontSide}}}}<hr id=answer>{''.join(sections)}{evidence}{rest}{heard}"


def _without_times(package: bytes) -> bytes:
    """Return a ZIP file with its members' times set to one and the same."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            member = zipfile.ZipInfo(name, _TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, made.read(name))
    return target.getvalue()
