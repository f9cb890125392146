"""Reading YAML: what is written is what is read, and no bytes make it fall over."""

from __future__ import annotations

import json
import string

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from feuille.parse import locate, parse
from feuille.reader import MAX_DEPTH
from feuille.scalars import ScalarError, resolve

keys = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
leaves = (
    st.text(
        st.characters(
            blacklist_categories=["Cs", "Cc"], blacklist_characters="\x85\u2028\u2029\ufeff"
        ),
        max_size=30,
    )
    | st.integers(-(10**14), 10**14)
    | st.booleans()
    | st.floats(-1e6, 1e6).map(lambda number: round(number, 4) + 0.0)
)
documents = st.dictionaries(
    keys,
    st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=20,
    ),
    min_size=1,
    max_size=6,
)


@given(documents)
def test_json_is_read_as_itself(data: dict[str, object]) -> None:
    """JSON is YAML: what it holds comes back, type for type."""
    text = json.dumps(data, ensure_ascii=False)
    if "e-" in text or "E" in text.replace("False", ""):  # exponents are refused on purpose
        return
    parsed = parse(text.encode())
    if not parsed.faults:
        assert parsed.data == data


@given(documents)
def test_block_style_and_flow_style_mean_the_same(data: dict[str, object]) -> None:
    block = yaml.safe_dump(data, allow_unicode=True, default_flow_style=False, width=10_000)
    flow = yaml.safe_dump(data, allow_unicode=True, default_flow_style=True, width=10_000)
    first, second = parse(block.encode()), parse(flow.encode())
    if not first.faults and not second.faults:
        assert first.data == second.data


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"a: \x00")
@example(b"\xef\xbb\xbftitre: Un\r\n")
def test_any_bytes_end_in_data_or_in_a_fault(raw: bytes) -> None:
    parsed = parse(raw)
    assert parsed.faults or isinstance(parsed.data, dict)
    for fault in parsed.faults:
        assert fault.line >= 1
        assert fault.column >= 1
    locate(raw)


@given(st.text(alphabet="abc:-#'\"[]{},&*!|>%@`?\n \t0123456789.", max_size=120))
def test_any_scribble_ends_in_data_or_in_a_fault(text: str) -> None:
    parsed = parse(text.encode())
    assert parsed.faults or isinstance(parsed.data, dict)


@given(documents)
def test_every_value_has_a_place_inside_the_file(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=False, width=10_000)
    parsed = parse(text.encode())
    if parsed.faults:
        return
    marks = locate(text.encode())
    lines = text.split("\n")
    for at, mark in marks.items():
        assert 1 <= mark.line <= len(lines)
        if at and isinstance(at[-1], str):
            written = lines[mark.key_line - 1][mark.key_column - 1 :].lstrip("?'\" ")
            assert written.startswith(at[-1][:1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("12.5", 12.5), ("0.125", 0.125), ("true", True), ("False", False),
        ("~", None), ("null", None), ("", None), ("2017-06-30", "2017-06-30"), ("2.1.3", "2.1.3"),
        ("12 %", "12 %"), ("9h30", "9h30"), ("-", "-"), ("+33", 33), ("texte", "texte"),
        ("2019-S1", "2019-S1"), ("1.10", 1.1), ("12.5000", 12.5),
    ],
)  # fmt: skip
def test_unquoted_values_read_as_yaml_1_2_says(text: str, value: object) -> None:
    read = resolve(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01", "L104"), ("007.5", "L104"), ("no", "L104"), ("Yes", "L104"), ("on", "L104"),
        ("y", "L104"), ("12:30", "L104"), ("1_000", "L104"), ("0x1F", "L104"), ("0o17", "L104"),
        ("0b1", "L104"), ("1e5", "L104"), ("1.0e+5", "L104"), (".inf", "L104"), (".nan", "L104"),
        ("<<", "L104"), ("=", "L104"), ("12.500", "L105"), ("1.234.567", "L105"),
        ("1234567890123456", "L106"), ("0.1234567890123456", "L106"),
    ],
)  # fmt: skip
def test_what_tools_read_differently_is_refused(text: str, code: str) -> None:
    with pytest.raises(ScalarError) as refused:
        resolve(text)
    assert refused.value.rule.code == code


def test_an_empty_key_counts_as_absent_and_is_remembered() -> None:
    parsed = parse(b"titre: Un\npilotes:\nsuite: {a: }\n")
    assert parsed.data == {"titre": "Un", "suite": {}}
    assert parsed.empty == (("pilotes",), ("suite", "a"))


@pytest.mark.parametrize("depth", [MAX_DEPTH + 5, 20_000])
def test_deep_nesting_is_one_fault(depth: int) -> None:
    parsed = parse(b"a: " + b"[" * depth + b"]" * depth)
    assert [fault.rule.code for fault in parsed.faults] == ["L113"]


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    parsed = parse("\n".join(lines).encode())
    assert {fault.rule.code for fault in parsed.faults} == {"L103"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("titre: Accès aux droits : réseau", 1, 25),
        ("a: 'l'accès'", 1, 7),
        ("a: % de pauvreté", 1, 4),
        ("% de pauvreté\na: 1", 1, 2),
        ("a: @x", 1, 4),
        ("a: [1, 2", 1, 4),
        ("a: [1, 2\nb: 3", 1, 4),
        ("a: [1,\n  2\n  b: 3]", 3, 4),
        ("a: 1\ntexte\nc: 2", 2, 1),
        ('a: "x\nb: "y"', 1, 4),
        ("a: [b, , c]", 1, 8),
        ("a: {b:, c: 1}", 1, 6),
        ("a:\n\tb: 1", 2, 1),
        ('a: "x', 1, 6),
        ("a:\n  - b: 1\n   c: 2", 3, 4),
        ('a: "\\d"', 1, 5),
        ("a: *", 1, 5),
    ],
)  # fmt: skip
def test_what_people_really_type_has_words_of_its_own(text: str, line: int, column: int) -> None:
    (fault,) = parse(text.encode()).faults
    assert (fault.rule.code, fault.line, fault.column) == ("L101", line, column)
    assert fault.hint
    assert "lisible (" not in fault.message  # the parser's own English is the last resort
