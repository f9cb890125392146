"""Faults of references and identities: links that lead nowhere, names taken twice."""

from __future__ import annotations

from feuille.schema import item_key, registry
from tests.mutations.kinds import kind
from tests.mutations.site import Fault, Site, Spot


def _kinds(spot: Spot) -> set[str]:
    return {name for name, _item in spot.node.targets}


def _to_document(site: Site) -> Spot:
    """Choose a reference to another document, other than a territory."""
    return site.pick(
        lambda one: (
            one.word
            and one.node.targets
            and not _kinds(one) & {"", "*", "territoire"}
            and one.word.partition("#")[0] in site.corpus.documents
        )
    )


def _to_place(site: Site) -> Spot:
    return site.pick(lambda one: one.word and "territoire" in _kinds(one))


@kind("R101")
def reference_mistyped(site: Site) -> Fault:
    spot = _to_document(site)
    head, sharp, item = spot.word.partition("#")
    site.need(len(head) > 3)
    wrong = head[:-2] + head[-1]
    site.need(wrong not in site.corpus.documents and not wrong.endswith("-"))
    return site.write(spot, wrong + sharp + item)


@kind("R101")
def local_reference_mistyped(site: Site) -> Fault:
    spot = site.pick(lambda one: one.word and one.node.targets and "" in _kinds(one))
    return site.write(spot, f"{spot.word}-x")


@kind("R102")
def reference_to_another_type(site: Site) -> Fault:
    spot = _to_document(site)
    others = [one.id for one in site.corpus.documents.values() if one.type.name not in _kinds(spot)]
    site.need(others)
    return site.write(spot, site.rng.choice(sorted(others)))


@kind("R103")
def reference_to_a_missing_item(site: Site) -> Fault:
    spot = site.pick(lambda one: one.node.targets and "#" in one.word)
    return site.write(spot, f"{spot.word}-x")


@kind("R103")
def reference_without_its_item(site: Site) -> Fault:
    spot = site.pick(
        lambda one: (
            one.node.targets and "#" in one.word and all(item for _name, item in one.node.targets)
        )
    )
    return site.write(spot, spot.word.partition("#")[0])


@kind("R104")
def unknown_territory(site: Site) -> Fault:
    codes = ["dep-99", "reg-00", "com-99999", "met-1", "bassin-inconnu"]
    return site.write(_to_place(site), site.rng.choice(codes))


@kind("R104")
def bare_number_for_a_territory(site: Site) -> Fault:
    return site.write(_to_place(site), site.rng.choice(['"42"', '"01"', '"84"', '"42218"']))


@kind("R105")
def former_region(site: Site) -> Fault:
    return site.write(_to_place(site), site.rng.choice(["reg-82", "reg-83", "reg-73", "reg-31"]))


def _lost(site: Site, kept: dict[str, bytes]) -> Fault:
    """Take this file away; a reference to it from another file must be reported."""
    found = [
        one
        for one in site.corpus.incoming.get(site.document.id, ())
        if one.source.path != site.path
        and not {name for name, _item in one.node.targets} & {"", "territoire"}
    ]
    site.need(found)
    one = site.rng.choice(found)
    mark = site.corpus.mark(one.source.path, one.at)
    return Fault({site.path: None, **kept}, one.source.path, mark.line)


@kind("R101")
def file_removed(site: Site) -> Fault:
    return _lost(site, {})


@kind("R101")
def file_renamed(site: Site) -> Fault:
    return _lost(site, {site.path.replace(".yaml", "-bis.yaml"): site.text.encode()})


@kind("R201")
def same_id_in_a_sub_folder(site: Site) -> Fault:
    folder, _slash, name = site.path.rpartition("/")
    return _twin(site, f"{folder}/{site.rng.choice(['anciens', 'zone'])}/{name}")


@kind("R201")
def same_id_in_another_folder(site: Site) -> Fault:
    folders = sorted(set(registry().by_folder) - {site.path.split("/")[0]})
    name = site.path.rpartition("/")[2]
    return _twin(site, f"{site.rng.choice(folders)}/{name}")


@kind("R201")
def same_id_with_another_suffix(site: Site) -> Fault:
    return _twin(site, site.path.replace(".yaml", ".yml"))


def _twin(site: Site, path: str) -> Fault:
    """Copy the file; of the two, the last in order of path is reported."""
    return Fault({path: site.text.encode()}, max(path, site.path), site.first_line())


@kind("R202")
def same_id_for_two_items(site: Site) -> Fault:
    ids = [one for one in site.spots if one.at and one.at[-1] == "id" and one.word]
    site.need(len(ids) > 1)
    first, last = sorted(site.rng.sample(range(len(ids)), 2))
    return site.write(ids[last], ids[first].word)


@kind("R203")
def line_repeated_in_a_list(site: Site) -> Fault:
    def accepts(one: Spot) -> bool:
        if one.flow or not one.at or not isinstance(one.at[-1], int) or "id" in (one.value or ()):
            return False
        node = site.kind.node.at(one.at[:-1], site.data)
        if node is None or not node.natural_key or node.natural_key == ("id",):
            return False
        return item_key(node, one.value) is not None

    first, last = site.extent(site.pick(accepts))
    return site.insert(last + 1, site.lines[first - 1 : last])


@kind("R301")
def plan_above_itself(site: Site) -> Fault:
    site.need(site.kind.node.child("decline"))
    own = site.document.id
    if "decline" not in site.data:
        return site.append([f"decline: {own}"])
    return site.write(site.pick(lambda one: one.at == ("decline",) and one.word), own)


@kind("R302")
def actor_that_nobody_names(site: Site) -> Fault:
    path = f"acteurs/essai-{site.rng.randrange(99)}.yaml"
    return Fault({path: b"type: acteur\nnom: Essai\n"}, path, 1)


@kind("R304")
def action_without_a_plan(site: Site) -> Fault:
    site.need(site.kind.name == "fiche-action" and "orientations" not in site.data)
    return site.remove_entry(site.pick(lambda one: one.at == ("feuille_de_route",)))
