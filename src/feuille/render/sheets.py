"""A page too long for one sheet, as several that lead to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from feuille.i18n import _
from feuille.render.model import Link, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feuille.render.model import Block, Page

One = TypeVar("One")

_TITLE = "{title} (page\N{NO-BREAK SPACE}{n} sur\N{NO-BREAK SPACE}{total})"


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


def carried(title: str) -> str:
    """Return the title of what goes on from an earlier sheet."""
    return _("{title} (suite)").format(title=title)


def sheets(page: Page, parts: Sequence[tuple[Block, ...]]) -> Iterator[Page]:
    """Yield a page with each part of its blocks in turn; files go with the first sheet."""
    title = _(_TITLE)
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


def joined(pages: Iterable[Page]) -> Iterator[tuple[Page, list[str]]]:
    """Yield each page as one, with the addresses of its sheets: paper has no size to keep."""
    groups: list[list[Page]] = []
    for page in pages:
        last = groups[-1] if groups else [page]
        if page.before == _link(last[0], len(last)) and page.address == numbered(
            last[0].address, len(last) + 1
        ):
            last.append(page)
        else:
            groups.append([page])
    for first, *rest in groups:
        page = first
        if rest:
            told = _(_TITLE).format(title="", n=1, total=len(rest) + 1)
            more = [one for sheet in rest for one in sheet.blocks if one not in first.blocks]
            blocks, title = _whole([*first.blocks, *more]), first.title.removesuffix(told)
            page = replace(first, title=title, blocks=blocks, after=rest[-1].after)
        yield page, [one.address for one in (first, *rest)]


def _whole(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks with those that go on from one sheet to the next put together."""
    found: list[Block] = []
    for one in blocks:
        last = found[-1] if found else None
        if isinstance(one, Section) and isinstance(last, Section) and _goes_on(last, one):
            found[-1] = replace(last, blocks=_whole((*last.blocks, *one.blocks)))
        elif isinstance(one, Table) and isinstance(last, Table) and one.columns == last.columns:
            found[-1] = replace(last, rows=(*last.rows, *one.rows))
        else:
            found.append(one)
    return tuple(found)


def _goes_on(one: Section, other: Section) -> bool:
    """Tell whether a section goes on in the next one: two things may bear one name."""
    return one.anchor == other.anchor and other.title in (one.title, carried(one.title))


def _link(page: Page, number: int) -> Link:
    return Link(_("Page {n}").format(n=number), numbered(page.address, number))
