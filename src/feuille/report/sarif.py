"""SARIF 2.1.0, the standard of analysis tools: forges and editors read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from feuille import __version__, checks
from feuille.diagnostics import Severity
from feuille.i18n import _
from feuille.report.view import fingerprints, told

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic, Place, Rule
    from feuille.report.view import View

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_TOP = "%SRCROOT%"


def sarif(result: Outcome, view: View) -> str:
    """Write one run: every rule of the tool, every diagnostic, columns in Unicode code points."""
    codes = sorted({*checks.RULES, *(one.code for one in result.diagnostics)})
    ranks = {code: rank for rank, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "feuille",
                "version": __version__,
                "language": "fr",
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_TOP: {"description": {"text": _("La racine du dépôt git.")}}},
        "results": [
            {
                "ruleId": one.code,
                "ruleIndex": ranks[one.code],
                "partialFingerprints": {"feuille/v1": fingerprint},
                **_result(one, view.prefix),
            }
            for one, fingerprint in zip(
                result.diagnostics, fingerprints(result.diagnostics, view.prefix), strict=True
            )
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode()


def _rule(code: str) -> dict[str, Any]:
    rule = checks.RULES.get(code)
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": _(rule.title)},
        "fullDescription": {"text": _(rule.why)},
        "help": {"text": _help(rule, ""), "markdown": _help(rule, "```")},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _help(rule: Rule, fence: str) -> str:
    """Return why the rule is there and its examples, in Markdown where a fence is given."""
    parts = [_(rule.why)]
    for title, example in ((_("À éviter :"), rule.wrong), (_("À écrire :"), rule.right)):
        if example:
            parts += [title, f"{fence}yaml\n{example}\n{fence}" if fence else example]
    return "\n\n".join(parts)


def _result(one: Diagnostic, prefix: str) -> dict[str, Any]:
    # The standard doubles the braces of a message, but its readers (VS Code, the SDK) show a
    # text that has no arguments as it stands: « {valeur: 12.5} » must not become « {{… ».
    found: dict[str, Any] = {
        "level": _LEVELS[one.severity],
        "message": {"text": told(one)},
        "locations": [_location(one.place, prefix)],
    }
    if one.related:
        found["relatedLocations"] = [
            {"id": rank, "message": {"text": _("voir aussi")}, **_location(other, prefix)}
            for rank, other in enumerate(one.related, start=1)
        ]
    return found


def _location(place: Place, prefix: str) -> dict[str, Any]:
    from urllib.parse import quote

    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(prefix + place.path), "uriBaseId": _TOP},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
