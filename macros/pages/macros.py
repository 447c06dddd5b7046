"""The macros that pages call, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bars import bars
from .calls import Made, wrap
from .card_calls import wrap_cards
from .cards import cards, deck
from .challenge import challenge
from .claims import claim
from .commands import command
from .comparison import compare
from .context_facts import context_files, context_size
from .context_ledger import context_ledger
from .counts import layer_count, layer_files, package_size, packages, shared_layers
from .course import course
from .diffs import diff
from .dockerfile import dockerfile
from .downloads import download
from .engines import engines
from .experiment import experiment
from .figures import base_size, cited, difference, layer_size, own_size, ratio, size
from .file_facts import changed_files, file_count, files_size, layers_with, setuid_files
from .files import file
from .guesses import guess
from .ladder import ladder
from .layers import layers
from .measured import measured
from .myths import myth
from .rebuilds import context_sent, from_cache, rebuilt
from .results_table import results
from .smoke_test import smoke_test
from .source_counts import bound, changed_lines, instructions, printed, written
from .treemap import treemap
from .trend import trend
from .weighed import weighed
from .wordings import about, than

if TYPE_CHECKING:
    from .calls import MacroEnvironment

SIZES = (
    *(size, difference, ratio, layer_size, base_size, own_size, package_size, files_size, context_sent, context_size),
    bound,
)
COUNTS = (
    layer_files,
    layer_count,
    shared_layers,
    packages,
    file_count,
    setuid_files,
    layers_with,
    context_files,
    changed_files,
    changed_lines,
    instructions,
    printed,
    written,
    rebuilt,
    from_cache,
)
FACTS = SIZES + COUNTS
"""Figures that can be compared."""
INLINE = (cited, claim, about, than)
"""They stand in a sentence, a heading or a table cell."""
BLOCKS = (
    *(bars, dockerfile, file, ladder, context_ledger, layers, experiment, engines, download, smoke_test, command),
    *(treemap, trend, weighed, results, compare, measured, myth, guess, course, challenge, diff),
)
"""They stand alone on a line."""
CARDS = (cards, deck)
"""They stand alone on a line, and bring Markdown with macros of its own."""


def register(environment: MacroEnvironment) -> None:
    """Register every macro, under its function's name."""
    for kind, macros in ((Made.FACT, FACTS), (Made.INLINE, INLINE), (Made.BLOCK, BLOCKS)):
        for macro in macros:
            name = macro.__name__
            environment.macro(wrap(name, macro, environment, kind), name)
    for shown in CARDS:
        environment.macro(wrap_cards(shown.__name__, shown, environment), shown.__name__)
