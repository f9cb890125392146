"""Faults of meaning: dates, amounts and values that contradict each other, personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mutations.kinds import kind
from tests.mutations.site import Fault, Site, Spot

if TYPE_CHECKING:
    from feuille.diagnostics import Path

_INDICATOR = "type: indicateur\ntitre: Essai\nnature: {nature}\nunite: {unite}\n"


@kind("C101")
def day_that_does_not_exist(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.form in {"date", "periode"} and (one.raw or one.word))
    return site.write(spot, site.rng.choice(["2023-02-30", "2023-06-31", "2019-02-29"]))


@kind("C101")
def period_backwards(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.form == "periode" and (one.raw or one.word))
    return site.write(spot, site.rng.choice(["2019/2018", "2018-07/2018-03", "2020-T2/2020-T1"]))


@kind("C102")
def end_before_the_start(site: Site) -> Fault:
    site.need(site.kind.node.child("calendrier") and "calendrier" not in site.data)
    return site.append(["calendrier:", "  debut: 2018-09", "  fin: 2018-03"], 2)


@kind("C102")
def party_gone_before_it_came(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.form == "partie" and one.word)
    return site.write(spot, "{libelle: Essai, depuis: 2018, jusqu_a: 2017}")


@kind("C103")
def acts_out_of_order(site: Site) -> Fault:
    site.need(site.kind.name == "convention" and "avenants" not in site.data)
    acts = ["  - {id: acte-1, date: 2020-10-05}", "  - {id: acte-2, date: 2020-03-01}"]
    return site.append(["avenants:", *acts], 2)


@kind("C104")
def deadline_outside_the_plan(site: Site) -> Fault:
    plan = site.corpus.plan_of(site.document)
    site.need(plan and "periode" in plan.data and site.kind.name == "fiche-action")
    site.need("calendrier" not in site.data)
    return site.append(["calendrier:", "  fin: 2038"], 1)


@kind("C106")
def exercice_of_nobody(site: Site) -> Fault:
    site.need(site.kind.name == "convention" and "exercices" in site.data)
    spot = site.pick(lambda one: one.at[:1] == ("actions",) and one.at[-2:-1] == ("exercices",))
    row, start = spot.mark.line - 1, spot.mark.column - 1
    lines = [*site.lines]
    lines[row] = lines[row][:start] + "2032" + lines[row][start + 4 :]
    return site.said(lines, row + 1)


def _action(site: Site) -> Spot:
    """Choose an action of a convention that is written between braces on its line."""
    return site.pick(
        lambda one: (
            len(one.at) == 2
            and one.at[0] == "actions"
            and site.lines[one.mark.line - 1].endswith("}")
            and one.mark.line == one.mark.last_line
        )
    )


def _with(site: Site, spot: Spot, more: str) -> Fault:
    row = spot.mark.line - 1
    lines = [*site.lines]
    lines[row] = f"{lines[row][:-1]}, {more}}}"
    return site.said(lines, row + 1)


@kind("C201")
def action_total_that_is_not_its_sum(site: Site) -> Fault:
    money = "montant: 100, financements: [{financeur: etat, exercice: 2019, engage: 90}]"
    return _with(site, _action(site), money)


@kind("C202")
def printed_total_that_is_not_the_sum(site: Site) -> Fault:
    money = "financements: [{financeur: departement-loire, exercice: 2019, engage: 90}]"
    fault = _with(site, _action(site), money)
    (raw,) = fault.changes.values()
    assert raw is not None
    site.need(site.lines[-2].startswith("    "))  # the list of printed totals ends the file
    site.need("montants_imprimes" in site.data)
    text = raw.decode() + "  - {financeur: departement-loire, exercice: 2019, engage: 100}\n"
    return Fault({site.path: text.encode()}, site.path, len(text.split("\n")) - 1)


@kind("C207")
def amount_out_of_proportion(site: Site) -> Fault:
    money = "financements: [{financeur: etat, exercice: 2019, engage: 5000000000000}]"
    return _with(site, _action(site), money)


def _followed(site: Site, values: str, nature: str = "flux", unite: str = "personnes") -> Fault:
    """Follow an indicator made for the purpose, here; the fault is in its values."""
    site.need(site.kind.node.child("indicateurs") and "indicateurs" not in site.data)
    head = ["indicateurs:", "  - indicateur: ind-essai", "    territoire: dep-42"]
    fault = site.append([*head, "    realises:", f"      - {values}"], 4)
    indicator = _INDICATOR.format(nature=nature, unite=unite).encode()
    return Fault({**fault.changes, "indicateurs/ind-essai.yaml": indicator}, fault.path, fault.line)


@kind("C301")
def value_written_in_two_files(site: Site) -> Fault:
    fault = _followed(site, "{periode: 2019, valeur: 12}")
    other = site.rng.choice(
        [
            one
            for one in site.corpus.documents.values()
            if one.type is site.kind and one is not site.document and "indicateurs" not in one.data
        ]
        or [site.document]
    )
    site.need(other is not site.document)
    twin = Site(site.corpus, other)
    copy = _followed(twin, "{periode: 2019, valeur: 12}")
    last = max(fault, copy, key=lambda one: one.path)
    return Fault({**copy.changes, **fault.changes}, last.path, last.line)


@kind("C302")
def number_for_what_is_told_in_words(site: Site) -> Fault:
    return _followed(site, "{periode: 2019, valeur: 12}", "qualitatif")


@kind("C304")
def value_both_given_and_missing(site: Site) -> Fault:
    return _followed(site, "{periode: 2019, valeur: 12, manque: non-disponible}")


@kind("C305")
def division_by_zero(site: Site) -> Fault:
    values = "{periode: 2019, numerateur: 12, denominateur: 0}"
    return _followed(site, values, "taux", "pourcent")


@kind("C306")
def share_of_more_than_all(site: Site) -> Fault:
    values = "{periode: 2019, numerateur: 120, denominateur: 100}"
    return _followed(site, values, "taux", "pourcent")


@kind("C308")
def percentage_above_a_hundred(site: Site) -> Fault:
    return _followed(site, "{periode: 2019, valeur: 5200}", "taux", "pourcent")


def _hidden(site: Site, at: Path) -> bool:
    node = site.kind.node
    return any((part := node.at(at[:n], site.data)) and not part.public for n in range(len(at) + 1))


@kind("C401")
def e_mail_address_in_a_text(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_text and not _hidden(site, one.at))
    return site.write(spot, f"{spot.raw} (accueil.social@exemple.fr)")


@kind("C402")
def telephone_number_in_a_text(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_text and not _hidden(site, one.at))
    number = site.rng.choice(["06 12 34 56 78", "04.77.12.34.56", "+33 6 12 34 56 78"])
    return site.write(spot, f"{spot.raw} ({number})")
