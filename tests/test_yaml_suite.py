"""The public yaml-test-suite: what is accepted is read as YAML says, at its place.

`suites/yaml-differences.txt` lists every intended difference: what `feuille`
refuses on purpose, and what its parser lets through.
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

    from feuille.diagnostics import Path

_UNKNOWN = object()
_SURE = 500  # texts, wrapped ones included: fewer would mean that the suite was not read


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
        return "read"
    got, wanted = (
        json.dumps(one, sort_keys=True) for one in (parsed.data, _without_nothing(case.data))
    )
    return "same" if got == wanted else "other"


def _expected(case: Case, listed: dict[str, suites.Difference]) -> str:
    if case.name in listed:
        return listed[case.name].outcome
    return "refused" if case.fails else "same"


def test_each_text_is_read_as_yaml_says_or_refused_on_purpose() -> None:
    listed = suites.differences("yaml-differences.txt")
    cases = list(_cases())
    assert len(cases) > _SURE
    assert set(listed) <= {case.name for case in cases}
    wrong = {}
    for case in cases:
        got, wanted = _outcome(case), _expected(case, listed)
        refused = wanted == "refused" and got[0] == "L"
        if got != wanted and not refused:
            wrong[case.name] = (got, wanted)
    assert not wrong, suites.shown(wrong)


def test_what_is_wrong_is_placed_inside_the_text() -> None:
    for case in _cases():
        lines = case.text.split("\n")
        for fault in parse(case.text.encode()).faults:
            assert 1 <= fault.line <= len(lines), case.name
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1, case.name
            assert fault.message, case.name


def test_what_is_accepted_has_its_place() -> None:
    for case in _cases():
        parsed = parse(case.text.encode())
        if parsed.faults:
            continue
        marks = locate(case.text.encode())
        assert set(_places(parsed.data)) <= set(marks), case.name
        for at in _places(parsed.data):
            written = _written(case.text, marks[at].line, marks[at].column)
            assert _begins(written, child(parsed.data, at)), (case.name, at, written)
            if at and isinstance(at[-1], str):
                key = _written(case.text, marks[at].key_line, marks[at].key_column)
                assert _begins(key, at[-1]), (case.name, at, key)


def _places(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for key, inner in children:
        yield from _places(inner, (*at, key))


def _written(text: str, line: int, column: int) -> str:
    return text.split("\n")[line - 1][column - 1 :]


def _begins(written: str, value: Any) -> bool:
    """Tell whether a line begins with a value, where the value is written plainly."""
    if isinstance(value, dict | list) or written.startswith(("'", '"', "|", ">")):
        return True
    if isinstance(value, str):
        return written.startswith(value.split("\n")[0].split(" ")[0])
    word = re.split(r"[\s,\]}]", written)[0]
    return value is None or resolve(word) == value


@pytest.mark.parametrize("text", ["a: [?x]", "a: {?x: 1}", "a: [y1, ?x: 1]", 'a: ["?", ?x]'])
def test_a_question_mark_between_braces_is_not_read_as_a_key_in_silence(text: str) -> None:
    (fault,) = parse(text.encode()).faults
    assert (fault.rule.code, fault.column) == ("L104", text.rindex("?x") + 2)


@pytest.mark.parametrize("text", ['a: ["x ?", y1]', "a: x, ?b", "a: 'b, ?c'", "?a: [b]"])
def test_a_question_mark_elsewhere_is_a_question_mark(text: str) -> None:
    assert parse(text.encode()).faults == ()
