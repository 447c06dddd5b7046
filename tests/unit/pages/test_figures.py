import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from markupsafe import Markup

from macros.catalog.model import Catalog, ImageReference
from macros.pages.answers import figure_of
from macros.pages.claims import Claim
from macros.pages.expressions import evaluate, is_of_sources, text_of
from macros.pages.facts import Fact
from macros.pages.figures import base_size, cited, difference, layer_size, own_size, ratio, size
from macros.pages.file_facts import changed_files
from macros.pages.guesses import Guess
from macros.pages.macros import BLOCKS, CARDS, FACTS, INLINE
from macros.pages.myths import Myth
from macros.pages.rendering import render
from macros.pages.sheet import MacroFault, Sheet
from macros.plan.findings import Findings
from macros.plan.macros import MACROS
from macros.records.facts import FactRecord
from macros.records.measurement import Measurement, Package, Packages
from macros.records.results import results_json
from tests.unit.challenging import with_challenge

FIGURE = re.compile(r'<data value="([^"]+)" data-tare="([^"]+)">(.*?)</data>')


def html_of(made: Markup | Fact | Claim | Myth | Guess) -> str:
    """What a macro prints."""
    if isinstance(made, Claim):
        return made.mark
    if isinstance(made, Myth):
        return made.evidence
    if isinstance(made, Guess):
        return made.answer
    return figure_of(made) if isinstance(made, Fact) else made


def shown(made: Markup | Fact | Claim) -> str:
    """The text of HTML as a browser holds it."""
    return unescape(re.sub("<[^>]*>", "", html_of(made)))


def figures(html: str) -> list[tuple[float, str, str]]:
    found = FIGURE.findall(html)
    return [(float(value), unescape(each), unescape(re.sub("<[^>]*>", "", text))) for value, each, text in found]


def counted(findings: Findings) -> Findings:
    """The same with packages of one image, and with answers of file lists."""
    image = findings.outcomes["myapp:fat"]
    assert isinstance(image, Measurement)
    installed = Packages((Package("git", "2", 40_000_000), Package("gcc-14", "14", 90_000_000)), (), ())
    images = {"myapp:fat": image.config_digest}
    facts = {
        name: FactRecord(name, images, value, paths)
        for name, value, paths in (
            ("file_count(myapp:fat, /usr/bin/*gcc*)", 2, ("/usr/bin/gcc", "/usr/bin/gcc-14")),
            ("files_size(myapp:fat, /usr/bin/*gcc*)", 1_200_000, ("/usr/bin/gcc", "/usr/bin/gcc-14")),
            ("changed_files(myapp:fat, myapp:slim, /usr/**)", 0, ()),
            ("setuid_files(myapp:fat, /usr/**)", 1, ("/usr/bin/su",)),
            ("layers_with(myapp:fat, /app/app.py)", 1, ("/app/app.py",)),
        )
    }
    outcomes = {**findings.outcomes, "myapp:fat": replace(image, packages=installed)}
    return with_twin(replace(findings, outcomes=outcomes, facts=facts))


def with_twin(findings: Findings) -> Findings:
    """The same with a variant that differs from `fat` in its ignore file alone."""
    example, image = findings.catalog.examples[0], findings.outcomes["myapp:fat"]
    assert isinstance(image, Measurement)
    fat = example.variants[0]
    path = fat.dockerfile.path.with_name("Dockerfile.twin")
    path.with_name("Dockerfile.twin.dockerignore").write_text("*.py\n")
    twin = replace(fat, reference=ImageReference("myapp", "twin"), dockerfile=replace(fat.dockerfile, path=path))
    catalog = Catalog(findings.catalog.root, (replace(example, variants=(*example.variants, twin)),))
    return replace(
        findings,
        catalog=catalog,
        outcomes={**findings.outcomes, "myapp:twin": replace(image, reference="myapp:twin")},
    )


def document_of(findings: Findings) -> dict[str, object]:
    """What is published of them."""
    given = (findings.outcomes, findings.commands, findings.generated_at)
    published = results_json(*given, facts=findings.facts, experiments=findings.experiments)
    read: dict[str, object] = json.loads(published)
    return read


def test_every_figure_of_every_macro_is_what_its_expression_gives(findings: Findings) -> None:
    lessons = findings.catalog.root / "docs/lessons"
    lessons.mkdir(parents=True)
    (lessons / "a.md").write_text("# A\n")
    findings = with_challenge(counted(findings))
    sheet = Sheet(findings)
    document = document_of(findings)
    references = ("myapp:fat", "myapp:slim", "myapp:multi")
    facts = (size(sheet, "myapp:slim"), size(sheet, "myapp:fat"))
    arguments: dict[str, tuple[object, ...]] = {
        "difference": references[:2],
        "ratio": references[:2],
        "layer_size": ("myapp:slim", "RUN"),
        "layer_files": ("myapp:slim", "RUN"),
        "shared_layers": references[1:],
        "package_size": ("myapp:fat", "git"),
        "packages": ("myapp:fat", "g*"),
        "file_count": ("myapp:fat", "/usr/bin/*gcc*"),
        "files_size": ("myapp:fat", "/usr/bin/*gcc*"),
        "changed_files": (*references[:2], "/usr/**"),
        "setuid_files": ("myapp:fat", "/usr/**"),
        "layers_with": ("myapp:fat", "/app/app.py"),
        "context_ledger": ("myapp:fat", "myapp:twin"),
        "changed_lines": references[:2],
        "instructions": ("myapp:fat", "COPY"),
        "printed": ("myapp/compare", "myapp"),
        "written": ("myapp/app.py", "print("),
        "rebuilt": ("myapp/code-edited", "myapp:fat", "RUN"),
        "from_cache": ("myapp/code-edited", "myapp:fat"),
        "context_sent": ("myapp/code-edited", "myapp:fat", "first"),
        "experiment": ("myapp/code-edited",),
        "challenge": ("diet",),
        "bound": ("50 MB",),
        "about": facts,
        "than": facts,
        "claim": (facts[0] < facts[1],),
        "myth": ("It is so", facts[0] < facts[1], facts[0] / 2 > facts[1]),
        "guess": ("What is it?", facts[0]),
        "diff": references[:2],
        "bars": references,
        "file": ("myapp/app.py",),
        "command": ("myapp/serve",),
        "download": ("myapp",),
        "ladder": ("myapp",),
        "trend": ("myapp",),
        "compare": references[:2],
        "results": (),
        "measured": (),
        "course": (),
    }
    around: dict[str, dict[str, object]] = {
        "claim": {"caller": lambda: "so"},
        "myth": {"caller": lambda: "so", "why": "depends"},
        "guess": {"caller": lambda: "so"},
    }
    macros: tuple[Callable[..., Markup | Fact | Claim | Myth | Guess], ...] = FACTS + INLINE + BLOCKS
    checked = 0
    for macro in macros:
        more = around.get(macro.__name__, {})
        made = html_of(macro(sheet, *arguments.get(macro.__name__, ("myapp:fat",)), **more))
        for value, expression, text in figures(made):
            assert text == text_of(expression, value)
            if not is_of_sources(expression):
                assert evaluate(expression, document) == pytest.approx(value, rel=1e-12), expression
            checked += 1
    for note in sheet.notes.values():
        for value, expression, text in figures(render(note.template, **note.values)):
            assert text == text_of(expression, value)
            assert evaluate(expression, document) == pytest.approx(value, rel=1e-12), expression
            checked += 1
    assert checked > 90


def test_the_macros_are_those_that_the_plan_knows() -> None:
    assert {macro.__name__ for macro in (*FACTS, *INLINE, *BLOCKS, *CARDS)} == set(MACROS)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda sheet: size(sheet, "myapp:slim"), "129\u202fMB"),
        (lambda sheet: size(sheet, "myapp:slim", what="transfer_size"), "51.4\u202fMB"),
        (lambda sheet: size(sheet, "myapp:fat", "waste"), "20\u202fMB"),
        (lambda sheet: size(sheet, "myapp:slim", units="binary"), "123\u202fMiB"),
        (lambda sheet: size(sheet, "myapp:slim", units="bytes"), "128,500,045\u202fB"),
        (lambda sheet: difference(sheet, "myapp:fat", "myapp:slim"), "972\u202fMB"),
        (lambda sheet: ratio(sheet, "myapp:fat", "myapp:slim"), "8.6"),
        (lambda sheet: layer_size(sheet, "myapp:multi", "COPY --from"), "4.73\u202fMB"),
        (lambda sheet: base_size(sheet, "myapp:slim"), "115\u202fMB"),
        (lambda sheet: own_size(sheet, "myapp:slim"), "13.5\u202fMB"),
        (lambda sheet: cited(sheet, "myapp:fat"), "1.13GB"),
        (lambda sheet: size(sheet, "myapp:slim", "engine_size"), "not available"),
        (lambda sheet: size(sheet, "myapp:alpine"), "not measured"),
        (lambda sheet: difference(sheet, "myapp:fat", "myapp:alpine"), "not measured"),
    ],
)
def test_a_figure_prints_its_text(sheet: Sheet, made: Callable[[Sheet], Markup | Fact], text: str) -> None:
    assert shown(made(sheet)) == text


def test_every_figure_opens_something_that_the_page_will_hold(sheet: Sheet) -> None:
    made: tuple[Markup | Fact, ...] = (
        ratio(sheet, "myapp:fat", "myapp:slim"),
        cited(sheet, "myapp:fat"),
        size(sheet, "myapp:alpine"),
    )
    html = "".join(html_of(each) for each in made)
    targets = re.findall('popovertarget="([^"]+)"', html)
    assert len(targets) == 3
    assert set(targets) < set(sheet.notes)
    assert {"tare-passport-myapp:fat", "tare-passport-myapp:slim"} < set(sheet.notes)


def test_waste_of_one_layer_is_the_layers_own(sheet: Sheet) -> None:
    assert figures(html_of(layer_size(sheet, "myapp:fat", "RUN", "waste"))) == [
        (20_000_000, "myapp:fat/layers[5].waste", "20\u202fMB")
    ]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda sheet: size(sheet, "myapp:slimm"), "no image `myapp:slimm`; did you mean `myapp:slim`?"),
        (lambda sheet: size(sheet, "myapp:slim", "unpacked"), "`unpacked` is no size of an image; did you mean"),
        (lambda sheet: layer_size(sheet, "myapp:slim", "COPY nothing"), "begins 0 instructions"),
        (lambda sheet: layer_size(sheet, "myapp:multi", "COPY"), "begins 2 instructions"),
        (lambda sheet: layer_size(sheet, "myapp:slim", "RUN", "engine_size"), "an engine tells no sizes of layers"),
        (lambda sheet: cited(sheet, "myapp:slim"), "no size is cited for myapp:slim; add `slim` to"),
    ],
)
def test_what_cannot_be_answered_says_so_and_what_to_do(
    sheet: Sheet, call: Callable[[Sheet], object], sentence: str
) -> None:
    with pytest.raises(MacroFault, match=re.escape(sentence)):
        call(sheet)


def test_an_engine_size_stands_where_there_is_one(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    outcomes = {**findings.outcomes, "myapp:slim": replace(image, engine_size=130_000_000)}
    html = size(Sheet(replace(findings, outcomes=outcomes)), "myapp:slim", "engine_size")
    assert shown(html) == "130\u202fMB"


def test_that_nothing_differs_where_nothing_matches_is_refused(findings: Findings) -> None:
    images = {"myapp:fat": "sha256:" + 64 * "0"}
    names = (
        "changed_files(myapp:fat, myapp:slim, /opt/**)",
        *(f"file_count(myapp:{tag}, /opt/**)" for tag in ("fat", "slim")),
    )
    facts = {name: FactRecord(name, images, 0, ()) for name in names}
    sheet = Sheet(replace(findings, facts=facts))
    with pytest.raises(MacroFault, match=r"`/opt/\*\*` matches no file of `myapp:fat` and none of `myapp:slim`"):
        changed_files(sheet, "myapp:fat", "myapp:slim", "/opt/**")
