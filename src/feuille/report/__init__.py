"""Diagnostics, written for people and for machines; every writer is a pure function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from feuille.report.as_json import json
from feuille.report.github import github
from feuille.report.gitlab import gitlab
from feuille.report.junit import junit
from feuille.report.sarif import sarif
from feuille.report.text import text
from feuille.report.view import Style, View, plain

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic, Place

__all__ = ["WRITERS", "Style", "View", "Writer", "plain", "write"]

Writer = Callable[["Outcome", View], str]
WRITERS: dict[str, Writer] = {
    "text": text,
    "json": json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}


def write(name: str, result: Outcome, view: View) -> str:
    """Return an outcome in one of the formats of WRITERS.

    `text` and `json` give paths from the data folder; the others, which forges
    read, from the top of the git repository.
    """
    diagnostics = tuple(_utf8(one) for one in result.diagnostics)
    return WRITERS[name](replace(result, diagnostics=diagnostics), view)


def _utf8(one: Diagnostic) -> Diagnostic:
    """Replace what a file name that is not UTF-8 leaves in a text, which nothing could write."""
    return replace(
        one,
        place=_place(one.place),
        message=_clean(one.message),
        hint=_clean(one.hint),
        pointer=_clean(one.pointer),
        related=tuple(_place(other) for other in one.related),
    )


def _place(place: Place) -> Place:
    return replace(place, path=_clean(place.path))


def _clean(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
