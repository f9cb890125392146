"""Markdown of documents, made safe once for every format.

No HTML, no images, links to http, https and mailto only; headings go below
those of the page, in order; French typography everywhere but in code.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from feuille.render.html_draw import unbroken
from feuille.render.words import clean, typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_LOWEST = 6
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&#])")
# Words in paragraphs, with no sign that Markdown could take for its own: most texts are that.
_SIMPLE = re.compile(r"(?:[^\W\d_](?:[^\\`*_\[\]<>&~\t\n]*[^\\`*_\[\]<>&~\s])?(?:\n+|\Z))+")
_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))", re.MULTILINE)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.common.utils import escapeHtml

    def words(_renderer: Any, given: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
        return unbroken(escapeHtml(given[at].content))

    parser = MarkdownIt("commonmark", {"html": False})
    parser.validateLink = lambda url: url.lower().startswith(("http://", "https://", "mailto:"))  # type: ignore[method-assign]
    parser.add_render_rule("text", words)
    return parser


def tokens(text: str, level: int) -> list[Token]:
    """Parse a text; its headings start below `level`, that of the heading above it."""
    found = _parser().parse(clean(text))
    depths: list[int] = []
    for token in found:
        if token.type == "heading_open":
            own = int(token.tag[1])
            while depths and depths[-1] >= own:
                depths.pop()
            depths.append(own)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(level + len(depths), _LOWEST)}"
        if token.children is not None:
            token.children = list(_inline(token.children))
    return found


def _inline(children: Sequence[Token]) -> Iterator[Token]:
    """Turn images into their words, set the typography, give an empty link its address."""
    from markdown_it.token import Token

    said = ""
    for token in children:
        if token.type == "image":
            token = Token("text", "", 0, content=token.content)  # noqa: PLW2901 - replaced on its way
        if token.type == "text":
            token.content = typeset(token.content)
        if token.type == "link_open":
            said, address = "", str(token.attrGet("href") or "")
            if token.markup == "autolink":
                token.attrSet("class", "adresse")
        said += token.content
        if token.type == "link_close" and not said.strip():
            yield Token("text", "", 0, content=address)
        yield token


def tree(text: str, level: int) -> list[SyntaxTreeNode]:
    """Return the blocks of a text."""
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens(text, level)).children


def html(text: str, level: int) -> str:
    """Return a text as HTML."""
    words = clean(text).rstrip(" \n")
    if _SIMPLE.fullmatch(words):
        return _simple(words)
    parser = _parser()
    return str(parser.renderer.render(tokens(text, level), parser.options, {}))


def _simple(words: str) -> str:
    """Return plain paragraphs as HTML: what the parser makes of them, twenty times faster."""
    lines = "\n".join([typeset(one) for one in words.split("\n")]).replace('"', "&quot;")
    paragraphs = [one.strip("\n") for one in lines.split("\n\n")]
    return "".join([f"<p>{unbroken(one)}</p>\n" for one in paragraphs if one])


def markdown(text: str, level: int) -> str:
    """Return a text as Markdown again, with nothing in it that a forge would run or fetch."""
    return _blocks(tree(text, level))


def escape(words: str) -> str:
    """Escape plain words for Markdown, wherever they stand in a line."""
    return _SPECIAL.sub(r"\\\1", words)


def paragraph(text: str) -> str:
    """Escape what would open a list or underline a title at the start of a line."""
    return _LINE_START.sub(lambda m: m[1] + (f"\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}"), text)


def _blocks(children: Sequence[Any]) -> str:
    return "\n\n".join(_block(child) for child in children)


def _block(node: SyntaxTreeNode) -> str:
    if node.type in {"bullet_list", "ordered_list"}:
        return _items(node)
    if node.type == "blockquote":
        return _indent(_blocks(node.children), "> ", "> ")
    if node.type in {"fence", "code_block"}:
        fence = "`" * max(
            3, 1 + max((len(run) for run in re.findall("`+", node.content)), default=0)
        )
        return f"{fence}\n{node.content.rstrip()}\n{fence}"
    if node.type == "hr":
        return "* * *"
    words = "".join(_span(child) for child in node.children)
    if node.type == "heading":
        return "#" * int(node.tag[1]) + " " + words.replace("\n", " ")
    return paragraph(words)


def _items(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    marks = [
        "- " if node.type == "bullet_list" else f"{first + n}. " for n in range(len(node.children))
    ]
    items = [
        _indent(_blocks(item.children), mark, " " * len(mark))
        for mark, item in zip(marks, node.children, strict=True)
    ]
    return "\n".join(items)


def _indent(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + one).rstrip() for one in lines[1:])])


def _span(node: SyntaxTreeNode) -> str:
    inside = "".join(_span(child) for child in node.children)
    if node.type in {"strong", "em"}:
        mark = "**" if node.type == "strong" else "*"
        return f"{mark}{inside}{mark}"
    if node.type == "link":
        return f"[{inside}]({address(str(node.attrs['href']))})"
    if node.type == "code_inline":
        mark = "`" * (1 + max((len(run) for run in re.findall("`+", node.content)), default=0))
        return f"{mark} {node.content} {mark}"
    if node.type == "softbreak":
        return "\n"
    return "\\\n" if node.type == "hardbreak" else inside or escape(node.content)


def address(url: str) -> str:
    """Return an address as Markdown takes it in parentheses."""
    return f"<{url}>" if re.search(r"[()\s]", url) else url
