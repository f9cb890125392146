"""What is left of a site where a format neither draws, nor folds, nor is read beside the files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille.render.addresses import ACCESS
from feuille.render.model import Details, Drawing, Listing, Phrase, Section, Text

if TYPE_CHECKING:
    from feuille.render.model import Block, Page, Site


def plain(site: Site) -> Site:
    """Return a site without drawings nor what folds, for writers that know neither."""
    return replace(site, pages=tuple(_told(one, paper=False) for one in site.pages))


def printed(site: Site) -> Site:
    """Return a site for paper: nothing folds there, and what is only for the screen is left out."""
    from feuille.render.content import access

    pages = (access(paper=True) if one.address == ACCESS else one for one in site.pages)
    return replace(site, pages=tuple(_told(one, paper=True) for one in pages))


def _told(page: Page, *, paper: bool) -> Page:
    blocks, foot = (_plain(one, paper=paper) for one in (page.blocks, page.foot))
    return replace(page, blocks=blocks, foot=foot)


def _plain(blocks: tuple[Block, ...], *, paper: bool) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Section):
            found.append(replace(block, blocks=_plain(block.blocks, paper=paper)))
        elif isinstance(block, Listing):
            if paper and block.screen:
                continue
            entries = (replace(e, blocks=_plain(e.blocks, paper=paper)) for e in block.entries)
            found.append(replace(block, entries=tuple(entries)))
        elif isinstance(block, Drawing) and not paper:
            title, note = Text(block.title, strong=True), Text(block.note)
            found += [Phrase((title,)), block.table]
            found += [Phrase((note,), small=True)] if block.note else []
        elif isinstance(block, Phrase):
            found += [] if paper and block.screen else [block]
        elif isinstance(block, Details):
            if not (paper and block.screen):
                found.append(Phrase((Text(block.summary, strong=True),)))
                found += _plain(block.blocks, paper=paper)
        else:
            found.append(block)
    return tuple(found)
