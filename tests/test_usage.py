"""What the program does not understand of a command line is told in French, with what it is."""

from __future__ import annotations

import pytest

from tests.conftest import feuille


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["rendr"], ["rendr", "render"]),
        (["render", "--sinse", "2024"], ["--sinse", "--since"]),
        (["render", "--rev"], ["--rev"]),
        (["render", "--internal=3"], ["--internal"]),
        (["show"], ["ID"]),
        (["show", "a", "b (c)"], ["b (c)"]),
        (["serve", "--port", "abc"], ["--port"]),
        (["--quiet"], []),
    ],
)
def test_a_command_line_that_is_not_understood_is_refused(
    arguments: list[str], names: list[str]
) -> None:
    done = feuille(*arguments)
    assert done.code == 2
    assert done.out == ""
    first, remedy, *rest = done.err.splitlines()
    assert (first[:9], remedy[:4], rest) == ("Erreur : ", "  → ", [])
    assert all(name in done.err for name in names)
    # No word of typer's own is left.
    english = {"not", "such", "requires", "missing", "unexpected", "valid", "argument(s)", "take"}
    assert not english & {word.strip(".").lower() for word in done.err.split()}


def test_the_help_says_nothing_of_types() -> None:
    done = feuille("show", "--help")
    assert done.code == 0
    assert "<" not in done.out
