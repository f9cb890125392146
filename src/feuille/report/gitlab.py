"""For GitLab: a Code Quality report, an artefact that merge requests compare with their target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import Severity
from feuille.report.view import fingerprints, told

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.report.view import View

# GitLab knows info, minor, major, critical and blocker.
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(result: Outcome, view: View) -> str:
    """Write one object for each diagnostic, with a fingerprint that survives moved lines."""
    return orjson.dumps(
        [
            {
                "description": told(one),
                "check_name": one.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[one.severity],
                "location": {
                    "path": view.prefix + one.place.path,
                    "lines": {"begin": one.place.line},
                },
            }
            for one, fingerprint in zip(
                result.diagnostics, fingerprints(result.diagnostics, view.prefix), strict=True
            )
        ],
        option=orjson.OPT_INDENT_2,
    ).decode()
