"""One YAML document, from the C parser's events to plain data.

Building data straight from events is several times faster than building nodes;
marks are kept only when asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from feuille import lecture
from feuille.i18n import _
from feuille.scalars import ScalarError, resolve

if TYPE_CHECKING:
    from feuille.diagnostics import Path, Rule

MAX_DEPTH = 40
UNDECIDED = "a-definir"
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FLOW_QUESTION = re.compile(r"[\[{,]\s*\?\S")
_LIST_LINE = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)]) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the text itself; line and column from 1."""

    rule: Rule
    message: str
    line: int
    column: int
    hint: str = ""
    at: Path = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands: line and column (from 1) of its key and of itself, last line."""

    key_line: int
    key_column: int
    line: int
    column: int
    last_line: int


class StopError(Exception):
    """Reading cannot go on past this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Reader:
    """Builds one document from the parser's events."""

    def __init__(self, text: str, *, with_marks: bool = False) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.empty: list[Path] = []
        self.undecided: list[Path] = []
        self.marks: dict[Path, Mark] = {}
        self._with_marks = with_marks
        self._has_flow_question = _FLOW_QUESTION.search(text) is not None
        self._containers: list[Any] = []
        self._keys: list[Any] = []  # the key awaiting its value, in each open container
        self._key_events: list[Any] = []
        self._nulls: list[list[str]] = []
        self._starts: list[Any] = []
        self._root: Any = None

    def read(self) -> Any:
        """Return the document's data; raise StopError or yaml.YAMLError where it has none."""
        loader = Loader(self.text)
        get_event = loader.get_event
        documents = 0
        try:
            while True:
                event = get_event()
                kind = type(event)
                if kind is ScalarEvent:
                    self._scalar(event)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    self._open(event, {} if kind is MappingStartEvent else [])
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    self._close(event)
                elif kind is AliasEvent:
                    self._refuse(
                        event,
                        lecture.FEATURE,
                        _("L'alias YAML « *{name} » est refusé.").format(name=event.anchor),
                    )
                    self._put(None, event)
                elif kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        raise StopError(
                            self._fault(
                                event,
                                lecture.SEVERAL,
                                _("Ce fichier contient plusieurs documents séparés par « --- »."),
                            )
                        )
                elif kind is StreamEndEvent:
                    return self._checked_root()
        finally:
            loader.dispose()

    def _checked_root(self) -> Any:
        if self._root is None:
            raise StopError(Fault(lecture.ROOT, _("Ce fichier est vide."), 1, 1))
        if not isinstance(self._root, dict):
            raise StopError(
                Fault(
                    lecture.ROOT,
                    _("Ce fichier ne commence pas par une liste de clés « clé: valeur »."),
                    1,
                    1,
                )
            )
        return self._root

    def _scalar(self, event: Any) -> None:
        if event.anchor or event.tag:
            self._refuse_property(event)
        if self._awaits_key():
            self._key(event)
            return
        if event.style:
            value: Any = event.value
            if event.style == ">":
                self._check_folded(event)
        else:
            try:
                value = resolve(event.value)
            except ScalarError as error:
                value = event.value
                self._refuse(event, error.rule, error.message, error.hint)
            if event.end_mark.line > event.start_mark.line:
                self._check_joined(event)
        self._put(value, event)

    def _awaits_key(self) -> bool:
        return (
            bool(self._containers) and self._keys[-1] is None and type(self._containers[-1]) is dict
        )

    def _key(self, event: Any) -> None:
        key = event.value
        container = self._containers[-1]
        if key == "<<" and not event.style:
            self._refuse(event, lecture.FEATURE, _("La fusion de clés « << » est refusée."))
        if key in container:
            first = self._first_line(key)
            message = _("La clé « {key} » apparaît deux fois.").format(key=key)
            hint = _("Elle est déjà écrite ligne {line}.").format(line=first) if first else ""
            self.faults.append(
                Fault(lecture.DUPLICATE_KEY, message, event.start_mark.line + 1,
                      event.start_mark.column + 1, hint, (*self._here(), key))
            )  # fmt: skip
        elif self._has_flow_question and self._before(event) == "?":
            message = _("« ?{key} » entre accolades ou crochets se lit comme une clé ou un texte.")
            hint = _('Mettez la valeur entre guillemets : "?{key}"').format(key=key)
            self._refuse(event, lecture.AMBIGUOUS, message.format(key=key), hint)
        self._keys[-1] = key
        self._key_events[-1] = event

    def _first_line(self, key: str) -> int | None:
        mark = self.marks.get((*self._here(), key))
        if mark:
            return mark.key_line
        # Without marks the line is looked up by reading the file once more.
        if not self._with_marks:
            again = Reader(self.text, with_marks=True)
            try:
                again.read()
            except (StopError, yaml.YAMLError):
                return None
            mark = again.marks.get((*self._here(), key))
        return mark.key_line if mark else None

    def _before(self, event: Any) -> str:
        """Return the sign just before a scalar."""
        return self.text[max(0, event.start_mark.index - 1) : event.start_mark.index]

    def _open(self, event: Any, container: Any) -> None:
        if event.anchor or event.tag:
            self._refuse_property(event)
        if self._awaits_key():
            raise StopError(
                self._fault(
                    event,
                    lecture.SYNTAX,
                    _("Une clé doit être un simple mot, pas une liste ni un bloc."),
                )
            )
        if len(self._containers) >= MAX_DEPTH:
            raise StopError(
                self._fault(
                    event,
                    lecture.BOUNDS,
                    _("Ce fichier est imbriqué sur plus de {n} niveaux.").format(n=MAX_DEPTH),
                )
            )
        self._containers.append(container)
        self._keys.append(None)
        self._key_events.append(None)
        self._nulls.append([])
        self._starts.append(event)

    def _close(self, event: Any) -> None:
        container = self._containers.pop()
        self._keys.pop()
        self._key_events.pop()
        start = self._starts.pop()
        for key in self._nulls.pop():
            # An empty key counts as absent, unless it was given a value elsewhere.
            if container.get(key, 0) is None:
                del container[key]
        self._put(container, start, event)

    def _put(self, value: Any, event: Any, end: Any = None) -> None:
        if not self._containers:
            self._root = value
            if self._with_marks:
                self._mark((), event, event, end)
            return
        container = self._containers[-1]
        if type(container) is list:
            if self._with_marks:
                self._mark((*self._here(), len(container)), event, event, end)
            if value == UNDECIDED:
                self.undecided.append((*self._here(), len(container)))
            container.append(value)
            return
        key = self._keys[-1]
        if self._with_marks and key not in container:
            self._mark((*self._here(), key), self._key_events[-1], event, end)
        if value is None:
            if self._starts[-1].flow_style:
                self._check_colon(key)
            self._nulls[-1].append(key)
            self.empty.append((*self._here(), key))
        elif value == UNDECIDED:
            self.undecided.append((*self._here(), key))
        container[key] = value
        self._keys[-1] = None

    def _mark(self, path: Path, key: Any, event: Any, end: Any) -> None:
        first, last = event.start_mark, (end or event).end_mark
        # The end of a block stands at the start of what follows it.
        last_line = last.line + (1 if last.column or last.line == first.line else 0)
        self.marks[path] = Mark(
            key.start_mark.line + 1,
            key.start_mark.column + 1,
            first.line + 1,
            first.column + 1,
            max(last_line, first.line + 1),
        )

    def _here(self) -> Path:
        """Return the path of the innermost open container."""
        path: list[str | int] = []
        for container, key in zip(self._containers[:-1], self._keys[:-1], strict=True):
            path.append(len(container) if type(container) is list else key)
        return tuple(path)

    def _at(self) -> Path:
        if not self._containers:
            return ()
        container, key = self._containers[-1], self._keys[-1]
        if type(container) is list:
            return (*self._here(), len(container))
        return (*self._here(), key) if key is not None else self._here()

    def _fault(self, event: Any, rule: Rule, message: str, hint: str = "") -> Fault:
        mark = event.start_mark
        return Fault(rule, message, mark.line + 1, mark.column + 1, hint, self._at())

    def _refuse(self, event: Any, rule: Rule, message: str, hint: str = "") -> None:
        self.faults.append(self._fault(event, rule, message, hint))

    def _refuse_property(self, event: Any) -> None:
        if event.anchor:
            message = _("L'ancre YAML « &{name} » est refusée.").format(name=event.anchor)
        else:
            message = _("L'étiquette YAML « {name} » est refusée.").format(name=event.tag)
        self._refuse(event, lecture.FEATURE, message, _("Mettez la valeur entre guillemets."))

    def _check_colon(self, key: str) -> None:
        """Refuse a key without a colon between braces: a comma cut it from its value."""
        event = self._key_events[-1]
        if self._before(event) == "?" or self.text[event.end_mark.index :].lstrip()[:1] == ":":
            return
        message = _("La virgule sépare deux clés : « {key} » n'est pas la suite de la valeur.")
        hint = (
            _("Écrivez les décimales avec un point (12.5), les milliers sans rien (12500).")
            if key[:1].isdecimal()
            else _('Mettez la valeur entière entre guillemets : "été, hiver"')
        )
        # What is in doubt is the value before it: the whole block.
        fault = self._fault(event, lecture.COMMA, message.format(key=key), hint)
        self.faults.append(replace(fault, at=self._here()))

    def _check_joined(self, event: Any) -> None:
        """Warn of a dash set too far right: its line continues the text above."""
        written = self.text[event.start_mark.index : event.end_mark.index]
        if _LIST_LINE.search(written.partition("\n")[2]):
            self._refuse(
                event,
                lecture.FOLDED,
                _("Une ligne qui commence par un tiret est ici la suite du texte d'avant."),
                _("Alignez le tiret avec les autres pour en faire un élément de la liste."),
            )

    def _check_folded(self, event: Any) -> None:
        written = self.text[event.start_mark.index : event.end_mark.index]
        if len(_LIST_LINE.findall(written)) > 1:
            self._refuse(
                event,
                lecture.FOLDED,
                _("« > » recolle les lignes : la liste de ce texte devient une seule phrase."),
                _("Écrivez « | » à la place de « > » pour garder les lignes."),
            )
