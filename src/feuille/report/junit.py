"""For test reports: JUnit XML, one test case for each file that was checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille.i18n import plural
from feuille.report.view import spot, told_with_places

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic
    from feuille.report.view import View

_SUITE = "feuille validate"
_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What XML 1.0 cannot hold, not even escaped; compiled (slowly) by its first use only."""


def junit(result: Outcome, view: View) -> str:
    """Write one suite; a file fails where a diagnostic of it makes the run fail.

    Its failing diagnostics make one failure, for many readers keep only the
    first of a case; the others are its output.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    found: dict[str, list[Diagnostic]] = {path: [] for path in result.snapshot.entries}
    for one in result.diagnostics:
        found.setdefault(one.place.path, []).append(one)
    cases = [_case(path, found[path], view) for path in sorted(found)]
    failures = sum(case.find("failure") is not None for case in cases)
    about = {
        "name": _SUITE,
        "tests": str(len(cases)),
        "failures": str(failures),
        "errors": "0",
        "skipped": "0",
    }
    suites, suite = Element("testsuites", about), Element("testsuite", about)
    suite.extend(cases)
    suites.append(suite)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, "unicode")


def _case(path: str, found: list[Diagnostic], view: View) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    name = _legal(view.prefix + path)
    case = Element("testcase", classname=_SUITE, name=name, file=name)
    failing = [one for one in found if one.severity in view.failing]
    others = [one for one in found if one.severity not in view.failing]
    if failing:
        kinds = ", ".join(sorted({one.code for one in failing}))
        failure = SubElement(case, "failure", message=_legal(_headline(failing)), type=kinds)
        failure.text = _written(failing, view.prefix)
    if others:
        SubElement(case, "system-out").text = _written(others, view.prefix)
    return case


def _headline(failing: list[Diagnostic]) -> str:
    first, *others = failing
    more = plural(" (et {n} autre)", " (et {n} autres)", len(others)) if others else ""
    return f"{first.code} {first.message}{more}"


def _written(diagnostics: list[Diagnostic], prefix: str) -> str:
    return _legal(
        "\n\n".join(
            f"{spot(one.place, prefix)} {one.code} {told_with_places(one, prefix)}"
            for one in diagnostics
        )
    )


def _legal(text: str) -> str:
    return re.sub(_FORBIDDEN, "\N{REPLACEMENT CHARACTER}", text)
