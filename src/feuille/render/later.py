"""Pages whose content is computed when it is needed: by one process or the other, or never."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from feuille.render.model import Page

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTENT = frozenset({"blocks", "foot", "attached"})


class Later(Page):
    """A page whose content is computed when someone first reads it, here or in another process."""

    def __getattribute__(self, name: str) -> Any:
        """Compute the content of the page where it is the first of it to be asked for."""
        if name in _CONTENT and (make := self.__dict__.get("make")):
            whole = make()
            for one in _CONTENT:
                object.__setattr__(self, one, getattr(whole, one))
            del self.__dict__["make"]
        return super().__getattribute__(name)


def later(head: Page, make: Callable[[], Page]) -> Page:
    """Return a page of which only the head is known; `make` returns the whole of it."""
    page = Later(*(getattr(head, one.name) for one in fields(head)))
    page.__dict__["make"] = make
    return page


def whole(page: Page) -> Page:
    """Return a page with its content, and leave the page that is given as it is."""
    make: Callable[[], Page] | None = page.__dict__.get("make") if type(page) is Later else None
    return make() if make else page
