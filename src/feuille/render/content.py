"""The pages of the site, in order: home, about, and for each type its list and its documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import __version__, french, territory
from feuille.i18n import _
from feuille.render import agenda, pages, plans
from feuille.render.addresses import ABOUT, ACCESS, HOME, TREES, Book, listing
from feuille.render.home import cover, home, roadmap
from feuille.render.incoming import Incoming
from feuille.render.inline import Context, link, phrase
from feuille.render.model import Fact, Facts, Link, Page, Site
from feuille.render.public import published
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Corpus


@dataclass(frozen=True, slots=True)
class About:
    """What the site is made from: the day that counts, the commit ("" for the working tree)."""

    as_of: date
    commit: str = ""


def site(corpus: Corpus, about: About) -> Site:
    """Compute every page of the public part of a corpus."""
    public, poorer = published(corpus)
    context = Context(public, Book(public), about.as_of, poorer)
    incoming = Incoming(context)
    fictitious = _("Données fictives : ce site est une démonstration.")
    return Site(
        title=line(public.config.titre),
        language=public.config.langue,
        banner=line(fictitious) if public.config.fictif else "",
        menu=_menu(context),
        pages=tuple(_pages(context, incoming, about)),
        cover=cover(context),
    )  # fmt: skip


def _menu(context: Context) -> tuple[Link, ...]:
    """Return the ways into the site that every page offers."""
    plan = roadmap(context)
    trees = [
        Link(line(child.title), HOME, f"rubrique_{key}")
        for key in TREES
        if plan and plan.data.get(key) and (child := plan.type.node.child(key))
    ]
    kinds = [context.corpus.of_type(name)[0].type for name in context.kinds]
    listed = [Link(line(kind.plural), listing(kind.name)) for kind in kinds]
    dated = (Link(_("Calendrier"), agenda.ADDRESS),) if agenda.is_there(context) else ()
    return (Link(_("Accueil"), HOME), *trees[:1], *listed, *dated)


def _pages(context: Context, incoming: Incoming, about: About) -> Iterator[Page]:
    yield home(context, incoming)
    yield _about(context, about)
    yield _access()
    yield from agenda.pages(context)
    for name in context.kinds:
        documents = context.corpus.of_type(name)
        links = [link(context, one) for one in documents]
        yield from pages.lists(context, documents[0].type, documents)
        for before, source, after in zip(
            [None, *links], documents, [*links[1:], None], strict=False
        ):
            yield pages.document(context, incoming, source, (before, after))
            yield from plans.pages(context, incoming, source)


def _about(context: Context, about: About) -> Page:
    """Return the one page that names the commit and the tool, so that others need not change."""
    said = (
        (_("Données"), about.commit or _("copie de travail, sans révision")),
        (_("Date de référence"), french.day(about.as_of.isoformat())),
        (_("Documents publiés"), str(len(context.corpus.documents))),
        (_("Outil"), f"feuille {__version__}"),
        (_("Noms des territoires"), territory.source()),
    )
    reading = _("Les retards et les montants en vigueur se calculent à la date de référence.")
    facts = Facts(tuple(Fact(line(term), (phrase(line(words)),)) for term, words in said))
    return Page(
        address=ABOUT,
        title=_("À propos de ce site"),
        trail=(Link(_("Accueil"), HOME),),
        blocks=(facts, phrase(line(reading))),
    )


def _access() -> Page:
    """Return the accessibility statement: nothing is claimed that nobody has audited."""
    said = (
        _("Accessibilité : non évaluée."),
        _("Ce site n’a pas encore fait l’objet d’un audit de conformité au référentiel général "
          "d’amélioration de l’accessibilité (RGAA) : aucun taux de conformité n’est déclaré."),
        _("Les pages se lisent sans script, au clavier et avec une loupe ; chaque graphique a "
          "son équivalent en mots et son tableau."),
        _("Si une page ne vous est pas accessible, demandez-en le contenu au service qui publie "
          "ce site ; sans réponse de sa part, vous pouvez saisir le Défenseur des droits."),
    )  # fmt: skip
    return Page(
        address=ACCESS,
        title=_("Accessibilité"),
        trail=(Link(_("Accueil"), HOME),),
        blocks=tuple(phrase(line(one)) for one in said),
    )
