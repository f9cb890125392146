"""YAML text to plain data, without the traps of YAML.

Positions are not kept: where something is wrong, `locate` reads that one file
again with its marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.tokens import ScalarToken

from feuille import lecture
from feuille.i18n import _
from feuille.reader import Fault, Loader, Mark, Reader, StopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from feuille.diagnostics import Path

    Wanted = list[tuple[Path, Path]]

_CONFLICT = re.compile(rb"^(?:<<<<<<< |>>>>>>> |=======\r?$)", re.MULTILINE)
_IGNORE = re.compile(
    r"(?:^|\s)#\s*feuille:\s*ignore\b(?P<codes>(?:[\s,]*[A-Z][0-9]{3}\b)*)"
    r"[\s:,—–-]*(?P<reason>.*)$"
)
_GLUED = re.compile(r" *(?:-(?=[^\s-])|(?:- )?[\w-]+:(?=[^\s/:]))")
_BEGINS = re.compile(r" *(?:- )?[\w-]+:(?:\s|$)")
_SWALLOWED = re.compile(r"\n *(?:- |[\w-]+:[ \n])")
_CUT_BY_HASH = re.compile(r"^[^'\"#\n]*[:-] +[^'\"#\s][^#\n]* #[^\s#]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment `# feuille: ignore C301 — reason`: where it stands, the line it speaks of."""

    line: int
    target: int
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds: plain data (None where unreadable) and its faults.

    `empty` are the keys without a value, `undecided` the places that say
    `a-definir`, `ignores` the comments that silence a diagnostic.
    """

    data: Any
    faults: tuple[Fault, ...] = ()
    empty: tuple[Path, ...] = ()
    undecided: tuple[Path, ...] = ()
    ignores: tuple[Ignore, ...] = ()


def packed(parsed: Parsed) -> Any:
    """Return a faultless reading as JSON data, for the cache."""
    ignores = [[one.line, one.target, one.codes, one.reason] for one in parsed.ignores]
    return [parsed.data, parsed.empty, parsed.undecided, ignores]


def unpacked(body: Any) -> Parsed | None:
    """Return the reading that `packed` made, or None where something else was kept."""
    try:
        data, empty, undecided, ignores = body
        return Parsed(
            {**data},
            (),
            tuple(tuple(at) for at in empty),
            tuple(tuple(at) for at in undecided),
            tuple(Ignore(line, target, tuple(codes), why) for line, target, codes, why in ignores),
        )
    except (TypeError, ValueError):
        return None


def parse(raw: bytes) -> Parsed:
    """Read the bytes of one file; never raises, whatever the bytes."""
    try:
        text = _decode(raw)
        reader = Reader(text)
        data = reader.read()
    except StopError as stop:
        return Parsed(None, (stop.fault,))
    except yaml.YAMLError as error:
        return Parsed(None, (_syntax_fault(error, raw),))
    faults = [*reader.faults, *_hash_faults(text)]
    return Parsed(
        data,
        tuple(sorted(faults, key=_order)),
        tuple(reader.empty),
        tuple(reader.undecided),
        tuple(_ignores(text)),
    )


def locate(raw: bytes) -> dict[Path, Mark]:
    """Return the place of every value of a readable file; empty where it is not readable."""
    try:
        reader = Reader(_decode(raw), with_marks=True)
        reader.read()
    except (StopError, yaml.YAMLError):
        return {}
    return reader.marks


def lines(raw: bytes, places: Collection[Path]) -> dict[Path, int]:
    """Return the line of each place, or of the nearest thing around it, in a readable file.

    Several times faster than `locate`, for those who ask for nothing else.
    """
    found = dict.fromkeys(places, 1)
    try:
        loader = Loader(_decode(raw))
        try:
            while not isinstance(event := loader.get_event(), StreamEndEvent):
                if isinstance(event, DocumentStartEvent):
                    _enter(loader.get_event, loader.get_event(), [(at, at) for at in found], found)
        finally:
            loader.dispose()
    except (StopError, yaml.YAMLError):
        return dict.fromkeys(places, 1)
    return found


def _enter(next_event: Callable[[], Any], event: Any, wanted: Wanted, to: dict[Path, int]) -> None:
    """Go through a value; `wanted` are the places in it, each with the way left to it."""
    for place, _left in wanted:
        to[place] = event.start_mark.line + 1
    if not isinstance(event, CollectionStartEvent):
        return
    key: str | int = -1
    in_list = isinstance(event, SequenceStartEvent)
    while not isinstance(event := next_event(), CollectionEndEvent):
        if in_list:
            key = int(key) + 1
        elif not isinstance(event, ScalarEvent):
            raise yaml.YAMLError  # a block as a key: no document has any
        else:
            key, event = event.value, next_event()
        below = [(place, left[1:]) for place, left in wanted if left[:1] == (key,)]
        if below:
            wanted = [one for one in wanted if one[1][:1] != (key,)]
            _enter(next_event, event, below, to)
        elif isinstance(event, CollectionStartEvent):
            _pass(next_event)


def _pass(next_event: Callable[[], Any]) -> None:
    """Go to the end of a list or block."""
    depth = 1
    while depth:
        kind = type(next_event())
        if kind is not ScalarEvent:
            depth += issubclass(kind, CollectionStartEvent) - issubclass(kind, CollectionEndEvent)


def _order(fault: Fault) -> tuple[int, int, str]:
    return fault.line, fault.column, fault.rule.code


def _decode(raw: bytes) -> str:
    conflict = _CONFLICT.search(raw) if b"<<<<<<< " in raw or b">>>>>>> " in raw else None
    if conflict:
        line = raw.count(b"\n", 0, conflict.start()) + 1
        raise StopError(
            Fault(
                lecture.CONFLICT,
                _("Ce fichier contient les marques d'un conflit de fusion git."),
                line,
                1,
                _("Choisissez l'une des deux versions, et supprimez les marques <<<<<<<."),
            )
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise StopError(
            Fault(
                lecture.ENCODING,
                _("Ce fichier n'est pas en UTF-8 (octet 0x{byte:02x}).").format(
                    byte=raw[error.start]
                ),
                line,
                column,
                _("Enregistrez-le de nouveau en choisissant le codage UTF-8."),
            )
        ) from None


def _ignores(text: str) -> Iterator[Ignore]:
    """Find the comments that silence a diagnostic, on its line or on the line above."""
    if "feuille:" not in text:
        return
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        match = _IGNORE.search(line)
        if match:
            target = number
            if not line[: match.start()].strip():
                rest = enumerate(lines[number:], start=number + 1)
                spoken = (n for n, one in rest if one.strip() and not one.lstrip().startswith("#"))
                target = next(spoken, number)
            codes = tuple(re.findall(r"[A-Z][0-9]{3}", match["codes"]))
            yield Ignore(number, target, codes, match["reason"].strip())


def _hash_faults(text: str) -> list[Fault]:
    """Find the unquoted sentences that a `#` cuts in silence."""
    if " #" not in text or not _CUT_BY_HASH.search(text):
        return []
    faults = []
    scalars: list[Any] = [e for e in yaml.parse(text, Loader=Loader) if isinstance(e, ScalarEvent)]
    for event in scalars:
        if not event.style:
            rest = text[event.end_mark.index : event.end_mark.index + 80].split("\n", 1)[0]
            if re.match(r" +#[^\s#]", rest):
                faults.append(
                    Fault(
                        lecture.HASH,
                        _("Le texte est coupé au « # » : ce qui suit est un commentaire."),
                        event.end_mark.line + 1,
                        event.end_mark.column + 1 + rest.index("#"),
                        _("Mettez tout le texte entre guillemets, ou une espace après le « # »."),
                    )
                )
    return faults


def _syntax_fault(error: yaml.YAMLError, raw: bytes) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        text = raw.decode("utf-8-sig", "replace")
        problem = str(getattr(error, "problem", "") or "")
        fault = _open_quote(text, mark.line) or _glued(text, mark.line, problem)
        if fault is not None:
            return fault
        lines = text.split("\n")
        line = lines[mark.line] if mark.line < len(lines) else ""
        message, hint = lecture.explain_syntax(problem, line)
        mark = _opened(error, text) or mark
        return Fault(lecture.SYNTAX, message, mark.line + 1, mark.column + 1, hint)
    position = getattr(error, "position", 0)
    line = raw.count(b"\n", 0, position) + 1
    return Fault(
        lecture.CONTROL,
        _("Ce fichier contient un caractère de contrôle interdit."),
        line,
        1,
        _("Retapez la ligne : un caractère invisible s'y est glissé."),
    )


def _opened(error: Any, text: str) -> Any:
    """Return the mark of what was left open, where the parser stumbles only further down."""
    context = str(getattr(error, "context", "") or "")
    opened = getattr(error, "context_mark", None)
    if opened is None or opened.line >= error.problem_mark.line:
        return None
    if context in {"while scanning a simple key", "while scanning a quoted scalar"}:
        return opened
    if context.startswith("while parsing a flow"):
        lines = [*text.split("\n"), ""]
        first, last = lines[opened.line], lines[error.problem_mark.line]
        # A line no deeper than the key that opened it is not inside: nothing closed it.
        if len(last) - len(last.lstrip(" ")) <= len(first) - len(first.lstrip(" -")):
            return opened
    return None


def _open_quote(text: str, line: int) -> Fault | None:
    """Find the quote that swallows keys before it closes, on the line of a fault."""
    try:
        for token in yaml.scan(text, Loader=Loader):
            first, last = token.start_mark, token.end_mark
            if first.line > line:
                return None
            if (
                isinstance(token, ScalarToken)
                and token.style in {"'", '"'}
                and first.line < last.line == line
                and _SWALLOWED.search(text, first.index, last.index)
            ):
                message = _("Le guillemet ouvert ici ne se ferme que ligne {line}.")
                return Fault(
                    lecture.SYNTAX,
                    message.format(line=last.line + 1),
                    first.line + 1,
                    first.column + 1,
                    _("Fermez-le à la fin de son texte."),
                )
    except yaml.YAMLError:
        pass
    return None


def _glued(text: str, line: int, problem: str) -> Fault | None:
    """Find the dash or colon without its space that made a sentence of the lines below it."""
    if not problem.startswith("mapping values"):
        return None
    lines = text.split("\n")
    for row in range(line - 1, -1, -1):
        match = _GLUED.match(lines[row])
        if match:
            return Fault(
                lecture.SYNTAX,
                _("Il manque une espace après ce signe."),
                row + 1,
                match.end(),
                _("Écrivez « clé: valeur » et « - élément »."),
            )
        if _BEGINS.match(lines[row]):
            return None
    return None
