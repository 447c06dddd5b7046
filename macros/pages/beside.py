"""What is published beside the pages: results, their schema and table, downloads, the deck, bundled styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from ..records.results import results_json, results_schema
from .anki import anki_deck
from .bundles import bundle
from .cards import DECK_FILE
from .downloads import FOLDER, zip_folder
from .results_csv import results_csv

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from ..plan.findings import Findings
    from .site_build import SiteBuild

RESULTS = "results.json"
"""Its path in the site."""


def add_files(files: Files, config: MkDocsConfig, findings: Findings) -> None:
    """Add what is published beside the pages, so that links to it hold; `fill_files` fills what pages decide.

    Raises TareError where an example cannot be packed.
    """
    contents = {
        RESULTS: b"",  # its claims are known when all pages are read
        "results.schema.json": results_schema(),
        "results.csv": results_csv(findings),
        **{f"{FOLDER}/{each.name}.zip": zip_folder(each.folder) for each in findings.catalog.examples},
    }
    if findings.catalog.cards:
        contents[DECK_FILE] = b""  # its cards are rendered when all pages are read
    for source in [file for file in files if file.src_uri.startswith("cards/")]:
        files.remove(source)  # what stands in them is on the pages
    for name, content in contents.items():
        files.append(File.generated(config, name, content=content))
    bundle(files, config)


def fill_files(files: Files, build: SiteBuild) -> None:
    """Fill in the results and the deck, now that all pages are read."""
    found = build.findings
    given = (found.outcomes, found.commands, found.generated_at)
    results = results_json(*given, found.elsewhere, found.facts, build.claims, build.myths, found.experiments)
    _fill(files, RESULTS, results)
    if cards := found.catalog.cards:
        _fill(files, DECK_FILE, anki_deck(cards, build.cards, found))


def _fill(files: Files, name: str, content: bytes) -> None:
    file = files.get_file_from_path(name)
    assert file is not None, "add_files added it"  # noqa: S101 - a bug, not a condition
    file.content_bytes = content
