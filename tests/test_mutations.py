"""Faults at random places of the real examples: each is reported, with its code, at its line."""

from __future__ import annotations

from random import Random

import pytest

from feuille.checks import RULES
from tests.mutations import KINDS, Kind, trial

PLACES = 10  # `python -m tests.mutations --count 2000` tries more


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_fault_is_reported_where_it_is(kind: Kind) -> None:
    rng = Random(kind.name)
    for _ in range(PLACES):
        done = trial(kind, rng)
        assert done is not None, "no example has a place for this kind of fault"
        assert done.missed == ""


def test_there_are_faults_of_every_family() -> None:
    codes = {code for kind in KINDS.values() for code in kind.codes}
    assert len(KINDS) >= 60
    assert codes <= set(RULES)
    assert {code[0] for code in codes} == set("LSRCG")
