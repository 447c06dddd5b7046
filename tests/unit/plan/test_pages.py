from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.plan.macros import MACROS
from macros.plan.pages import EXPRESSION, MacroCall, macro_calls, page_faults, references_asked
from macros.plan.templates import read_templates

if TYPE_CHECKING:
    from pathlib import Path


def calls_of(root: Path, text: str) -> tuple[MacroCall, ...]:
    (root / "docs/page.md").write_text(text)
    templates, faults = read_templates(root / "docs")
    assert not faults
    return macro_calls(templates)


def faults_of(root: Path, text: str) -> list[str]:
    return [str(fault) for fault in page_faults(read_catalog(root)[0], calls_of(root, text))]


def test_a_call_has_page_line_and_arguments(root: Path) -> None:
    text = '---\ntitle: x\n---\n\nIt is {{ size("demo:slim", what="waste") }}\n and {{ own_size(x) }}.\n'
    assert calls_of(root, text) == (
        MacroCall("docs/page.md", 5, "size", ("demo:slim",), {"what": "waste"}, spread=False),
        MacroCall("docs/page.md", 6, "own_size", (EXPRESSION,), {}, spread=False),
    )


def test_calls_are_found_in_code_fences_statements_and_other_calls(root: Path) -> None:
    text = '```\n{{ size("a") }}\n```\n{% if ratio("b") %}{{ bars(file("c")) }}{% endif %}{{ "%s"|format(cited("d")) }}'
    assert [call.macro for call in calls_of(root, text)] == ["size", "ratio", "bars", "file", "cited"]


@pytest.mark.parametrize(
    "text",
    [
        "no braces at all",
        "{% raw %}{{ size('x') }}{% endraw %}",
        "{# {{ size('x') }} #}",
        "{% macro own(x) %}{% endmacro %}{{ own(1) }}",
        "{% set f = namespace() %}{{ f() }}{{ range(3) }}{{ macros_info() }}",
        "{{ page.title.upper() }}",
        "---\nrender_macros: false\n---\n{{ size('x') }} {{ broken",
    ],
)
def test_what_is_no_call_of_a_macro_of_ours_is_left_out(root: Path, text: str) -> None:
    assert calls_of(root, text) == ()


def test_what_pages_ask_a_macro_for_is_told_once_each_in_their_order(root: Path) -> None:
    text = '{{ size("d:a") }} {{ size(reference="d:b") }} {{ size("d:a", "waste") }} {{ size(x) }} {{ ratio("d:c") }}'
    assert references_asked(calls_of(root, text), "size") == ("d:a", "d:b")


def test_pages_in_dot_folders_are_no_pages(root: Path) -> None:
    (root / "docs/.overrides").mkdir()
    (root / "docs/.overrides/x.md").write_text("{{ size() }}")
    assert calls_of(root, "") == ()


def test_a_page_that_jinja_cannot_parse_is_a_fault_with_its_line(root: Path) -> None:
    (root / "docs/page.md").write_text("---\ntitle: x\n---\nfine\n{{ size('x' }}\n")
    (root / "docs/other.md").write_text("{% endif %}")
    _, faults = read_templates(root / "docs")
    assert [(fault.where, fault.line) for fault in faults] == [("docs/other.md", 1), ("docs/page.md", 5)]
    assert str(faults[1]).startswith(
        "docs/page.md:5: Jinja cannot read this line: unexpected '}', expected ')'; mend it"
    )


def test_a_page_that_is_not_utf_8_is_a_fault_with_its_line(root: Path) -> None:
    (root / "docs/page.md").write_bytes(b"fine\n\xff\n")
    assert [str(fault) for fault in read_templates(root / "docs")[1]] == [
        "docs/page.md:2: it is not UTF-8; save it as UTF-8"
    ]


@pytest.mark.parametrize(
    "call",
    [
        'size("demo:slim")',
        'size("demo:slim", "waste")',
        'size("demo:slim", units="binary")',
        'size(reference="demo:slim", what="engine_size")',
        'difference("demo:multi", "demo:slim")',
        'ratio("demo:multi", "demo:slim", what="transfer_size")',
        'layer_size("demo:multi", "COPY --from=builder")',
        'layer_size("demo:slim", "WORKDIR")',
        'base_size("demo:slim")',
        'own_size("demo:slim")',
        'base_size("demo:slim", "transfer_size")',
        'layer_count("demo:slim", which="own")',
        'shared_layers("demo:slim", "demo:multi")',
        'packages("demo:slim", "gcc*")',
        'package_size("demo:slim", "perl-base")',
        'file_count("demo:slim", "/usr/bin/*gcc*")',
        'changed_files("demo:slim", "demo:multi", "/**")',
        'changed_lines("demo:slim", "demo:multi")',
        'instructions("demo:slim", "COPY")',
        'written("demo/app.py", "print")',
        'bound("50 MB")',
        'about(size("demo:slim"), size("demo:multi") * 2)',
        'than(size("demo:slim"), bound("50 MB"))',
        'cited("demo:slim")',
        'bars("demo:slim")',
        'bars("demo:slim", "demo:multi", "demo:slim")',
        'dockerfile("demo:slim")',
        'file("demo/app.py")',
        'file("demo/Dockerfile.slim")',
        'layers("demo:slim")',
        'download("demo")',
        'smoke_test("demo:slim")',
        "results()",
        "measured()",
        "size(variable)",
        "size(*variable)",
        'size("demo:" ~ "slim")',
    ],
)
def test_a_right_call_has_no_fault(root: Path, call: str) -> None:
    assert faults_of(root, f"{{{{ {call} }}}}") == []


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ('sise("demo:slim")', "there is no macro `sise`; did you mean `size`?"),
        ('unheard("demo:slim")', "there is no macro `unheard`; known are size, "),
        ("size()", "size lacks its argument `reference`; write {{ size(reference, what, units) }}"),
        ('cited("demo:slim", "x")', "cited takes 1 arguments, not 2; write {{ cited(reference) }}"),
        ('base_size("demo:slim", "x")', "`x` is not measured; measured are `engine_size`"),
        ('layer_count("demo:slim", "bsae")', "no layers are called `bsae`; did you mean `base`?"),
        (
            'file_count("demo:slim", "gcc")',
            "`gcc` is no pattern of absolute paths; begin it with a slash: `/gcc`, or `/**/gcc`",
        ),
        ('packages("demo:slim", " ")', "packages is asked for nothing; write a package or a pattern of names"),
        ('instructions("demo:slim", "")', "instructions is asked for nothing; write a text between the quotes"),
        ('changed_files("demo:slim", "demo:multi", "")', "changed_files is asked for nothing; write a pattern"),
        ('written("demo/app.py", "")', "written is asked for nothing; write a text"),
        ('bound("50 mb")', "`50 mb` is no size; write a number and its unit, such as `50 MB` or `1.5 GiB`"),
        ('bound("")', "bound is asked for nothing; write a size such as 50 MB between the quotes"),
        (
            'about(size("demo:slim"), 3)',
            "`whole` of about is not what another macro measured or counted; write {{ about(",
        ),
        ('than("demo:slim", size("demo:slim"))', "`left` of than is not what another macro measured or counted; write"),
        ("claim(1 < 2)", "`conditions` of claim is not a comparison of such facts; write size("),
        ("claim()", "claim lacks its argument `conditions`; write {% call claim(conditions, …) %}…{% endcall %}"),
        ('size("demo:slim", "waste", "x")', "no size is printed in `x`; there are `binary`, `bytes`, `decimal`"),
        ('size("demo:slim", units="binry")', "no size is printed in `binry`; did you mean `binary`?"),
        ('results("x")', "results takes no arguments, not 1; write {{ results() }}"),
        ("bars()", "bars lacks its argument `references`; write {{ bars(references, …) }}"),
        ('size("demo:slim", wath="waste")', "size takes no argument `wath` here"),
        ('size("demo:slim", reference="x")', "size takes no argument `reference` here"),
        ("size(3)", "`reference` of size is not a text in quotes"),
        ('size("demo:slin")', "there is no image `demo:slin`; did you mean `demo:slim`?"),
        ('size("else")', "there is no image `else`; known are `demo:multi`, `demo:slim`"),
        ('bars("demo:slim", "demo:mutli")', "there is no image `demo:mutli`; did you mean `demo:multi`?"),
        ('size("demo:slim", "wastes")', "`wastes` is not measured; did you mean `waste`?"),
        ('cited("demo:multi")', "no size of `demo:multi` is cited; add it under [cited] in examples/demo.toml"),
        ('ratio("demo:slim", smaller="demo:slim")', "ratio compares `demo:slim` with itself; name another image"),
        ('download("dmeo")', "there is no example `dmeo`; did you mean `demo`?"),
        ('file("demo/ap.py")', "there is no file `demo/ap.py`; did you mean `demo/app.py`?"),
        ('file("dmo/app.py")', "there is no example `dmo`; did you mean `demo`?"),
        ('file("demo")', "there is no file `demo`"),
        ('file("../mkdocs.yml")', "`../mkdocs.yml` is no file of an example"),
        ('file("demo/../../mkdocs.yml")', "`demo/../../mkdocs.yml` is no file of an example"),
        ('file("/etc/passwd")', "`/etc/passwd` is no file of an example"),
        ('layer_size("demo:multi", "COPY")', "2 instructions of `demo:multi` begin with `COPY`; write more of the one"),
        (
            'layer_size("demo:multi", "RUN pip")',
            "no instruction of `demo:multi` that leaves a layer begins with `RUN pip`",
        ),
        (
            'layer_size("demo:slim", "CMD")',
            "no instruction of `demo:slim` that leaves a layer begins with `CMD`; it has",
        ),
        ('layer_size("demo:slim", "COPY", "engine_size")', "no engine tells the size of one layer; ask for"),
        ('layer_size("demo:nope", "CMD")', "there is no image `demo:nope`"),
    ],
)
def test_a_wrong_call_is_named_with_page_and_line(root: Path, call: str, fault: str) -> None:
    (found,) = faults_of(root, f"\n{{{{ {call} }}}}")
    assert found.startswith(f"docs/page.md:2: {fault}")
    assert "\n" not in found


def test_a_file_that_is_not_text_is_not_shown(root: Path) -> None:
    (root / "examples/demo/app.py").write_bytes(b"\xff")
    assert faults_of(root, '{{ file("demo/app.py") }}')[0].startswith(
        "docs/page.md:1: `demo/app.py` is not text in UTF-8"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "{{ size('demo:slim' }}\n\n{{ size('demo:slin') }}\n",
            [(4, "Jinja cannot read"), (6, "there is no image `de")],
        ),
        ("{{ size( }}\n{{ ok() }} {{ ratio() }}\n{{ x y }}", [(4, "Jinja"), (5, "ratio lacks"), (6, "Jinja")]),
        (
            "{% if x %}\n{{ sise('x') }}\n{{ size(\n'a') }}",
            [
                (5, "there is no macro `sise`"),
                (6, "there is no image"),
                (7, "Jinja cannot read this line: Unexpected end"),
            ],
        ),
        ("{% raw %}{{ a b }}{% endraw %}{# {{ sise() }} #}\n{{ a b }}", [(5, "Jinja cannot")]),
    ],
)
def test_an_expression_that_jinja_cannot_parse_hides_no_other_fault(
    root: Path, text: str, found: list[tuple[int, str]]
) -> None:
    (root / "docs/page.md").write_text(f"---\ntitle: x\n---\n{{% set ok = 1 %}}{text}")
    templates, faults = read_templates(root / "docs")
    judged = [*faults, *page_faults(read_catalog(root)[0], macro_calls(templates))]
    told = sorted((fault.line or 0, fault.problem) for fault in judged)
    assert len(told) == len(found)
    for (line, problem), (expected_line, beginning) in zip(told, found, strict=True):
        assert line == expected_line
        assert problem.startswith(beginning)


def test_an_unknown_tag_of_a_broken_example_is_told_beside_the_examples_own_fault(root: Path) -> None:
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("summary", "sumary", 1))
    text = '{{ size("demo:slim") }} {{ size("demo:slin") }} {{ size("demo:multi") }}'
    assert faults_of(root, text) == ["docs/page.md:1: there is no image `demo:slin`; did you mean `demo:slim`?"]


def test_where_there_is_no_example_at_all_references_are_not_judged(root: Path) -> None:
    (root / "examples").rename(root / "gone")
    text = '{{ size("demo:slim") }} {{ file("demo/x") }} {{ download("demo") }} {{ layer_size("demo:slim", "RUN") }}'
    assert faults_of(root, text) == []


def test_references_into_an_example_of_which_no_tag_is_known_are_not_judged(root: Path) -> None:
    (root / "examples/demo.toml").write_text("[")
    assert faults_of(root, '{{ size("demo:nope") }}') == []


def test_what_a_broken_example_has_is_not_judged(root: Path) -> None:
    (root / "examples/demo/Dockerfile.slim").write_text("FORM x\n")
    text = '{{ size("demo:slim") }} {{ file("demo/app.py") }} {{ download("demo") }} {{ layer_size("demo:slim", "x") }}'
    assert faults_of(root, text) == []


def test_a_file_that_a_broken_example_has_not_is_told(root: Path) -> None:
    (root / "examples/demo.toml").write_text("[")
    text = '{{ file("demo/ap.py") }}'
    assert faults_of(root, text) == ["docs/page.md:1: there is no file `demo/ap.py`; did you mean `demo/app.py`?"]


def test_every_macro_says_what_it_takes() -> None:
    for signature in MACROS.values():
        defaults = [parameter.default is not None for parameter in signature.parameters]
        assert defaults == sorted(defaults), "a parameter without a default stands after one with"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("demo/list", None),
        ("demo/lisst", "there is no command `demo/lisst`; did you mean `demo/list`?"),
        ("demo/qqqqqqqq", "there is no command `demo/qqqqqqqq`; known are `demo/list`"),
        ("list", "there is no command `list`; "),
        ("demo:slim", "there is no command `demo:slim`; "),
    ],
)
def test_a_command_is_one_that_is_declared(root: Path, name: str, fault: str | None) -> None:
    with (root / "examples/demo.toml").open("a") as toml:
        toml.write('\n[commands.list]\nrun = "docker images"\nimages = ["demo:slim"]\n')
    found = faults_of(root, f'{{{{ command("{name}") }}}}')
    assert len(found) == (fault is not None)
    assert all(str(fault) in each for each in found)


def test_a_command_of_a_broken_example_has_no_fault_of_its_own(root: Path) -> None:
    (root / "examples/demo.toml").write_text("title =")
    assert faults_of(root, '{{ command("demo/list") }}') == []


def test_an_example_without_a_ladder_has_none_to_show(root: Path) -> None:
    assert faults_of(root, '{{ ladder("demo") }}') == [
        "docs/page.md:1: `demo` has no ladder; declare its steps under [ladder] in examples/demo.toml"
    ]
