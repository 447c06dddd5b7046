"""Interview cards that are false, unproved, misspelt or there twice."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Refused
from tests.sabotage.edits import append, replace

_LAYERS = "docs/cards/layers.toml"
_SECURITY = "docs/cards/security.toml"
_STAGES = "docs/cards/multi-stage.toml"

_KIND = "card falsified"

CHANGES = (
    Change(
        _KIND,
        "its evidence claims the opposite",
        replace(
            _STAGES,
            'claim(size("compiled:late") > size("compiled:single")) %}The layer',
            'claim(size("compiled:late") < size("compiled:single")) %}The layer',
        ),
        Refused(_STAGES, "is false|larger", "The layer that brought it stays"),
    ),
    Change(
        _KIND,
        "its evidence says what a command never printed",
        replace(_SECURITY, 'opens-nothing") >= 2) %}', 'opens-nothing-else") >= 2) %}'),
        Refused(_SECURITY, "is false: printed", "docker history` prints the token"),
    ),
    Change(
        _KIND,
        "its evidence is taken away",
        replace(
            _LAYERS,
            '{% call claim(layer_size("web:slim", "WORKDIR") == 0) %}In `web:slim` the layer of `WORKDIR` weighs '
            '{{ layer_size("web:slim", "WORKDIR") }}: nothing.{% endcall %}',
            "Everybody knows that.",
        ),
        Refused(_LAYERS, "claims nothing"),
    ),
    Change(
        _KIND,
        "an answer compares without a claim",
        replace(_LAYERS, "A layer, and no bytes.", "A layer, and `web:slim` is larger than `web:multi`."),
        Refused(_LAYERS, "`larger than` is", "A layer, and `web:slim`"),
    ),
    Change(
        _KIND,
        "an answer has a figure",
        replace(_LAYERS, "A layer, and no bytes.", "A layer of 4 kB."),
        Refused(_LAYERS, "4 kB` is typed by hand", "4 kB"),
    ),
    Change(
        _KIND,
        "a field is misspelt",
        replace(_LAYERS, 'follow_up = "And `mv`?"', 'folow_up = "And `mv`?"'),
        Refused(_LAYERS, "did you mean `follow_up`", "folow_up"),
    ),
    Change(
        _KIND,
        "a name is given twice",
        append(_SECURITY, '\n[cards.what-is-a-layer]\nlesson = "inside"\n'),
        Refused(_SECURITY, "stands in docs/cards/layers.toml:", "[cards.what-is-a-layer]"),
    ),
    Change(
        _KIND,
        "its lesson is another",
        replace(_STAGES, 'lesson = "pip"', 'lesson = "pipp"'),
        Refused(_STAGES, "did you mean `pip`", "pipp"),
    ),
    Change(
        "comment",
        "in the file of cards",
        append(_LAYERS, "\n# The end.\n"),
        Nothing(),
    ),
)
