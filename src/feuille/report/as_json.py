"""For programs: the versioned JSON of `validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import Severity

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Place
    from feuille.report.view import View


def json(result: Outcome, _view: View) -> str:
    """Write every diagnostic, with paths relative to the data folder."""
    return orjson.dumps(
        {
            "version": 1,
            "summary": {
                "documents": result.documents,
                "errors": result.count(Severity.ERROR),
                "warnings": result.count(Severity.WARNING),
                "infos": result.count(Severity.INFO),
            },
            "diagnostics": [
                {
                    "code": one.code,
                    "severity": one.severity,
                    **_place(one.place),
                    "pointer": one.pointer,
                    "message": one.message,
                    "hint": one.hint,
                    "related": [_place(other) for other in one.related],
                }
                for one in result.diagnostics
            ],
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def _place(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in ("path", "line", "column")}
