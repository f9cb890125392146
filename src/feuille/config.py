"""`feuille.yaml`: what the person who runs the repository decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feuille.diagnostics import CannotProceedError, pointer
from feuille.i18n import _
from feuille.parse import locate, parse
from feuille.schema import Node, registry
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from feuille.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration of one snapshot.

    `annees` maps a plan year to a git revision; `etiquettes` starts the name of
    the tags that hold plan years; `severites` maps a code to error, warning,
    info or ignore; `regles` are the repository's own rules, as written;
    `seuils` the coverage, in percent, from which a mean is shown.
    """

    titre: str
    territoire: str = ""
    feuille_de_route: str = ""
    langue: str = "fr"
    annees: dict[str, str] = field(default_factory=dict)
    etiquettes: str = "plan/"
    severites: dict[str, str] = field(default_factory=dict)
    regles: list[dict[str, Any]] = field(default_factory=list)
    fictif: bool = False
    seuils: dict[str, float] = field(default_factory=dict)


def load(snapshot: Snapshot) -> Config:
    """Read the configuration; raise CannotProceedError where it cannot serve."""
    if CONFIG not in snapshot.entries:
        raise CannotProceedError(
            _("« {name} » ne contient pas de fichier feuille.yaml.").format(name=snapshot.name),
            _("Choisissez une révision où il existe, ou créez-le : feuille init"),
        )
    raw = snapshot.text(CONFIG)
    parsed = parse(raw)
    if parsed.faults:
        fault = parsed.faults[0]
        raise CannotProceedError(
            f"{CONFIG}:{fault.line}:{fault.column} {fault.message}", fault.hint
        )
    schema = registry().config
    import jsonschema_rs

    if not jsonschema_rs.Draft202012Validator(schema).is_valid(parsed.data):
        raise _invalid(raw, schema, parsed.data)
    known = {name: parsed.data[name] for name in Config.__slots__ if name in parsed.data}
    return Config(**known)


def _invalid(raw: bytes, schema: dict[str, Any], data: Any) -> CannotProceedError:
    from feuille import forms

    finding = forms.findings(schema, Node(schema, schema), CONFIG, data)[0]
    mark = locate(raw).get(finding.at)
    place = f"{mark.key_line}:{mark.key_column}" if mark else "1:1"
    where = pointer(finding.at).removeprefix("/") or "-"
    return CannotProceedError(f"{CONFIG}:{place} {finding.message} ({where})", finding.hint)
