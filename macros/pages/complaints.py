"""What MkDocs and its macros plugin complain of, as faults."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Fault, did_you_mean
from ..plan.macros import MACROS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def page_source(page: Page, config: MkDocsConfig) -> str:
    """Return the path of a page's source, relative to the project's root."""
    root = Path(config.config_file_path).parent
    return (Path(config.docs_dir).relative_to(root) / page.file.src_uri).as_posix()


def is_rendering_error(markdown: str) -> bool:
    """Tell whether the macros plugin wrote this in place of a page that it could not render."""
    return markdown.startswith(("# _Macro Rendering Error_", "# _Macro Syntax Error_"))


def rendering_fault(markdown: str, page: Page, config: MkDocsConfig) -> Fault:
    """Return the fault that the macros plugin wrote in a page's place."""
    message = re.search(r"^_(?:(?!File)\w+_:|Line \d+(?: in Markdown file:_|_:)) \**(.*?)\**$", markdown, re.MULTILINE)
    lines = re.findall(r'(?:File "<(?:template|unknown)>", line|^_Line) (\d+)', markdown, re.MULTILINE)
    # The macros plugin counts from the end of the front matter.
    before = page.file.content_string.count("\n") - (page.markdown or "").count("\n")
    problem = unescape(message[1]) if message else "the page cannot be rendered"  # Zensical escapes it
    return Fault(page_source(page, config), int(lines[-1]) + before if lines else None, problem, _remedy(problem))


def _remedy(problem: str) -> str:
    undefined = re.fullmatch(r"'(\w+)' is undefined", problem)
    if undefined:
        return did_you_mean(undefined[1], MACROS) or f"there are the macros {', '.join(MACROS)}"
    return "correct the expression between the braces"


class Warnings(logging.Handler):
    """MkDocs' warnings of one build as faults: a link that leads nowhere is a wrong source."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[Fault] = []
        self._root = Path()
        self._docs = ""

    def start(self, root: Path, docs: str) -> None:
        """Listen from now on, with no faults yet; `docs` is the pages' folder, relative to the project's root."""
        self.faults = []
        self._root, self._docs = root, docs
        logging.getLogger("mkdocs").addHandler(self)

    def stop(self) -> None:
        """Listen no longer."""
        logging.getLogger("mkdocs").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take a warning."""
        if "mkdocs_macros" in record.name:
            return  # said on the page that could not be rendered, and recorded from there
        message = " ".join(record.getMessage().split())
        page = re.match(r"Doc file '([^']+)' (.*)", message)
        where, problem = (f"{self._docs}/{page[1]}", page[2]) if page else ("mkdocs.yml", message)
        remedy = "correct the link" if " link " in problem else "mend what MkDocs warns of"
        if where == "mkdocs.yml" and "nav" in problem:
            remedy = "correct `nav`"
        self.faults.append(Fault(where, self._line(where, problem), problem.rstrip("."), remedy))

    def _line(self, where: str, problem: str) -> int | None:
        """Return the line that holds what MkDocs quotes first, a link's target with its parenthesis if there is one."""
        quoted = re.search(r"'([^']+)'", problem)
        if not quoted:
            return None
        try:
            lines = (self._root / where).read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError):
            return None
        for text in (f"]({quoted[1]}", f"]: {quoted[1]}", quoted[1]):
            for number, line in enumerate(lines, 1):
                if text in line:
                    return number
        return None
