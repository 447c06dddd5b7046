from __future__ import annotations

from macros.plan.spans import names_of_its_own, spans


def test_each_expression_keeps_its_line_and_what_jinja_does_not_read_is_left_out() -> None:
    text = "a\n{{ x }} {{ y\n }}\n{# {{ c\n }} #}{% raw %}{{ r }}{% endraw %}{{ z }}"
    assert list(spans(text)) == ["\n{{ x }}", "\n{{ y\n }}", "\n\n\n\n{{ z }}"]


def test_an_expression_that_is_not_closed_takes_no_other_with_it() -> None:
    assert list(spans("{{ size('a'\n{{ size('b') }}")) == ["\n{{ size('b') }}"]


def test_names_that_a_page_defines_are_found_in_its_statements() -> None:
    text = "{% set a = 1 %}{%- macro b(c) -%}{% endmacro %}{% import 'x' as d %}{% if e %}{{ f }}"
    assert {"a", "b", "c", "d"} <= names_of_its_own(text)
    assert not {"e", "f"} & names_of_its_own(text)
