"""What the validator refuses counts nowhere: its places, so that totals leave it out and name it.

A refused key that no total reads (a misspelt comment) changes no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feuille.diagnostics import Path
    from feuille.document import Document

_MONEY = {"financements", "depenses", "montants_imprimes"}
_ABOUT_MONEY = {"financeur", "exercice", "fonds", "nature", "unite", "acte"}
_AMOUNTS = {"prevu", "engage", "verse", "execute"}
_FOLLOWED = "indicateurs"
_VALUES = {"references", "cibles", "realises"}
_ABOUT_BLOCK = {"indicateur", "territoire", "hors", "manque", *_VALUES}
_ABOUT_VALUE = {"periode", "valeur", "numerateur", "denominateur", "poids", "texte", "manque"}


def money(document: Document) -> frozenset[Path]:
    """Return the lines of money that are refused, and the single amounts of other lines."""
    found = (_money(at) for at in document.faults - set(document.undecided))
    return frozenset(at for at in found if at is not None)


def followed(document: Document) -> frozenset[Path]:
    """Return the blocks of indicators that are refused, and the single values of other blocks."""
    found = (_followed(at) for at in document.faults - set(document.undecided))
    return frozenset(at for at in found if at is not None)


def _money(fault: Path) -> Path | None:
    end = next((i for i, key in enumerate(fault) if key in _MONEY), None)
    if end is None:
        return None
    line, rest = fault[: end + 2], fault[end + 2 :]
    if not rest or rest[0] in _ABOUT_MONEY:
        return line
    return (*line, rest[0]) if rest[0] in _AMOUNTS else None


def _followed(fault: Path) -> Path | None:
    if _FOLLOWED not in fault:
        return None
    end = fault.index(_FOLLOWED)
    block, rest = fault[: end + 2], fault[end + 2 :]
    if len(rest) < 2:  # noqa: PLR2004 - the block, or one of its keys
        return block if not rest or rest[0] in _ABOUT_BLOCK else None
    if rest[0] not in _VALUES:
        return block if rest[0] in _ABOUT_BLOCK else None
    return (*block, *rest[:2]) if len(rest) == 2 or rest[2] in _ABOUT_VALUE else None  # noqa: PLR2004
