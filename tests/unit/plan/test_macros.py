from __future__ import annotations

import inspect

from macros.pages.macros import BLOCKS, CARDS, FACTS, INLINE
from macros.plan import macros as plan
from macros.plan.macros import MACROS


def test_the_table_says_of_every_macro_what_its_function_takes() -> None:
    functions = {macro.__name__: inspect.signature(macro).parameters for macro in (*FACTS, *INLINE, *BLOCKS, *CARDS)}
    assert functions.keys() == MACROS.keys()
    for name, signature in MACROS.items():
        # The first parameter of some functions is what is found out while a page is rendered; a block's sentence is
        # handed over by name.
        given = [each.name for each in functions[name].values() if each.kind is not each.KEYWORD_ONLY]
        names = given[-len(signature.parameters) :] if signature.parameters else []
        assert names == [parameter.name for parameter in signature.parameters], name
        named = [each.name for each in functions[name].values() if each.kind is each.KEYWORD_ONLY]
        assert [each for each in named if each != "caller"] == [parameter.name for parameter in signature.named], name


def test_what_can_be_compared_is_what_the_plan_takes_for_it() -> None:
    assert {macro.__name__ for macro in FACTS} == plan.FACTS
