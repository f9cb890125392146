"""A page too long for one sheet, as several that lead to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from feuille.i18n import _
from feuille.render.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feuille.render.model import Block, Page

One = TypeVar("One")


def cut(found: list[One], longest: int) -> list[list[One]]:
    """Return the parts of a list, each of so many items at most."""
    return [found[start : start + longest] for start in range(0, len(found), longest)]


def packed(found: Iterable[tuple[int, One]], most: int) -> list[list[One]]:
    """Group things in their order so that the sizes of a group add up to so much at most."""
    groups: list[list[One]] = []
    room = 0
    for size, one in found:
        if not groups or size > room:
            groups.append([])
            room = most
        groups[-1].append(one)
        room -= size
    return groups


def numbered(address: str, number: int) -> str:
    """Return the address of a sheet; the first one has that of the page."""
    return address if number == 1 else f"{address}_{number}"


def sheets(page: Page, parts: Sequence[tuple[Block, ...]]) -> Iterator[Page]:
    """Yield a page with each part of its blocks in turn; files go with the first sheet."""
    title = _("{title} (page {n} sur {total})")
    for number, blocks in enumerate(parts, start=1):
        yield replace(
            page,
            address=numbered(page.address, number),
            title=page.title
            if len(parts) == 1
            else title.format(title=page.title, n=number, total=len(parts)),
            blocks=blocks,
            before=_link(page, number - 1) if number > 1 else page.before,
            after=_link(page, number + 1) if number < len(parts) else page.after,
            attached=page.attached if number == 1 else (),
        )


def _link(page: Page, number: int) -> Link:
    return Link(_("Page {n}").format(n=number), numbered(page.address, number))
