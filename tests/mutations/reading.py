"""Faults of the text itself: what YAML trips over, or reads otherwise than its author."""

from __future__ import annotations

from tests.mutations.kinds import kind
from tests.mutations.site import Fault, Site, Spot


@kind("L101", alone=True)
def tab_for_indentation(site: Site) -> Fault:
    spot = site.pick(
        lambda one: (
            site.stands_alone(one)
            and one.mark.line == one.mark.key_line + 1
            and site.lines[one.mark.line - 1].startswith(" ")
        )
    )
    row = spot.mark.line - 1
    lines = [*site.lines]
    lines[row] = "\t" + lines[row].lstrip()
    return site.said(lines, row + 1)


@kind("L101", alone=True)
def double_quote_left_open(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, f'"{spot.raw}')


@kind("L101", alone=True)
def single_quote_left_open(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, f"'{spot.raw}")


@kind("L101", alone=True)
def apostrophe_between_apostrophes(site: Site) -> Fault:
    return site.write(site.text_spot(), "'l'accès aux droits'")


@kind("L102")
def key_written_twice(site: Site) -> Fault:
    spot = site.pick(lambda one: one.raw and site.stands_alone(one))
    line = spot.mark.line
    return site.insert(line + 1, [site.lines[line - 1]])


@kind("L103")
def anchor(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, f"&texte {spot.raw}")


@kind("L103")
def alias(site: Site) -> Fault:
    return site.write(site.text_spot(), "*texte")


@kind("L103")
def tag(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, f"!!str {spot.raw}")


@kind("L103")
def merge_key(site: Site) -> Fault:
    return site.insert(site.below_top(), ["<<: {x-a: un}"])


@kind("L101", alone=True)
def colon_in_a_sentence(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_text and one.is_key)
    return site.write(spot, f"Un point : {spot.raw}")


@kind("L101", alone=True)
def percent_first(site: Site) -> Fault:
    return site.write(site.text_spot(), "% de ménages pauvres")


@kind("L101", alone=True)
def at_sign_first(site: Site) -> Fault:
    return site.write(site.text_spot(), "@partenaires du plan")


@kind("L104")
def leading_zero(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), site.rng.choice(["01", "007", "042"]))


@kind("L104")
def yes_or_no(site: Site) -> Fault:
    return site.write(
        site.pick(lambda one: one.raw), site.rng.choice(["no", "Yes", "on", "OFF", "y"])
    )


@kind("L104")
def hour_with_a_colon(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), site.rng.choice(["12:30", "9:00"]))


@kind("L104")
def number_in_another_base(site: Site) -> Fault:
    numbers = ["0x1F", "0o17", "1e5", "1_000", ".inf"]
    return site.write(site.pick(lambda one: one.raw), site.rng.choice(numbers))


@kind("L104")
def question_between_brackets(site: Site) -> Fault:
    return site.write(site.text_spot(), "[?combien]")


@kind("L105")
def thousands_with_a_dot(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), site.rng.choice(["12.500", "1.234.567"]))


@kind("L106")
def number_too_long(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), "1234567890123456")


@kind("L107")
def decimal_comma_between_braces(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), "{x-valeur: 12,5}")


@kind("L108", alone=True)
def second_document(site: Site) -> Fault:
    return site.insert(site.below_top(), ["---"])


@kind("L109", alone=True)
def empty_file(site: Site) -> Fault:
    return Fault({site.path: site.rng.choice([b"", b"\n\n", b"# rien\n"])}, site.path, 1)


@kind("L109", alone=True)
def list_at_the_root(site: Site) -> Fault:
    return Fault({site.path: b"- un\n- deux\n"}, site.path, 1)


@kind("L110", alone=True)
def byte_of_another_encoding(site: Site) -> Fault:
    line = site.rng.randrange(len(site.lines) - 1)
    raw = [one.encode() for one in site.lines]
    raw[line] += " # é".encode("latin-1")
    return Fault({site.path: b"\n".join(raw)}, site.path, line + 1)


@kind("L110", alone=True)
def utf_16(site: Site) -> Fault:
    return Fault({site.path: site.text.encode("utf-16")}, site.path, 1)


@kind("L111", alone=True)
def control_character(site: Site) -> Fault:
    line = site.rng.randrange(len(site.lines) - 1)
    lines = [*site.lines]
    lines[line] += site.rng.choice(["\x00", "\x07", "\x1b", "\x7f"])
    return site.said(lines, line + 1)


@kind("L112", alone=True)
def merge_conflict(site: Site) -> Fault:
    marks = ["<<<<<<< HEAD", "x-a: un", "=======", "x-a: deux", ">>>>>>> autre"]
    return site.insert(site.rng.randrange(1, len(site.lines)), marks)


@kind("L113", alone=True)
def nested_too_deep(site: Site) -> Fault:
    return site.write(site.pick(lambda one: one.raw), "[" * 60 + "]" * 60)


@kind("L101", alone=True)
def key_out_of_line(site: Site) -> Fault:
    """A space before a key that follows others."""

    def follows(one: Spot) -> bool:
        first = next(other for other in site.spots if other.at[:-1] == one.at[:-1] and other.at)
        return site.stands_alone(one) and first.at != one.at

    spot = site.pick(follows)
    row = spot.mark.key_line - 1
    lines = [*site.lines]
    lines[row] = " " + lines[row]
    return site.said(lines, row + 1)


@kind("L101", alone=True)
def unknown_escape(site: Site) -> Fault:
    return site.write(site.text_spot(), '"dossier \\documents"')


@kind("L101", alone=True)
def bracket_left_open(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, site.rng.choice(["[un, deux", "{x-a: un"]))


@kind("L101", alone=True)
def comma_too_many(site: Site) -> Fault:
    return site.write(site.text_spot(), "[un, , deux]")


@kind("L101", alone=True)
def line_without_a_key(site: Site) -> Fault:
    return site.insert(site.below_top(), ["Une phrase qui ne se rattache à rien"])


@kind("L101", "S103")
def no_space_after_the_colon(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_plain and site.stands_alone(one))
    lines = [*site.lines]
    row = spot.mark.line - 1
    start = spot.mark.key_column - 1
    lines[row] = f"{lines[row][:start]}{spot.at[-1]}:{spot.raw}"
    return site.said(lines, row + 1)


@kind("L101", "L202", "S103")
def no_space_after_the_dash(site: Site) -> Fault:
    spot = site.pick(lambda one: one.is_plain and isinstance(one.at[-1], int))
    lines = [*site.lines]
    row = spot.mark.line - 1
    lines[row] = lines[row].replace("- ", "-", 1)
    return site.said(lines, row + 1)


@kind("L201")
def sentence_cut_by_a_hash(site: Site) -> Fault:
    spot = site.text_spot()
    return site.write(spot, f"{spot.raw} #{site.rng.randrange(1, 9)} du plan")


@kind("L202")
def list_folded_into_a_sentence(site: Site) -> Fault:
    spot = site.text_spot()
    indent = site.deeper(spot)
    return site.write(spot, f">\n{indent}- un\n{indent}- deux")
