"""An edit to one file of an example, as a cache experiment makes it in a copy of the folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed in one file."""

    file: str
    """Its path in the example's folder."""
    replaced: str | None
    """The text that gives way, which stands in the file once; None: the new text goes to the file's end."""
    text: str
    """What stands there afterwards."""

    def applied(self, before: str) -> str:
        """Return the file's text after the edit.

        >>> Edit("app.py", None, "# b").applied("# a").splitlines(), Edit("app.py", "a", "b").applied("# a")
        (['# a', '# b'], '# b')
        """
        if self.replaced is not None:
            return before.replace(self.replaced, self.text, 1)
        lines = before if before.endswith("\n") or not before else f"{before}\n"
        return f"{lines}{self.text}" if self.text.endswith("\n") else f"{lines}{self.text}\n"
