"""Faults that a schema objects to: keys, kinds of value, forms, bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.mutations.kinds import kind
from tests.mutations.site import Fault, Site, Spot

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.schema import Node

_UNION = {"partie", "periode"}


def _has_form(*forms: str) -> Callable[[Spot], object]:
    return lambda one: one.node.form in forms and (one.raw or one.word)


@kind("S101")
def key_mistyped(site: Site) -> Fault:
    def accepts(one: Spot) -> bool:
        return one.is_key and len(str(one.at[-1])) > 3

    spot = site.pick(accepts)
    key = str(spot.at[-1])
    cut = site.rng.randrange(1, len(key) - 1)
    wrong = key[:cut] + key[cut + 1 :]
    site.need(wrong not in site.parent(spot).properties and not wrong.startswith("x-"))
    row, start = spot.mark.key_line - 1, spot.mark.key_column - 1
    lines = [*site.lines]
    site.need(lines[row][start:].startswith(key + ":"))
    lines[row] = lines[row][:start] + wrong + lines[row][start + len(key) :]
    return site.said(lines, row + 1)


@kind("S101")
def key_of_nobody(site: Site) -> Fault:
    spot = site.pick(site.stands_alone)
    indent = " " * (spot.mark.key_column - 1)
    return site.insert(spot.mark.key_line, [f"{indent}remarques: un"])


@kind("S102")
def required_key_removed(site: Site) -> Fault:
    spot = site.pick(lambda one: site.stands_alone(one) and one.at[-1] in site.parent(one).required)
    return site.remove_entry(spot)


@kind("S102")
def required_key_left_empty(site: Site) -> Fault:
    spot = site.pick(lambda one: site.stands_alone(one) and one.at[-1] in site.parent(one).required)
    return site.replace_entry(spot, "")


@kind("S102")
def party_without_a_name(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.form == "partie" and one.word)
    return site.write(spot, "{fonction: préfet}")


@kind("S103")
def number_for_a_text(site: Site) -> Fault:
    spot = site.pick(lambda one: one.raw and one.node["type"] == "string" and one.is_key)
    site.need(spot.node.form != "periode")
    return site.write(spot, "3")


@kind("S103")
def true_for_a_text(site: Site) -> Fault:
    return site.write(site.text_spot(), "true")


@kind("S103")
def text_for_a_list(site: Site) -> Fault:
    spot = site.pick(lambda one: isinstance(one.value, list) and site.stands_alone(one))
    return site.replace_entry(spot, "un texte")


@kind("S103")
def list_for_a_text(site: Site) -> Fault:
    return site.write(site.text_spot(), "[un, deux]")


@kind("S103")
def block_for_a_text(site: Site) -> Fault:
    return site.write(site.text_spot(), "{x-a: un}")


@kind("S103")
def text_for_a_block(site: Site) -> Fault:
    spot = site.pick(
        lambda one: (
            isinstance(one.value, dict) and site.stands_alone(one) and one.node.form not in _UNION
        )
    )
    return site.replace_entry(spot, "un texte")


@kind("S103")
def element_left_empty(site: Site) -> Fault:
    spot = site.pick(
        lambda one: one.at and isinstance(one.at[-1], int) and not one.flow and one.value
    )
    first, _last = site.extent(spot)
    indent = site.lines[first - 1].split("- ", 1)[0]
    site.need(not indent.strip())
    return site.insert(first, [f"{indent}-"])


@kind("S103")
def number_with_its_unit(site: Site) -> Fault:
    spot = site.pick(
        lambda one: one.raw and isinstance(one.value, int) and one.node.form == "nombre"
    )
    return site.write(spot, f"{spot.raw} personnes")


@kind("S104")
def word_out_of_the_list(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node["enum"] and (one.raw or one.word))
    word = str(spot.value)
    wrong = site.rng.choice([word + "s", word.upper(), word[:-1], "autre chose"])
    site.need(wrong not in spot.node["enum"])
    return site.write(spot, wrong)


@kind("S105")
def date_as_people_write_it(site: Site) -> Fault:
    spot = site.pick(_has_form("date", "periode"))
    written = ["22/05/2017", "22 mai 2017", "2017-5-22", "mai 2017", "2017-13"]
    return site.write(spot, site.rng.choice(written))


@kind("S105")
def identifier_with_capitals(site: Site) -> Fault:
    spot = site.pick(lambda one: one.at and one.at[-1] == "id" and (one.raw or one.word))
    return site.write(spot, site.rng.choice(["Prévenir", "accès", "un deux", "un_deux"]))


@kind("S105")
def reference_badly_written(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.targets and one.word)
    return site.write(spot, site.rng.choice(["Direction régionale", "direction_regionale", "é"]))


@kind("S105")
def line_too_long(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_text and one.node.form == "ligne")
    return site.write(spot, "mot " * 1300)


@kind("S105")
def several_lines_for_one(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_text and one.node.form == "ligne")
    indent = site.deeper(spot)
    return site.write(spot, f"|\n{indent}un\n{indent}deux")


@kind("S105")
def address_without_its_start(site: Site) -> Fault:
    site.need("documents" not in site.data)
    lines = ["documents:", "  - titre: Annexe", "    adresse: www.exemple.fr/annexe"]
    return site.append(lines, 2)


@kind("S105")
def impossible_hour(site: Site) -> Fault:
    site.need(site.kind.node.child("heure") and "heure" not in site.data)
    return site.append([f"heure: {site.rng.choice(['25h10', '9h75', '10 heures'])}"])


@kind("S106")
def text_left_empty(site: Site) -> Fault:
    return site.write(site.text_spot(), site.rng.choice(['""', "''", '"  "']))


@kind("S107")
def number_below_its_bound(site: Site) -> Fault:
    spot = site.pick(
        lambda one: one.raw and isinstance(one.value, int) and one.node["minimum"] is not None
    )
    return site.write(spot, "-5")


@kind("S107")
def year_of_three_figures(site: Site) -> Fault:
    return site.write(site.pick(_has_form("periode")), "219")


@kind("S108")
def element_repeated(site: Site) -> Fault:
    spot = site.pick(
        lambda one: one.word and isinstance(one.at[-1], int) and _list_of(site, one)["uniqueItems"]
    )
    if spot.flow:
        return site.write(spot, f"{spot.word}, {spot.word}")
    return site.insert(spot.mark.line + 1, [site.lines[spot.mark.line - 1]])


def _list_of(site: Site, spot: Spot) -> Node:
    node = site.kind.node.at(spot.at[:-1], site.data)
    assert node is not None
    return node


@kind("S109", alone=True)
def type_mistyped(site: Site) -> Fault:
    spot = next(one for one in site.spots if one.at == ("type",))
    return site.write(spot, site.rng.choice([f"{spot.raw}s", "fiche", spot.raw.upper()]))


@kind("S109", alone=True)
def type_removed(site: Site) -> Fault:
    return site.remove_entry(next(one for one in site.spots if one.at == ("type",)))


@kind("S112")
def undecided_in_a_valid_document(site: Site) -> Fault:
    site.need(site.data.get("statut", "valide") == "valide")
    spot = site.pick(lambda one: one.raw and one.is_key and one.at != ("statut",))
    return site.write(spot, "a-definir")


@kind("S111")
def undecided_in_a_draft(site: Site) -> Fault:
    site.need("statut" not in site.data)
    spot = site.pick(lambda one: one.raw and one.is_key)
    fault = site.write(spot, "a-definir")
    (raw,) = fault.changes.values()
    assert raw is not None
    return Fault({site.path: raw + b"statut: brouillon\n"}, site.path, fault.line)


@kind("S113")
def expected_key_missing(site: Site) -> Fault:
    """A document known in full that does not say what its type owes."""
    site.need(not {"transcription", "statut"} & set(site.data))
    site.need(set(site.kind.node["x-attendus"] or ()) - set(site.data))
    return replace(site.append(["transcription: complete"]), line=site.first_line())
