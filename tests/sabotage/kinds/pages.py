"""Pages that name what is not there or compare what is unlike, and sentences in other words."""

from __future__ import annotations

from tests.sabotage.changes import Change, Nothing, Refused
from tests.sabotage.edits import append, replace

_SLIM_BASE = "docs/lessons/slim-base.md"
_MULTI_STAGE = "docs/lessons/multi-stage.md"
_THREE = "docs/lessons/three-images.md"
_HISTORY = "docs/lessons/layer-history.md"
_WEIGHS = "docs/lessons/what-an-image-weighs.md"
_INTERVIEW = "docs/interview.md"
_INDEX = "docs/index.md"


_UNKNOWN = tuple(
    Change("unknown reference", name, edit, Refused(page, says, line))
    for name, page, edit, says, line in (
        (
            "a tag in a figure",
            _INDEX,
            append(_INDEX, '\n{{ size("myapp:slimm") }}\n'),
            "did you mean `myapp:slim`",
            "slimm",
        ),
        (
            "a tag among others",
            _INDEX,
            replace(_INDEX, 'bars("myapp:fat", "myapp:slim"', 'bars("myapp:fat", "myapp:slum"'),
            "myapp:slum.*did you mean `myapp:slim`",
            "slum",
        ),
        (
            "an example",
            _HISTORY,
            replace(_HISTORY, '{{ layers("myapp:multi") }}', '{{ layers("myap:multi") }}'),
            "myap:multi",
            "myap:multi",
        ),
        (
            "a file",
            _THREE,
            replace(_THREE, 'file("myapp/app.py")', 'file("myapp/main.py")'),
            "myapp/main.py",
            "myapp/main.py",
        ),
        ("a macro", _THREE, append(_THREE, '\n{{ sizes("myapp:slim") }}\n'), "did you mean `size`", "sizes("),
        (
            "a measure",
            _WEIGHS,
            append(_WEIGHS, '\n{{ size("web:slim", what="packed_size") }}\n'),
            "packed_size",
            "packed_size",
        ),
        (
            "an instruction",
            _HISTORY,
            append(_HISTORY, '\n{{ layer_size("myapp:multi", "RUN make") }}\n'),
            "RUN make",
            "RUN make",
        ),
        (
            "what nobody cites",
            _WEIGHS,
            append(_WEIGHS, '\n{{ cited("web:slim") }}\n'),
            "no size of `web:slim` is cited",
            "cited(",
        ),
        ("a page", _INDEX, append(_INDEX, "\n[more](lessons/no-such-page.md)\n"), "no-such-page", "no-such-page"),
        (
            "a download",
            _THREE,
            replace(_THREE, 'download("myapp")', 'download("myap")'),
            "did you mean `myapp`",
            "download(",
        ),
    )
)

_UNLIKE = tuple(
    Change("unlike variants compared", name, append(page, f"\n{text}\n"), Refused(page, "smoke test", line))
    for name, page, text, line in (
        ("side by side", _INDEX, '{{ bars("myapp:slim", "web:slim") }}', 'bars("myapp:slim", "web'),
        (
            "a builder beside what it builds",
            _MULTI_STAGE,
            '{{ bars("myapp:multi", "myapp:builder") }}',
            'bars("myapp:multi", "myapp:b',
        ),
        (
            "by a difference",
            _SLIM_BASE,
            'It saves {{ difference("web:fat", "myapp:multi") }}.',
            'difference("web:fat", "myapp',
        ),
        (
            "by a ratio",
            _THREE,
            'The first is {{ ratio("myapp:fat", "web:multi") }} of the other.',
            'ratio("myapp:fat", "web',
        ),
        (
            "in a claim",
            _INTERVIEW,
            '{% call claim(size("myapp:multi") < size("web:fat")) %}`myapp:multi` is below `web:fat`.{% endcall %}',
            "is below `web:fat`.",
        ),
    )
)

_REWORDED = tuple(
    Change("sentence reworded", name, replace(page, old, new), Nothing(shows={f"{path}index.html": new}))
    for name, page, path, old, new in (
        ("on the home page", _INDEX, "", "Short lessons, one question each,", "Lessons, short ones, a question each,"),
        (
            "in a lesson",
            _SLIM_BASE,
            "lessons/slim-base/",
            "Because a layer only ever adds.",
            "Since a layer only ever adds.",
        ),
        (
            "in a list",
            "docs/lessons/compiled.md",
            "lessons/compiled/",
            "shows as soon as the app runs",
            "is seen as soon as the app runs",
        ),
        (
            "in a note",
            "docs/lessons/dockerignore.md",
            "lessons/dockerignore/",
            "The classic builder sent all of it",
            "The old builder sent all of it",
        ),
        ("in a table", "docs/results.md", "results/", "what identifies the image", "by what the image is known"),
        (
            "in a question",
            "docs/lessons/order.md",
            "lessons/order/",
            "Does that count as an edit?",
            "Is that an edit?",
        ),
    )
)

CHANGES = (*_UNKNOWN, *_UNLIKE, *_REWORDED)
