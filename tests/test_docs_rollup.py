"""The examples of docs/rollup.md are rolled up, and every figure of its tables compared."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feuille import checks, rollup
from feuille.diagnostics import Severity
from feuille.rollup.words import rounded
from tests.rollup_helpers import corpus

if TYPE_CHECKING:
    from decimal import Decimal

    from feuille.corpus import Corpus

PAGE = (Path(__file__).parents[1] / "docs" / "rollup.md").read_text("utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
WORKED = [title for title, text in SECTIONS.items() if "```yaml" in text]
BASE = {
    "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n",
    "fiches-action/accueil.yaml": "type: fiche-action\ntitre: Accueil\nfeuille_de_route: plan\n",
    "acteurs/etat.yaml": "type: acteur\nnom: État\nnature: etat\n",
    "acteurs/departement.yaml": "type: acteur\nnom: Département\nnature: collectivite\n",
}


def loaded(section: str) -> Corpus:
    files: dict[str, Any] = dict(BASE)
    for fence in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL):
        files |= re.findall(r"# (\S+\.yaml)\n(.*?)(?=# \S+\.yaml\n|\Z)", fence, re.DOTALL)
    return corpus(files)


def tables(section: str) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Return each row of each table, by the titles of its columns."""
    found = []
    head: tuple[str, ...] = ()
    for line in section.splitlines():
        cells = tuple(one.strip() for one in line.strip("| ").split(" | "))
        if not line.startswith("|"):
            head = ()
        elif not head:
            head = tuple(one.strip() for one in line.strip("|").split("|"))
        elif not line.startswith("|---"):
            found.append((head, dict(zip(head, cells, strict=True))))
    return found


def shown(value: Fraction | Decimal | None) -> str:
    """Write a number as the page does."""
    if value is None:
        return "–"
    text = f"{rounded(Fraction(value)):,f}".replace(",", " ").replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def plain(text: str) -> str:
    """Write no-break spaces as the page does."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def cover(one: Any) -> str:
    return str(one.coverage.share)


def actual(found: Corpus, head: tuple[str, ...], row: dict[str, str]) -> list[dict[str, str]]:
    """Return what the engine says, in the columns of a table."""
    whole = rollup.compute(found, as_of=date.fromisoformat(row["Au"]) if "Au" in row else None)
    if "Statut" in head:
        rows = [(one.indicateur, one.row.id, one.kind, one.periode, shown(one.value), cover(one), one.status) for one in whole.cells]  # fmt: skip
    elif "Avancement" in head:
        rows = [(one.indicateur, one.row.id, shown(one.final.value), shown(one.final.shown), cover(one.final)) for one in whole.progress]  # fmt: skip
    elif "Fiche" in head:
        means = [one for one in rollup.compute(found, by="fiche").progress if not one.indicateur]
        rows = [(one.row.id, shown(one.final.shown), cover(one.final)) for one in means]
    elif "Au" in head:
        rows = [(row["Au"], one.financeur, one.exercice, one.kind, shown(one.amount and one.amount.valeur)) for one in whole.money]  # fmt: skip
    elif "Publié" in head:
        rows = [(one.financeur or "–", one.exercice, shown(p.amount.valeur), shown(p.computed), shown(p.difference)) for one in whole.money for p in one.printed]  # fmt: skip
    elif "Taux" in head:
        rows = [(one.financeur, one.exercice, shown(one.engaged), shown(one.executed), shown(one.rate), shown(one.unspent)) for one in whole.executions]  # fmt: skip
    elif "Code" in head:
        rows = [(one.code, one.place.path, plain(one.message)) for one in checks.run(found)]
    elif "Montant" in head:
        money = rollup.compute(found, by="convention").money
        names = {"non-ventile": "Non ventilé"}
        rows = [(names.get(one.row.id, one.row.id), one.financeur, one.exercice, one.kind, "non ventilé" if one.reason else shown(one.amount and one.amount.valeur)) for one in money if one.row]  # fmt: skip
    else:
        words = {True: "oui", False: "non", None: "–"}
        rows = [(one.convention, one.action or "–", one.exercice, one.kind, shown(one.share), plain(one.rule), words[one.respected]) for one in whole.cofinancing]  # fmt: skip
    return [dict(zip(head, cells, strict=True)) for cells in rows]


@pytest.mark.parametrize("title", WORKED)
def test_the_figures_of_the_page_are_those_of_the_program(title: str) -> None:
    found = loaded(SECTIONS[title])
    rows = [(head, row) for head, row in tables(SECTIONS[title]) if "Entre territoires" not in head]
    assert rows
    for head, row in rows:
        assert row in actual(found, head, row)


@pytest.mark.parametrize("title", WORKED)
def test_the_documents_of_the_page_have_no_error(title: str) -> None:
    found = checks.run(loaded(SECTIONS[title]))
    assert [one.message for one in found if one.severity is Severity.ERROR] == []


def test_the_page_works_through_every_rule() -> None:
    assert len(WORKED) == 12


def test_the_printed_growth_of_occitanie_is_not_that_of_its_amounts() -> None:
    growth = 100 * Fraction(21_849_942 - 16_770_596, 16_770_596)
    assert shown(growth).startswith("30,")
    assert f"+{rounded(growth, 1)}".replace(".", ",") + " %" in PAGE
