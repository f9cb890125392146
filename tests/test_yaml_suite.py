"""The public yaml-test-suite: what is accepted is read as YAML says, at its place.

`suites/yaml.txt` lists every intended difference: what `feuille` refuses on
purpose, and what its parser lets through.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from feuille.diagnostics import Severity, child
from feuille.parse import locate, parse
from feuille.scalars import resolve
from tests import suites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.parse import Parsed

SAME, READ = "same", "read"
_UNKNOWN = object()


@dataclass(frozen=True)
class Case:
    """One text of the suite; `data` is what it means, where the suite says so."""

    name: str
    text: str
    fails: bool
    data: Any = _UNKNOWN


def _cases() -> Iterator[Case]:
    for file in sorted(suites.node_package("yaml-test-suite").glob("data/????.js")):
        script = file.read_text("utf-8")
        group = json.loads(script[script.index("{") : script.rindex("}") + 1])
        said: dict[str, Any] = {}
        for position, one in enumerate(group["cases"]):
            fails = bool(one.get("fail"))
            # As in the suite's own format, what a valid text does not say it has from the last.
            said = said if fails else one if "tree" in one else {**said, **one}
            name = group["id"] if len(group["cases"]) == 1 else f"{group['id']}/{position:02}"
            data = _UNKNOWN if fails else _json(said.get("json") or "")
            case = Case(name, one["yaml"], fails, data)
            yield case
            yield from _wrapped(case)


def _json(text: str) -> Any:
    """Return the one document of a JSON text; nothing to compare with where it has several."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return _UNKNOWN


def _wrapped(case: Case) -> Iterator[Case]:
    """Yield the text as the value of a key: a document of ours has keys at its root."""
    text = re.sub(r"\n\.\.\.\n\Z", "\n", case.text)
    if case.data is _UNKNOWN or isinstance(case.data, dict):
        return
    first, *rest = text.split("\n")
    if any(line.startswith(("---", "...", "%")) for line in rest) or first.startswith("%"):
        return
    opened = "x:" + first[3:] if re.match(r"---(\s|$)", first) else "x:\n  " + first
    indented = [f"  {line}" if line else "" for line in rest]
    yield Case(f"{case.name}+x", "\n".join([opened, *indented]), case.fails, {"x": case.data})


def _without_nothing(data: Any) -> Any:
    """Leave out the keys without a value: here they count as absent."""
    if isinstance(data, dict):
        return {key: _without_nothing(one) for key, one in data.items() if one is not None}
    return [_without_nothing(one) for one in data] if isinstance(data, list) else data


def _outcome(case: Case) -> str:
    """Return what became of a text: same, read (there is nothing to compare), other, or codes."""
    parsed = parse(case.text.encode("utf-8", "surrogatepass"))
    codes = {one.rule.code for one in parsed.faults if one.rule.severity is Severity.ERROR}
    if codes:
        return "+".join(sorted(codes))
    if case.data is _UNKNOWN:
        return READ
    return SAME if parsed.data == _without_nothing(case.data) else "other"
