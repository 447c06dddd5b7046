from __future__ import annotations

import inspect

from macros.pages.macros import BLOCKS, INLINE
from macros.plan.macros import MACROS


def test_the_table_says_of_every_macro_what_its_function_takes() -> None:
    functions = {macro.__name__: inspect.signature(macro).parameters for macro in INLINE + BLOCKS}
    assert functions.keys() == MACROS.keys()
    for name, signature in MACROS.items():
        # The first parameter of some functions is what is found out while a page is rendered.
        names = list(functions[name])[-len(signature.parameters) :] if signature.parameters else []
        assert names == [parameter.name for parameter in signature.parameters], name
