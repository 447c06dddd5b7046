"""What MkDocs and its macros plugin complain of, as faults."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Fault

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def is_rendering_error(markdown: str) -> bool:
    """Tell whether the macros plugin wrote this in place of a page that it could not render."""
    return markdown.startswith(("# _Macro Rendering Error_", "# _Macro Syntax Error_"))


def rendering_fault(markdown: str, page: Page, config: MkDocsConfig) -> Fault:
    """Return the fault that the macros plugin wrote in a page's place."""
    root = Path(config.config_file_path).parent
    where = (Path(config.docs_dir).relative_to(root) / page.file.src_uri).as_posix()
    message = re.search(r"^_(?:(?!File)\w+_:|Line \d+ in Markdown file:_) \**(.*?)\**$", markdown, re.MULTILINE)
    lines = re.findall(r'(?:File "<(?:template|unknown)>", line|^_Line) (\d+)', markdown, re.MULTILINE)
    # The macros plugin counts from the end of the front matter.
    before = page.file.content_string.count("\n") - (page.markdown or "").count("\n")
    return Fault(
        where,
        int(lines[-1]) + before if lines else None,
        message[1] if message else "the page cannot be rendered",
        "mend the macro call",
    )


class Warnings(logging.Handler):
    """MkDocs' warnings of one build as faults: a link that leads nowhere is a wrong source."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[Fault] = []
        self._docs = ""

    def start(self, docs: str) -> None:
        """Listen from now on, with no faults yet; `docs` is the pages' folder, relative to the project's root."""
        self.faults = []
        self._docs = docs
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
        self.faults.append(Fault(where, None, problem.rstrip("."), "mend what MkDocs warns of"))
