"""The words that say of an image what is in it or what it stands on; in prose, nothing proves them."""

from __future__ import annotations

import re

from .lexicon import NUMBERS, any_of
from .prose import CODE_TEXT

_THINGS = (
    *("compiler", "compilers", "shell", "shells", "package manager", "interpreter", "debugger", "certificates"),
    *("apt", "bash", "busybox", "curl", "flask", "gcc", "git", "make", "musl", "node", "npm", "openssl", "perl", "pip"),
    *("manuals", "documentation", "translations", "editor", "editors", "header files", "build tools"),
    *("python", "wget", "package lists", "byte code", "byte-code", "tests", "logs", "root"),
)
_HAS = r"contains?|includes?|ships?|carr(?:y|ies)|holds?|installs?|has|have|keeps?|brings?|comes?\s+with"
_THING = rf"(?:(?:a|an|the|its|all|some)\s+)?(?:[a-z]+\s+)?{any_of(_THINGS)}"
_BASES = ("alpine", "debian", "ubuntu", "distroless", "scratch", "busybox", "slim")
PRESENT = re.compile(
    rf"\b(?:(?:{_HAS})\s+(?:{_THING}\b|(?:(?:a|an|the)\s+)?{CODE_TEXT})"
    rf"|(?:stands?|is\s+built|based)\s+on\s+(?:a|an|the)\s+\w+\s+with\s+{_THING}\b"
    rf"|runs?\s+as\s+\w+|(?:answers?|listens?|serves?)\s+(?:[a-z]+\s+)?on\s+(?:the\s+)?port\b|(?:base|it)\s+(?:image\s+)?is\s+{any_of(_BASES)}\b)",
    re.IGNORECASE,
)
"""What says that something is in an image, in a sentence that names one."""
COUNTED_HERE = re.compile(
    rf"\b{any_of(NUMBERS.keys() - {'one'})}\s+(?:[a-z-]+\s+)?(?:instructions?|lines?|stages?|steps?)\b", re.IGNORECASE
)
"""What counts the parts of a Dockerfile, in a sentence that names one."""
ABSENT_FIRST = re.compile(rf"[\s\"'(_]*No\s+{any_of(_THINGS)}\b")
"""What begins a sentence that says of some image or other what is not in it."""
