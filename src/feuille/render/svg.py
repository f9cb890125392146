"""Drawings as SVG: the marks that a page holds, and a whole image for a printed document."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feuille.render.model import Drawing, Link, Shape

FONT = "Libertinus Serif"
"""The font of printed drawings: Typst carries it."""

_ATTRIBUTES = {
    "rect": ("x", "y", "width", "height"),
    "line": ("x1", "y1", "x2", "y2"),
    "circle": ("cx", "cy", "r"),
    "text": ("x", "y"),
}
_HALO = "halo"
"""The look of words whose outline stands under them, so that they read over anything."""

_NAMED = re.compile(r"--([a-z0-9]+): ([^;]+);")
_ZERO = re.compile(r"\b0\.")
_USED = re.compile(r"var\(--([a-z0-9]+)\)")
# What XML may not hold, even escaped.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def marks(shapes: Iterable[Shape], href: Callable[[Link], str] | None = None) -> str:
    """Return marks as elements, one a line; their looks are classes that a style defines.

    `href` gives the way to a link's target; without it, nothing can be pointed at.
    """
    lines: list[str] = []
    for link, linked in groupby(shapes, key=lambda one: one.link):
        drawn = [_mark(one, pointed=href is not None) for one in linked]
        if link and href:
            said = f'href="{escape(href(link))}" aria-label="{escape(link.words)}"'
            drawn = [f"<a {said}>", *drawn, "</a>"]
        lines += drawn
    return "\n".join(lines)


def _mark(one: Shape, *, pointed: bool) -> str:
    tag, words, path = one.form, escape(one.words), _PATHS.get(one.form)
    if path:
        tag, placed = "path", f'd="{path(one.numbers)}"'
    else:
        names = zip(_ATTRIBUTES[tag], one.numbers, strict=True)
        placed = " ".join(f'{name}="{_number(n)}"' for name, n in names)
    if tag != "text":
        words = f"<title>{words}</title>" if words and pointed else ""
    # As an attribute: checkers of style sheets do not know this property.
    under = ' paint-order="stroke"' if _HALO in one.look.split() else ""
    start = f'<{tag} class="{escape(one.look)}"{under} {placed}'
    return f"{start}>{words}</{tag}>" if words else f"{start}/>"


def _surface(numbers: tuple[float, ...]) -> str:
    """Return closed lines as a path, each given by the number of its corners, then these."""
    found, at = "", 0
    while at < len(numbers):
        end = at + 1 + 2 * int(numbers[at])
        found += f"M{_steps(numbers[at + 1 : end])}z"
        at = end
    return found


def _strokes(numbers: tuple[float, ...]) -> str:
    """Return lines as a path, each given by its two ends."""
    return "".join(f"M{_steps(numbers[at : at + 4])}" for at in range(0, len(numbers), 4))


def _steps(numbers: tuple[float, ...]) -> str:
    """Write a line as its first point and the steps to the next ones, in few signs."""
    tenths = [round(n * 10) for n in numbers]
    steps = (b - a for a, b in zip(tenths, tenths[2:], strict=False))
    start, then = (" ".join(_number(n / 10) for n in part) for part in (tenths[:2], steps))
    return _ZERO.sub(".", f"{start}l{then}".replace(" -", "-"))


_PATHS = {"surface": _surface, "strokes": _strokes}


def _number(number: float) -> str:
    """Write a number of a drawing: a tenth is finer than any screen or printer shows."""
    return f"{number:.1f}".removesuffix(".0")


def image(drawing: Drawing, top: float, bottom: float) -> str:
    """Return what a drawing has between two heights as a file, in the colours of paper."""
    width, height = drawing.width, _number(bottom - top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 {_number(top)} {width} {height}" font-family="{FONT}" font-size="15">'
        f"<style>{_style()}</style>\n{_CONTROL.sub('', marks(drawing.shapes))}\n</svg>"
    )


@cache
def _style() -> str:
    """Return the looks of marks with the names of colours replaced by the site's light ones."""
    root = resources.text("templates", "html", "style.css").partition("}")[0]
    colours = dict(_NAMED.findall(root))
    sheet = _COMMENT.sub("", resources.text("templates", "html", "dessins.css"))
    return _USED.sub(lambda m: colours[m[1]], sheet)
