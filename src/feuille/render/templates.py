"""Templates in a sandbox: a repository may bring its own, and nobody has read them.

A template is given words, lists and dictionaries, and HTML that is drawn
already. It can include what it was loaded with and nothing else, reaches no
attribute that starts with an underscore, changes nothing, always escapes, and
takes so many steps for one page. What a single step holds in memory is not bounded.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes, pass_context
from jinja2.exceptions import (
    SecurityError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from feuille import resources
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render.html_blocks import DRAWN
from feuille.render.html_draw import written
from feuille.render.look import FOLDER, FRAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2.runtime import Context

OURS = "feuille/"
"""Before the name of a template, calls the program's where the repository has its own."""

STEPS = 200_000
"""Turns of loops, calls and inclusions that the templates of one page may take."""

_LARGEST = 10_000_000
# What gives up escaping, what never says the same twice.
_WITHOUT = ("safe", "random")


class StepsError(Exception):
    """A page took more steps than it may."""


class Templates:
    """The templates of the program, and those of a repository in their place, by name."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own
        self._left = STEPS
        self._read = ""

    def begin(self) -> None:
        """Begin a page: its steps are counted from here."""
        self._left = STEPS

    def spend(self, steps: int = 1) -> None:
        """Count steps of the page under way."""
        self._left -= steps
        if self._left < 0:
            raise StepsError

    def render(self, name: str, data: dict[str, Any]) -> str:
        """Return what a template makes of data; CannotProceedError where it cannot."""
        try:
            return self._environment.get_template(name).render(data)
        except Exception as error:
            if not self._own:
                raise  # a fault of the program, and to be told as one
            raise _worded(error, self._read) from error

    def draw(self, name: str, data: dict[str, Any]) -> str:
        """Return what a template makes of the data of a block (see `html_blocks`)."""
        return self.render(name, _marked(data))

    @cached_property
    def _environment(self) -> Environment:
        """The sandbox, where there is a template that does not come with the program."""
        return _Sandbox(self._load, self.spend) if self._own else ours()

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return the text of a template, and how faults call it."""
        if name in self._own:
            self._read = f"{FOLDER}/{name}"
            return self._own[name], self._read, lambda: True
        return _ours(name)


@cache
def ours() -> Environment:
    """Return what the templates of the program run in, with all of them read."""
    found = _Plain(_ours)
    for name in FRAME:
        found.get_template(f"{name}.html")
    return found


def _ours(name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """Return the text of a template of the program, and how faults call it."""
    bare = name.removeprefix(OURS)
    if bare not in {f"{one}.html" for one in FRAME}:
        return None
    return resources.text("templates", "html", bare), OURS + bare, lambda: True


def _marked(data: Any) -> Any:
    """Return data whose HTML is known as such, so that templates do not escape it again."""
    if isinstance(data, dict):
        # No document can put anything there that is not escaped.
        return {
            key: Markup(one) if key in DRAWN and isinstance(one, str) else _marked(one)  # noqa: S704
            for key, one in data.items()
        }
    return [_marked(one) for one in data] if isinstance(data, list) else data


class _Absent(StrictUndefined):
    """What a template names and is not there, told in the words of the person who wrote it."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return _("« {name} » n'existe pas ici").format(name=self._undefined_name)


class _Plain(Environment):
    """What the templates of the program run in: a third of the time of the sandbox."""

    def __init__(self, load: Callable[[str], Any]) -> None:
        super().__init__(
            loader=FunctionLoader(load),
            autoescape=True,
            undefined=_Absent,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.globals["_"] = _
        # No document can put anything there that is not escaped.
        self.filters["annees"] = lambda words: Markup(written(str(words)))  # noqa: S704

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a name after a point means: of a dictionary its key, and first of all."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _Sandbox(_Plain, ImmutableSandboxedEnvironment):
    """What the templates of a repository may do."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, load: Callable[[str], Any], spend: Callable[..., None]) -> None:
        super().__init__(load)
        self._spend = spend
        for name in _WITHOUT:
            del self.filters[name]
        del self.globals["lipsum"]
        self.globals["range"] = self._range
        self.filters[_COUNTED] = self._counted

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:  # noqa: ARG002 - Jinja's
        """Refuse an attribute at once, for a template can only mean harm by it."""
        raise SecurityError(_("l'accès à « {name} » est interdit").format(name=attribute))

    def call(self, context: Context, called: Any, *given: Any, **named: Any) -> Any:
        """Call what may be called, as a step."""
        self._spend()
        return super().call(context, called, *given, **named)

    def join_path(self, template: str, parent: str) -> str:  # noqa: ARG002 - Jinja's
        """Return what a template includes, as a step."""
        self._spend()
        return template

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply what gives no monster."""
        if operator == "**":
            raise SecurityError(_("« ** » n'est pas permis"))
        sizes = [len(one) if hasattr(one, "__len__") else abs(one) for one in (left, right)]
        if sizes[0] * sizes[1] > _LARGEST:
            raise SecurityError(_("un calcul aussi grand n'est pas permis"))
        return super().call_binop(context, operator, left, right)

    def _range(self, *bounds: int) -> range:
        found = range(*bounds)
        self._spend(len(found))
        return found

    @pass_context
    def _counted(self, _context: Context, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._spend()
            yield item

    def _generate(self, source: nodes.Template, *given: Any, **named: Any) -> str:
        """Compile a template whose every loop counts its turns."""
        for loop in source.find_all(nodes.For):
            if loop.recursive:
                raise TemplateSyntaxError(_("« recursive » n'est pas permis"), loop.lineno, *given)
            loop.iter = nodes.Filter(
                loop.iter, _COUNTED, [], [], None, None, lineno=loop.iter.lineno
            )
        for found in source.find_all(nodes.EvalContextModifier):
            raise TemplateSyntaxError(_("« autoescape » n'est pas permis"), found.lineno, *given)
        return super()._generate(source, *given, **named)


_COUNTED = "compte les tours"
"""A filter that no template can name."""


def _worded(error: Exception, read: str) -> CannotProceedError:
    """Say what is wrong with a template, and where; `read` is the last that was."""
    file, line = _place(error) or (read, 0)
    where = _("{file}, ligne {line}").format(file=file, line=line) if line else file
    remedy = _("Corrigez ce gabarit, ou retirez-le : feuille reprendra le sien.")
    return CannotProceedError(f"{where} : {_what(error)}.", remedy)


def _place(error: Exception) -> tuple[str, int] | None:
    """Return the file and the line of a fault: the last place in a template that led to it."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return error.filename, error.lineno
    found, trace = None, error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(FOLDER):
            found = file, trace.tb_lineno
        trace = trace.tb_next
    return found


def _what(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return _("le gabarit « {name} » n'existe pas dans {folder}").format(
            name=error.name, folder=FOLDER
        )
    if isinstance(error, TemplateSyntaxError):
        return _miswritten(str(error.message).rstrip("."))
    if isinstance(error, UndefinedError | SecurityError):
        return str(error.message)
    if isinstance(error, RecursionError):
        return _("le gabarit s'inclut ou s'appelle lui-même sans fin")
    if isinstance(error, StepsError):
        return _("le gabarit demande plus de {n} pas pour une page").format(n=STEPS)
    return _("le calcul échoue ({words})").format(words=f"{type(error).__name__}: {error}")


def _miswritten(said: str) -> str:
    unknown = re.fullmatch(r"No (?:filter|test) named '(.*)'", said)
    if unknown:
        return _("le filtre « {name} » n'existe pas ici").format(name=unknown[1])
    return _("le gabarit est mal écrit (Jinja : {words})").format(words=said)
