"""Finds front matter that is not YAML: MkDocs would take it for something else, without a word."""

from __future__ import annotations

from ..errors import Fault


def front_matter_fault(where: str, text: str) -> Fault | None:
    """Return what is wrong with the front matter of a page's text; None where it is well or there is none."""
    if not text.startswith("---"):
        return None
    import yaml  # type: ignore[import-untyped] # it brings no types
    from mkdocs.utils.meta import YAML_RE

    found = YAML_RE.match(text)
    if found is None:
        return None
    try:
        # Only its form is looked at: nothing is constructed.
        yaml.compose(found[1], getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # What is never closed is noticed at the closing line, where there is nothing to correct.
        line = None if mark is None else min(mark.line + 2, found[0].count("\n") - 1)
        said = getattr(error, "problem", None) or "it cannot be parsed"
        return Fault(where, line, f"its front matter is not YAML: {said}", "correct it, or put the value in quotes")
    return None
