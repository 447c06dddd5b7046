from __future__ import annotations

from pathlib import Path

import pytest

from macros.catalog.declarations import read_declaration
from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.model import CommandTest, HttpTest, SmokeTestSpec
from macros.catalog.smoke_tests import exposed_port

TOML = """\
title = "A title"

[variants.fat]
summary = "the full base"

[variants.slim]
summary = "the slim base"

"""


def read(text: str) -> dict[str, tuple[SmokeTestSpec, ...]]:
    """Return the smoke tests of each variant in a file without faults."""
    declaration, document = read_declaration("demo", "examples/demo.toml", text)
    assert not document.faults
    assert declaration is not None
    return {variant.tag: variant.smoke_tests for variant in declaration.variants}


def faults(text: str, ports: dict[str, int] | None = None) -> list[str]:
    _, document = read_declaration("demo", "demo.toml", text, ports or {})
    return [str(fault) for fault in document.faults]


def test_several_checks_come_in_the_order_of_their_declaration() -> None:
    checks = """
[[smoke_test]]
output = "hello\\n"

[[smoke_test]]
http = { port = 80, path = "/", status = 404, body = "" }
read_only = false

[[smoke_test]]
command = ["true"]
output = ""
read_only = true
"""
    all_of_them = (
        CommandTest(None, "hello\n"),
        HttpTest(80, "/", 404, "", read_only=False),
        CommandTest(("true",), ""),
    )
    assert read(TOML + checks) == {"fat": all_of_them, "slim": all_of_them}


def test_a_check_has_a_read_only_root_unless_it_says_otherwise() -> None:
    declared = read(TOML + '[variants.fat.smoke_test]\noutput = ""\nread_only = false\n[smoke_test]\noutput = ""\n')
    assert [declared[tag][0].read_only for tag in ("fat", "slim")] == [False, True]


def test_a_variants_own_checks_take_the_place_of_the_examples() -> None:
    own = '[[variants.fat.smoke_test]]\noutput = "1"\n[[variants.fat.smoke_test]]\noutput = "2"\n'
    declared = read(f'{TOML}{own}[smoke_test]\noutput = "3"\n')
    assert declared == {"fat": (CommandTest(None, "1"), CommandTest(None, "2")), "slim": (CommandTest(None, "3"),)}


def test_checks_can_stand_in_one_list_and_in_tables_of_their_own() -> None:
    http = HttpTest(80, "/", 200, "")
    request = 'port = 80\npath = "/"\nstatus = 200\nbody = ""\n'
    listed = '[[smoke_test]]\noutput = ""\n[[smoke_test]]\n[smoke_test.http]\n'
    assert read(TOML + listed + request)["fat"] == (CommandTest(None, ""), http)
    inline = 'smoke_test = [{ output = "" }, { http = { port = 80, path = "/", status = 200, body = "" } }]\n'
    assert read(inline + TOML)["fat"] == (CommandTest(None, ""), http)


@pytest.mark.parametrize(
    ("checks", "fault"),
    [
        ('[[smok_test]]\noutput = ""', "9: `smok_test` is no key of the file; did you mean `smoke_test`?"),
        (
            '[[smoke_test]]\noutput = ""\n[[smoke_test]]\noutptu = ""',
            "12: `outptu` is no key of [[smoke_test]]; did you",
        ),
        ('[[smoke_test]]\noutput = ""\n[[smoke_test]]\ncommand = ["x"]', "11: [[smoke_test]] has no `output`; add `ou"),
        ('[[smoke_test]]\noutput = 1\n[[smoke_test]]\noutput = ""', "10: `output` is not text"),
        ('[[smoke_test]]\noutput = ""\n[[smoke_test]]\nhttp = { port = 0 }', "12: 0 is no port"),
        (
            '[[smoke_test]]\noutput = ""\n[[smoke_test]]\n[smoke_test.http]\nport = 0',
            "12: [smoke_test.http] has no `path`",
        ),
        ('[[smoke_test]]\noutput = ""\n[[smoke_test]]\n[smoke_test.http]\nport = 0', "13: 0 is no port"),
        ('[smoke_test]\noutput = ""\nread_only = "no"', "11: `read_only` is not true or false; write true or false"),
        ('[smoke_test]\noutput = ""\nread_olny = true', "11: `read_olny` is no key of [smoke_test]; did you mean `re"),
        (
            '[smoke_test]\noutput = ""\n[[smoke_test]]\noutput = ""',
            "11: it is not TOML: this key stands there already; write each of several as `[[smoke_test]]`",
        ),
        (
            '[[smoke_test]]\noutput = ""\n[smoke_test]\noutput = ""',
            "11: it is not TOML: cannot declare `smoke_test` twice; write each of several as `[[smoke_test]]`",
        ),
        (
            '[[variants.slim.smoke_test]]\noutput = ""\n[[variants.slim.smoke_test]]\noutput = 1',
            "12: `output` is not text",
        ),
        (
            '[smoke_test]\noutput = ""\nhttp = { port = 80, path = "/", status = 200, body = "" }',
            "11: a smoke test is a command or an HTTP request, not both; remove one of them, or write two checks, each",
        ),
    ],
)
def test_a_slip_in_one_of_several_checks_is_named_with_its_own_line(checks: str, fault: str) -> None:
    assert any(found.startswith(f"demo.toml:{fault}") for found in faults(TOML + checks)), faults(TOML + checks)


@pytest.mark.parametrize("value", ["[]", '"hello"', '["hello"]', "true"])
def test_what_is_no_table_and_no_list_of_tables_is_no_smoke_test(value: str) -> None:
    assert faults(f"smoke_test = {value}\n{TOML}") == [
        "demo.toml:1: `smoke_test` is neither a table nor a list of tables; begin each with a line `[[smoke_test]]`"
    ]


def test_an_author_who_forgets_it_gets_the_lines_that_fit_what_the_dockerfile_exposes() -> None:
    problem = "there is no smoke test, so that nothing shows that the images do their job"
    http = '`http = { port = 8080, path = "/", status = 200, body = "what it answers\\n" }`'
    output = '`output = "what it prints\\n"`'
    assert faults(TOML) == [f"demo.toml: {problem}; add the lines `[smoke_test]` and {output}"]
    assert faults(TOML, {"slim": 8080}) == [f"demo.toml: {problem}; add the lines `[smoke_test]` and {http}"]


def test_a_variant_that_lacks_one_gets_the_lines_that_fit_its_own_dockerfile() -> None:
    own = '[variants.fat.smoke_test]\noutput = ""\n[variants.base]\nsummary = "x"\ntarget = "x"\ndockerfile = "slim"\n'
    http = '`http = { port = 8080, path = "/", status = 200, body = "what it answers\\n" }`'
    assert faults(TOML + own, {"slim": 8080, "fat": 1}) == [
        f"demo.toml:6: variant `slim` has no smoke test; add the lines `[smoke_test]` and {http}",
        f"demo.toml:11: variant `base` has no smoke test; add the lines `[smoke_test]` and {http}",
    ]


@pytest.mark.parametrize(
    ("instructions", "port"),
    [
        ("EXPOSE 8000", 8000),
        ("EXPOSE 53/udp 8000/tcp", 8000),
        ("EXPOSE $PORT 99999 8000-8010", None),
        ("CMD x", None),
        ("EXPOSE 1\nFROM scratch\nEXPOSE 2 3", 2),
        ("EXPOSE 1\nFROM scratch\nCOPY --from=0 /a /", 1),
    ],
)
def test_the_port_is_the_first_that_the_last_stage_exposes(instructions: str, port: int | None) -> None:
    dockerfile = parse_dockerfile(Path("Dockerfile.fat"), f"FROM scratch\n{instructions}\n")
    assert exposed_port(dockerfile) == port
