import pytest

from macros.pages.front_matter import front_matter_fault


@pytest.mark.parametrize("text", ["# no front matter\n", "---\ntitle: a page\n---\n\ntext: [\n", "---\n\ntext\n", ""])
def test_what_is_well_is_no_fault(text: str) -> None:
    assert front_matter_fault("docs/page.md", text) is None


@pytest.mark.parametrize(("text", "line"), [("title: [", 2), ("title: one\ndescription: a: b", 3), ("a: \x01", None)])
def test_front_matter_that_is_not_yaml_is_told_with_its_line(text: str, line: int | None) -> None:
    fault = front_matter_fault("docs/page.md", f"---\n{text}\n---\n")
    assert fault
    assert fault.line == line
