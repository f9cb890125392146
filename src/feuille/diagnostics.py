"""Value types of everything that can be wrong, and the one exception for "cannot go on"."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from its root."""


class Severity(StrEnum):
    """How much a diagnostic matters; only errors make `validate` fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """One cause of diagnostics: its code, and what `explain` tells of it.

    `wrong` and `right` are short YAML examples; `why` says why it matters to a
    reader of the plan.
    """

    code: str
    severity: Severity
    title: str
    why: str
    wrong: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: path relative to the data, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a logical place, before its line is looked up.

    `document` is the file's path; `at` the key path inside it; `on_key` puts
    the mark on the key rather than on its value. `line` and `column` are set
    only by readers that know them already (faults of YAML itself). `severity`
    replaces the rule's where a repository's own rule sets it.
    """

    rule: Rule
    document: str
    message: str
    at: Path = ()
    hint: str = ""
    on_key: bool = False
    line: int | None = None
    column: int | None = None
    related: tuple[tuple[str, Path], ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding with its place: what reports show."""

    place: Place
    code: str
    severity: Severity
    message: str
    hint: str = ""
    pointer: str = ""
    related: tuple[Place, ...] = field(default=())


class CannotProceedError(Exception):
    """The request itself could not be carried out: one message, one remedy, exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def pointer(at: Path) -> str:
    """Return the RFC 6901 pointer of a key path ("" is the whole document)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in at)


def child(data: Any, at: Path) -> Any:
    """Return the value at a key path, or None where the path leads nowhere."""
    for part in at:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data
