"""The pages of the site, in order: home, about, and for each type its list and its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import __version__, contours, french, territory
from feuille.i18n import _
from feuille.render import accounts, agenda, glossary, matrix, pages, plans, redirects, results_more
from feuille.render.addresses import ABOUT, ACCESS, CHANGES, HOME, TREES, Book, listing
from feuille.render.home import cover, home, roadmap
from feuille.render.incoming import Incoming
from feuille.render.inline import Context, link, phrase
from feuille.render.model import Fact, Facts, Link, Page, Site
from feuille.render.selection import About as About  # noqa: PLC0414 - callers know it from here
from feuille.render.selection import select
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.render.since import Since

_MAIN = frozenset({
    "fiche-action", "fiche-territoire", "convention", "indicateur",
    CHANGES, accounts.ADDRESS, agenda.ADDRESS,
})  # fmt: skip
"""What readers come for: at the head of every page, where there is too much to show all."""


def site(corpus: Corpus, about: About) -> Site:
    """Compute every page of what is published of a corpus."""
    chosen = select(corpus, about)
    part = chosen.corpus
    context = Context(part, Book(part), about.as_of, chosen.poorer, chosen.around)
    incoming = Incoming(context)
    since = _changes(context, chosen.changes) if chosen.changes else None
    made = tuple(_pages(context, incoming, about, since))
    head, more = _menu(context, made)
    return Site(
        title=line(part.config.titre),
        language=part.config.langue,
        banner=_banner(context, about),
        menu=head,
        more=more,
        pages=made,
        cover=cover(context),
        moved=redirects.moved(part, corpus, made),
        internal=about.internal,
    )  # fmt: skip


def _changes(context: Context, changes: Comparison) -> Since:
    from feuille.render.since import Since

    return Since(context, changes)


def _banner(context: Context, about: About) -> str:
    """Return what every page must say."""
    fictitious = _("Données fictives : cette publication est une démonstration.")
    said = [_("Version interne : ne pas diffuser.")] if about.internal else []
    said += [fictitious] if context.corpus.config.fictif else []
    return line(" ".join(said))


def _menu(context: Context, made: tuple[Page, ...]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Return the ways into the site that every page offers: at its head, then at its foot."""
    plan = roadmap(context)
    trees = [
        Link(line(child.title), HOME, f"rubrique_{key}")
        for key in TREES
        if plan and plan.data.get(key) and (child := plan.type.node.child(key))
    ]
    kinds = [context.corpus.of_type(name)[0].type for name in context.kinds]
    lists = [(Link(line(kind.plural), listing(kind.name)), kind.name in _MAIN) for kind in kinds]
    there = {page.address for page in made}
    across = [
        (Link(words, address), address in _MAIN)
        for words, address in (
            (_("Changements"), CHANGES),
            (_("Couverture"), matrix.ADDRESS),
            (_("Financements"), accounts.ADDRESS),
            (_("Calendrier"), agenda.ADDRESS),
            (_("Glossaire"), glossary.ADDRESS),
        )
        if address in there
    ]
    ways = [*lists, *across]
    first = [way for way, main in ways if main or len(ways) <= len(_MAIN)]
    head = (Link(_("Accueil"), HOME), *trees[:1], *first)
    return head, tuple(way for way, _main in ways if way not in head)


def _pages(
    context: Context, incoming: Incoming, about: About, since: Since | None
) -> Iterator[Page]:
    yield home(context, incoming, (since.home(),) if since else ())
    if since:
        yield from since.pages()
    yield _about(context, about)
    yield access()
    yield from agenda.pages(context)
    yield from matrix.pages(context)
    yield from accounts.pages(context)
    yield from glossary.pages(context)
    for name in context.kinds:
        documents = context.corpus.of_type(name)
        links = [link(context, one) for one in documents]
        yield from pages.lists(context, documents[0].type, documents)
        for before, source, after in zip(
            [None, *links], documents, [*links[1:], None], strict=False
        ):
            yield pages.document(context, incoming, source, (before, after), since)
            yield from plans.pages(context, incoming, source)
            yield from results_more.pages(context, source)


def _about(context: Context, about: About) -> Page:
    """Return the one page that names the commit and the tool, so that others need not change."""
    said = (
        (_("Version des données"), about.commit or _("copie de travail, sans révision")),
        (_("Date de référence"), french.day(about.as_of.isoformat())),
        *_since(about),
        (_("Documents publiés"), str(len(context.corpus.documents))),
        (_("Outil"), f"feuille {__version__}"),
        (_("Noms des territoires"), territory.source()),
        (_("Contours des cartes"), contours.source()),
    )
    reading = _("Les retards et les montants en vigueur se calculent à la date de référence.")
    facts = Facts(tuple(Fact(line(term), (phrase(line(words)),)) for term, words in said))
    return Page(
        address=ABOUT,
        title=_("À propos de cette publication"),
        trail=(Link(_("Accueil"), HOME),),
        blocks=(facts, phrase(line(reading))),
    )


def _since(about: About) -> Iterator[tuple[str, str]]:
    """Yield the moment that changes are told from."""
    if about.since:
        old = about.since.snapshot
        yield _("Changements depuis"), f"{old.name}, {french.day(old.date or '')} ({old.commit})"


def access(*, paper: bool = False) -> Page:
    """Return the accessibility statement: nothing is claimed that nobody has audited.

    `paper` says that it is that of a printed document, else it is that of a site.
    """
    said = (
        _("Accessibilité : non évaluée."),
        _("Cette publication n’a pas encore fait l’objet d’un audit de conformité au référentiel "
          "général d’amélioration de l’accessibilité (RGAA) : aucun taux de conformité n’est "
          "déclaré."),
        _("Ce document est balisé pour les lecteurs d’écran (PDF/UA-1) : titres, listes et "
          "en-têtes de tableaux y sont marqués, les signets suivent ses titres ; chaque graphique "
          "a son équivalent en mots et son tableau.")
        if paper
        else _("Les pages se lisent sans script, au clavier et avec une loupe ; chaque graphique a "
               "son équivalent en mots et son tableau."),
        _("Si une page ne vous est pas accessible, demandez-en le contenu au service qui l’a "
          "publiée ; sans réponse de sa part, vous pouvez saisir le Défenseur des droits."),
    )  # fmt: skip
    return Page(
        address=ACCESS,
        title=_("Accessibilité"),
        trail=(Link(_("Accueil"), HOME),),
        blocks=tuple(phrase(line(one)) for one in said),
    )
