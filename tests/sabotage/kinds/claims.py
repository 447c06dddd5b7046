"""Claims that are reversed, whose bounds are moved across the figure, or whose subjects are swapped."""

from __future__ import annotations

from tests.sabotage.changes import Change, Refused
from tests.sabotage.edits import append, both, replace

_SLIM_BASE = "docs/lessons/slim-base.md"
_MULTI_STAGE = "docs/lessons/multi-stage.md"
_THREE = "docs/lessons/three-images.md"
_HISTORY = "docs/lessons/layer-history.md"
_INTERVIEW = "docs/interview.md"
_STAGE_CARDS = "docs/cards/multi-stage.toml"
_REGISTRY_CARDS = "docs/cards/registries.toml"

_REVERSED = "claim reversed"
_MOVED = "bound moved across the figure"
_SWAPPED = "subject swapped"

_REVERSALS = (
    Change(
        _REVERSED,
        "sentence and condition",
        append(
            _INTERVIEW,
            '\n{% call claim(size("web:multi") > size("web:slim")) %}'
            "`web:multi` is larger than `web:slim`.{% endcall %}\n",
        ),
        Refused(
            _INTERVIEW,
            r'"`?web:multi`? is larger than `?web:slim`?\.?" is false: size.*web:slim.* MB',
            "is larger than",
        ),
    ),
    Change(
        _REVERSED,
        "the condition alone",
        replace(
            _SLIM_BASE,
            'claim(size("web:slim") < size("web:fat"), changed_lines',
            'claim(size("web:slim") > size("web:fat"), changed_lines',
        ),
        Refused(_SLIM_BASE, "smaller|is false", "`web:slim` is smaller than `web:fat`"),
    ),
    Change(
        _REVERSED,
        "the sentence alone",
        replace(_SLIM_BASE, "`web:slim` is smaller than `web:fat`", "`web:slim` is larger than `web:fat`"),
        Refused(_SLIM_BASE, "larger", "`web:slim` is larger than `web:fat`"),
    ),
    Change(
        _REVERSED,
        "the sentence alone, of three images",
        replace(_THREE, "Each is larger than the next", "Each is smaller than the next"),
        Refused(_THREE, "smaller", "Each is smaller"),
    ),
    Change(
        _REVERSED,
        "an absence",
        replace(
            _SLIM_BASE,
            'claim(file_count("myapp:slim", "/usr/bin/*gcc*") == 0',
            'claim(file_count("myapp:slim", "/usr/bin/*gcc*") > 0',
        ),
        Refused(_SLIM_BASE, "fewer conditions of its claim have `== 0`", "no compiler, no `make`"),
    ),
    Change(
        _REVERSED,
        "an equality",
        replace(
            _MULTI_STAGE,
            'printed("myapp/inspect-multi", "flask file: /usr/local/lib/python") == 1',
            'printed("myapp/inspect-multi", "flask file: /usr/local/lib/python") != 1',
        ),
        Refused(_MULTI_STAGE, "is false", "In the final image Python finds Flask"),
    ),
    Change(
        _REVERSED,
        "outside of a claim",
        append(_HISTORY, "\n`myapp:multi` is larger than `myapp:slim`.\n"),
        Refused(_HISTORY, "that nothing proves", "is larger than"),
    ),
)

_BOUNDS = (
    Change(
        _MOVED,
        "a share, in condition and sentence",
        both(
            replace(_MULTI_STAGE, '< size("web:slim") / 10)', '< size("web:slim") / 100)'),
            replace(_MULTI_STAGE, "less than a tenth:", "less than a hundredth:"),
        ),
        Refused(_MULTI_STAGE, "is false: difference", "less than a hundredth"),
    ),
    Change(
        _MOVED,
        "a share, in the sentence alone",
        replace(_MULTI_STAGE, "less than a tenth:", "less than a hundredth:"),
        Refused(_MULTI_STAGE, "hundredth", "less than a hundredth"),
    ),
    Change(
        _MOVED,
        "a number of packages",
        replace(_SLIM_BASE, 'packages("web:fat", "lib*-dev") > 9)', 'packages("web:fat", "lib*-dev") > 9000)'),
        Refused(_SLIM_BASE, "is false: packages", "Below Python it carries"),
    ),
    Change(
        _MOVED,
        "a multiple, in condition and sentence",
        both(
            replace(_SLIM_BASE, 'base_size("myapp:slim") > 9 * (', 'base_size("myapp:slim") > 90 * ('),
            replace(_SLIM_BASE, "than nine times what", "than ninety times what"),
        ),
        Refused(_SLIM_BASE, "is false: base_size", "than ninety times"),
    ),
    Change(
        _MOVED,
        "a half",
        replace(
            _REGISTRY_CARDS,
            'base_size("web:slim") > size("web:slim") / 2',
            'base_size("web:slim") > size("web:slim") * 2',
        ),
        Refused(_REGISTRY_CARDS, "half|is false", "brings the base"),
    ),
    Change(
        _MOVED,
        "a size",
        append(
            _HISTORY,
            '\n{% call claim(size("myapp:multi") < bound("100 MB")) %}'
            '`myapp:multi` is smaller than {{ bound("100 MB") }}.{% endcall %}\n',
        ),
        Refused(_HISTORY, r"is false: size\(myapp:multi\) is .* not < 100 MB", "is smaller than"),
    ),
    Change(
        _MOVED,
        "a number of lines",
        replace(_THREE, 'printed("myapp/compare", "myapp") == 3', 'printed("myapp/compare", "myapp") == 4'),
        Refused(_THREE, "three|is false", "lists the three side by side"),
    ),
)

_SUBJECTS = (
    Change(
        _SWAPPED,
        "in the sentence",
        replace(_THREE, "%}`myapp:slim` carries {{ size(", "%}`myapp:multi` carries {{ size("),
        Refused(_THREE, "myapp:multi", "%}`myapp:multi` carries {{"),
    ),
    Change(
        _SWAPPED,
        "two of them, in the sentence",
        replace(
            _MULTI_STAGE,
            "`myapp:slim` installs curl and no Flask, and `myapp:multi` installs Flask and no curl",
            "`myapp:multi` installs curl and no Flask, and `myapp:slim` installs Flask and no curl",
        ),
        Refused(_MULTI_STAGE, "myapp:multi|myapp:slim", "installs curl and no Flask"),
    ),
    Change(
        _SWAPPED,
        "what they have, in the sentence",
        replace(
            _MULTI_STAGE,
            "`myapp:slim` installs curl and no Flask, and `myapp:multi` installs Flask and no curl",
            "`myapp:slim` installs Flask and no curl, and `myapp:multi` installs curl and no Flask",
        ),
        Refused(_MULTI_STAGE, "Flask|curl", "installs Flask and no curl, and"),
    ),
    Change(
        _SWAPPED,
        "two of them, in the condition",
        replace(
            _STAGE_CARDS,
            'claim(size("web:slim") > size("web:multi")) %}One',
            'claim(size("web:multi") > size("web:slim")) %}One',
        ),
        Refused(_STAGE_CARDS, "is false|web:multi", "One Flask app, installed in place"),
    ),
    Change(
        _SWAPPED,
        "one of them, in the condition",
        replace(
            _SLIM_BASE,
            'sense of that column: {% call claim(file_count("myapp:fat"',
            'sense of that column: {% call claim(file_count("myapp:slim"',
        ),
        Refused(_SLIM_BASE, "is false: file_count|myapp:slim", "sense of that column"),
    ),
    Change(
        _SWAPPED,
        "a command, in the condition",
        replace(
            _HISTORY,
            'printed("myapp/history-multi", "pip install") == 0',
            'printed("web/history-slim", "pip install") == 0',
        ),
        Refused(_HISTORY, r"is false: printed\(web/history-slim, pip install\)", "does not appear at all"),
    ),
    Change(
        _SWAPPED,
        "what a figure is of, in words that measurements choose",
        append(_INTERVIEW, '\n`web:multi` is {{ than(size("web:multi"), size("web:slim")) }} `web:fat`.\n'),
        Refused(_INTERVIEW, "`web:fat` is named after `than`", "`web:multi` is {{ than"),
    ),
)

CHANGES = (*_REVERSALS, *_BOUNDS, *_SUBJECTS)
