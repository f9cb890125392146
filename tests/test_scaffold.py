"""What `new` and `init` write reads back as meant, and teaches only what the schemas accept."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille.parse import parse
from feuille.scaffold import answers, compose, emit, files, repository, samples
from feuille.schema import Node, Type, registry

if TYPE_CHECKING:
    from pathlib import Path

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    st.sampled_from("ab:# \n\t-?,[]{}&*!|>'\"%@`1.0_=<~yn\u00a0\u202f\u2028\x85\x00\x7fé\ufeff😀")
)
NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(
    -(10**6), 10**6, places=4, allow_nan=False
).map(float)
ANY_VALUE = st.recursive(
    ANY_TEXT | NUMBERS | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def read_back(value: Any) -> Any:
    lines = [*emit.entry("avant", value), *emit.entry("suite", 1)]
    parsed = parse(("\n".join(lines) + "\n").encode())
    assert parsed.faults == ()
    assert parsed.data["suite"] == 1
    return parsed.data["avant"]


@given(ANY_TEXT)
def test_any_text_reads_back_as_itself(text: str) -> None:
    assert read_back(text) == text


@given(ANY_VALUE)
def test_any_data_reads_back_as_itself(value: Any) -> None:
    assert read_back(value) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Accès aux droits", "k: Accès aux droits"),
        ("Accès : suite", 'k: "Accès : suite"'),
        ("Contrat « loire »", "k: Contrat « loire »"),
        ("12\u202f500\u00a0€", "k: 12\u202f500\u00a0€"),
        ("01", 'k: "01"'),
        ("no", 'k: "no"'),
        ("2024-06-30", "k: 2024-06-30"),
        ("50 % #1", 'k: "50 % #1"'),
        ("% du total", 'k: "% du total"'),
        ('dit "oui"', 'k: dit "oui"'),
        ("a\tb", 'k: "a\\tb"'),
        ("bip\x07", 'k: "bip\\u0007"'),
        (12.125, "k: 12.1250"),
        (1e-7, "k: 0.0000001"),
        (True, "k: true"),
        (["dep-42", "dep-69"], "k: [dep-42, dep-69]"),
        (["jeunes, 16-25 ans"], "k:\n  - jeunes, 16-25 ans"),
        ([{"a": 1, "b": "c-d"}], "k:\n  - {a: 1, b: c-d}"),
        ([{"id": "x", "titre": "Un mot"}], "k:\n  - id: x\n    titre: Un mot"),
        ("Un.\n\n- deux : #3\n", "k: |\n  Un.\n\n  - deux : #3"),
        ("Un.\nDeux.", "k: |-\n  Un.\n  Deux."),
        ([], "k: []"),
    ],
)
def test_people_find_the_writing_plain(value: Any, written: str) -> None:
    assert "\n".join(emit.entry("k", value)) == written


def smallest(kind: Type) -> dict[str, Any]:
    """Return the least that a type's schema accepts."""
    data: dict[str, Any] = {}
    for key in [*kind.node.required, *kind.node.properties]:
        child = kind.node.child(key)
        if child is not None and key not in data and not kind.accepts(data):
            data[key] = samples.sample(child, lambda _node: "")
    assert kind.accepts(data)
    return data


def born(kind: Type) -> str:
    return compose.text(kind.node, smallest(kind), lambda _node: "", kind.accepts)


def examples(text: str) -> list[list[str]]:
    """Return the commented examples of a file, each as its lines."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if re.match(r"# [^ #]", line):
            found.append([line])
        elif line.startswith("# ") and found:
            found[-1].append(line)
    return found


def uncommented(lines: list[str]) -> list[str]:
    return [line.removeprefix("#").removeprefix(" ") for line in lines]


TYPES = list(registry().types.values())


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_each_example_that_is_uncommented_is_accepted(kind: Type) -> None:
    text = born(kind)
    before = parse(text.encode()).data
    found = examples(text)
    assert found
    for lines in found:
        parsed = parse((text + "\n".join(uncommented(lines)) + "\n").encode())
        assert parsed.faults == ()
        assert len(parsed.data) == len(before) + 1, lines
        assert kind.accepts(parsed.data), lines


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_whole_block_can_be_uncommented_at_once(kind: Type) -> None:
    lines = born(kind).splitlines()
    freed = [line[2:] if line.startswith("# ") else line.removeprefix("#") for line in lines]
    parsed = parse(("\n".join(freed) + "\n").encode())
    assert parsed.faults == ()
    assert set(parsed.data) == {example[0][2:].split(":")[0] for example in examples(born(kind))} | set(smallest(kind))  # fmt: skip


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_key_of_the_schema_is_written_shown_or_named(kind: Type) -> None:
    text = born(kind)
    words = set(re.findall(r"[a-z_]+", text))
    assert set(kind.node.properties) <= words
    assert max(map(len, text.splitlines())) <= 100
    assert len(text.splitlines()) <= 80


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_what_a_refusal_says_to_type_is_accepted_for_every_key(kind: Type) -> None:
    least = smallest(kind)
    for key in kind.node.properties:
        child = kind.node.child(key)
        assert child is not None
        typed = answers.read(kind.node, shlex.split(answers.to_type(child, key)))
        assert set(typed) == {key}
        assert kind.accepts(least | typed), typed


def test_help_that_does_not_fit_stays_out_of_a_text() -> None:
    fragment = {
        "type": "object",
        "properties": {
            "long": {"type": "string", "x-forme": "texte", "description": "Mot à mot. " * 20}
        },
    }
    node = Node(fragment, fragment)
    text = compose.text(node, {}, lambda _node: "", lambda _data: True)
    parsed = parse(("\n".join(uncommented(examples(text)[-1])) + "\n").encode())
    assert parsed.data == {"long": "…\n"}


def test_a_key_whose_example_the_schema_refuses_is_only_named() -> None:
    fragment = {"type": "object", "properties": {"motif": {"type": "string", "pattern": "^ZZ"}}}
    node = Node(fragment, fragment)
    text = compose.text(node, {"x-a": 1}, lambda _node: "", lambda data: "motif" not in data)
    assert examples(text) == []
    assert text.splitlines()[-1] == f"{compose.NAMED} motif."


def test_the_configuration_of_a_new_repository_teaches_what_its_schema_accepts() -> None:
    import jsonschema_rs

    schema = registry().config
    accepts = jsonschema_rs.Draft202012Validator(schema).is_valid
    text = repository.contents()["feuille.yaml"]
    assert set(schema["properties"]) <= set(re.findall(r"[a-z_]+", text))
    for lines in examples(text):
        assert accepts(parse((text + "\n".join(uncommented(lines)) + "\n").encode()).data), lines


def test_a_file_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_stream: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space"), files.making() as made:
        made.file(tmp_path / "a" / "b" / "c.yaml", "type: acteur\n")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_made_where_links_are_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_draft: Path, _path: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", unknown)
    with files.making() as made:
        made.file(tmp_path / "c.yaml", "type: acteur\n")
        with pytest.raises(FileExistsError):
            made.file(tmp_path / "c.yaml", "autre")
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]
    assert (tmp_path / "c.yaml").read_text("utf-8") == "type: acteur\n"


def test_what_somebody_else_put_in_a_new_folder_survives_a_failure(tmp_path: Path) -> None:
    made = files.Made()
    made.file(tmp_path / "a" / "un.yaml", "un\n")
    (tmp_path / "a" / "deux.yaml").write_text("deux\n", "utf-8")
    made.undo()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["deux.yaml"]
