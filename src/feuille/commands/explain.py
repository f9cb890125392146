"""`feuille explain`: what a diagnostic means, why it matters, how to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import checks, french
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.diagnostics import Rule


def run(terminal: Terminal, code: str | None) -> int:
    """Explain one code, or list them all."""
    if code is None:
        for known in sorted(checks.RULES):
            terminal.out(f"{terminal.style(known, 'bold')}  {_(checks.RULES[known].title)}")
        return 0
    rule = checks.RULES.get(code.upper())
    if rule is None:
        near = french.nearest(code, checks.RULES)
        raise CannotProceedError(
            _("Aucun diagnostic ne porte le code « {code} ».").format(code=code),
            _("Vouliez-vous dire {near} ?").format(near=near)
            if near
            else _("« feuille explain » sans code les montre tous."),
        )
    terminal.out(_page(terminal, rule))
    return 0


def _page(terminal: Terminal, rule: Rule) -> str:
    words = {"error": _("erreur"), "warning": _("avertissement"), "info": _("information")}
    severity = words[rule.severity]
    title = terminal.style(f"{rule.code} — {_(rule.title)}", "bold")
    rows = [f"{title} ({severity})", "", _(rule.why)]
    if rule.wrong:
        rows += ["", _("À ne pas écrire :"), *_indented(rule.wrong)]
    if rule.right:
        rows += ["", _("À écrire :"), *_indented(rule.right)]
    rows += ["", _("Pour l'ignorer à un endroit, avec une raison :")]
    rows += _indented(f"# feuille: ignore {rule.code} — pourquoi")
    rows += [_("Pour changer sa gravité, dans feuille.yaml :")]
    rows += _indented(f"severites: {{{rule.code}: warning}}")
    return "\n".join(rows)


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]
