"""Follows texts through a package's syntax trees: from an expression to every text that it can have."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLE = "\0"
"""Stands in a text where a value goes into it."""
_TEXT_METHODS = {"format", "rstrip", "strip"}
_DEEPEST = 8
"""How many variables and functions are followed one after another."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method, and the module that defines it."""

    module: str
    node: ast.FunctionDef

    @property
    def parameters(self) -> list[str]:
        """Their names as callers count them: without self."""
        names = [argument.arg for argument in (*self.node.args.args, *self.node.args.kwonlyargs)]
        return names[1:] if names[:1] == ["self"] else names

    @property
    def returns_pairs(self) -> bool:
        """Whether it returns or yields two texts together."""
        return self.node.returns is not None and "tuple[str, str]" in ast.unparse(self.node.returns)


@dataclass(frozen=True, slots=True)
class Spot:
    """An expression, and where it stands."""

    node: ast.expr
    module: str
    around: tuple[Function, ...] = ()
    """The functions around it, the innermost first."""

    def at(self, node: ast.expr) -> Spot:
        """Return another expression of the same place."""
        return Spot(node, self.module, self.around)

    @property
    def called(self) -> str:
        """Return the bare name of what it calls, if it is a call."""
        function = self.node.func if isinstance(self.node, ast.Call) else self.node
        return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


class Code:
    """The modules of a package under `root`: their calls, functions and named constants."""

    def __init__(self, root: Path, package: str) -> None:
        self.calls: list[Spot] = []
        self.returned: list[Spot] = []
        """What functions return or yield."""
        self.pairs: list[Spot] = []
        """Tuples in functions that return a problem with its remedy."""
        self._functions: dict[str, list[Function]] = {}
        self._constants: dict[tuple[str, str], ast.expr] = {}
        for path in sorted((root / package).rglob("*.py")):
            module, tree = path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
            self._enter(tree, module, ())
            for node in tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    self._constants[module, node.targets[0].id] = node.value

    def named(self, name: str, module: str) -> list[Function]:
        """Return what a name can mean in a module: a function of its own, else a public one of another."""
        found = self._functions.get(name, [])
        own = [function for function in found if function.module == module]
        return own or ([] if name.startswith("_") else found)

    def texts(self, spot: Spot, element: int | None = None, depth: int = 0) -> set[str]:
        """Return the texts that an expression can have; of a tuple, that element. Nothing where none is known."""
        node = spot.node
        if depth > _DEEPEST:
            return set()
        if isinstance(node, ast.Constant):
            return {node.value.replace("{}", HOLE)} if isinstance(node.value, str) else set()
        if isinstance(node, ast.JoinedStr):
            return self._joined(spot, node, depth + 1)
        return {text for each, of in self._sources(spot, element) for text in self.texts(each, of, depth + 1)}

    def _enter(self, node: ast.AST, module: str, around: tuple[Function, ...]) -> None:
        if isinstance(node, ast.Call):
            self.calls.append(Spot(node, module, around))
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            self.returned.append(Spot(node.value, module, around))
        if isinstance(node, ast.Tuple) and around and around[0].returns_pairs:
            self.pairs.append(Spot(node, module, around))
        if isinstance(node, ast.FunctionDef):
            around = (Function(module, node), *around)
            self._functions.setdefault(node.name, []).append(around[0])
        for child in ast.iter_child_nodes(node):
            self._enter(child, module, around)

    def _joined(self, spot: Spot, node: ast.JoinedStr, depth: int) -> set[str]:
        """Return an f-string with holes; one without words of its own is what goes into it, the last part above all."""
        if has_words(own_words(node)):
            return {own_words(node)}
        parts = [
            {str(part.value)} if isinstance(part, ast.Constant) else self.texts(spot.at(part.value), None, depth)
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
        if not parts or not parts[-1]:
            return set()
        return {"".join(chosen) for chosen in product(*(part or {HOLE} for part in parts))}

    def _sources(self, spot: Spot, element: int | None) -> Iterator[tuple[Spot, int | None]]:
        """Yield the expressions that give an expression its text, and which element of each does."""
        match spot.node:
            case ast.Tuple(elts=elements) if element is not None:
                yield spot.at(elements[element]), None
            case ast.Starred(value=value):
                yield spot.at(value), 0
            case ast.Name(id=name):
                yield from self._variable(spot, name, element)
            case ast.Call() if spot.called not in _TEXT_METHODS:
                named = self.named(spot.called, spot.module)
                yield from ((each, element) for each in self.returned if each.around[0] in named)
            case node:
                yield from ((spot.at(part), element) for part in _alternatives(node))

    def _variable(self, spot: Spot, name: str, element: int | None) -> Iterator[tuple[Spot, int | None]]:
        assigned = [found for function in spot.around for found in _assigned(function.node, name, element)]
        yield from ((spot.at(value), of) for value, of in assigned)
        constant = self._constants.get((spot.module, name))
        if constant is not None and not assigned:
            yield Spot(constant, spot.module), element


def own_words(node: ast.JoinedStr) -> str:
    """Return an f-string with a hole for each value."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)


def has_words(text: str) -> bool:
    """Tell whether a message, without its remedy, says more than one word itself."""
    words = (word for word in text.partition("; ")[0].split() if sum(map(str.isalpha, word)) > 1)
    return len(list(words)) > 1


def _alternatives(node: ast.expr) -> list[ast.expr]:
    """Return the parts of an expression of which it has the text, now of one, now of another."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values) | ast.Dict(values=values):
            return values
        case ast.BinOp(left=value) | ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
            return [value]
    return []


def _assigned(function: ast.FunctionDef, name: str, element: int | None) -> Iterator[tuple[ast.expr, int | None]]:
    """Yield what a function assigns to a variable, and which element of it."""
    for node in ast.walk(function):
        if isinstance(node, ast.NamedExpr) and node.target.id == name:
            yield node.value, element
        elif isinstance(node, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value, element
            elif isinstance(target, ast.Tuple):
                names = [each.id if isinstance(each, ast.Name) else "" for each in target.elts]
                if name in names:
                    yield node.value, names.index(name)
