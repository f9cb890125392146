"""What stays true of rollups whatever the data."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from feuille import rollup, workspace
from feuille.rollup import spans
from feuille.rollup.progress import rate
from feuille.values import periode
from tests.conftest import git, load, write_files
from tests.rollup_helpers import ALL, block, here, indicator, quick

if TYPE_CHECKING:
    from feuille.rollup.records import Cell, Rollup

NATURES = ("flux", "stock", "taux", "moyenne")
BASINS = {"basin-est": ALL[:5], "basin-ouest": ALL[5:]}
few = settings(max_examples=60, deadline=None)
amounts = st.one_of(st.integers(0, 10_000), st.decimals(0, 1000, places=2).map(float))
numbers = st.fractions(-100, 100)


@st.composite
def values(draw: st.DrawFn, nature: str) -> dict[str, Any]:
    if draw(st.integers(0, 5)) == 0:
        return {"manque": draw(st.sampled_from(["non-disponible", "sans-objet"]))}
    if nature == "taux":
        return {"numerateur": draw(amounts), "denominateur": draw(amounts)}
    if nature == "moyenne":
        return {"valeur": draw(amounts), "poids": draw(amounts)}
    return {"valeur": draw(amounts)}


@st.composite
def repositories(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """One indicator of any nature, with values of some départements over some periods."""
    nature = draw(st.sampled_from(NATURES))
    files = {
        "indicateurs/ind.yaml": indicator(
            nature=nature, unite="pourcent" if nature == "taux" else "personnes"
        )
    }
    for code in draw(st.lists(st.sampled_from(ALL), unique=True, max_size=6)):
        periods = draw(
            st.lists(st.sampled_from([2019, 2020, "2019-S1", "2019-S2"]), unique=True, max_size=3)
        )
        rows = [{"periode": when, **draw(values(nature))} for when in periods]
        starts = [{"periode": 2018, **draw(values(nature))}]
        goals = [{"periode": 2020, **draw(values(nature))}]
        files[f"fiches-territoire/t-{code}.yaml"] = here(
            code, block(references=starts, cibles=goals, realises=rows)
        )
    return files


def compute(files: dict[str, dict[str, Any]], **asked: Any) -> Rollup:
    return rollup.compute(quick(files), **asked)


def brief(found: Rollup) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {
        (one.row.id, one.kind, one.periode): (one.value, one.status, one.reason, one.coverage)
        for one in found.cells
    } | {
        (one.row.id, "progress"): (one.annuel.value, one.annuel.reason, one.final.value, one.final.reason)
        for one in found.progress
    }  # fmt: skip


def edited(files: dict[str, dict[str, Any]], change: Any) -> dict[str, dict[str, Any]]:
    """Return the files with each row of values changed by a function."""

    def of(data: dict[str, Any]) -> dict[str, Any]:
        if "indicateurs" not in data:
            return data
        blocks = [
            {key: [change(row) for row in rows] if isinstance(rows, list) else rows for key, rows in one.items()}
            for one in data["indicateurs"]
        ]  # fmt: skip
        return {**data, "indicateurs": blocks}

    return {path: of(data) for path, data in files.items()}


@few
@given(repositories(), st.randoms())
def test_the_order_of_files_does_not_matter(files: dict[str, Any], random: Any) -> None:
    names = list(files)
    random.shuffle(names)
    assert brief(compute({name: files[name] for name in names})) == brief(compute(files))


@few
@given(repositories())
def test_rescaling_a_unit_rescales_results_only(files: dict[str, Any]) -> None:
    def rescale(row: dict[str, Any]) -> dict[str, Any]:
        return {key: value * 1000 if key in {"valeur", "numerateur"} and isinstance(value, int) else value
                for key, value in row.items()}  # fmt: skip

    whole = edited(
        files, lambda row: {k: int(v) if isinstance(v, float) else v for k, v in row.items()}
    )
    bounds = {"minimum": 0, "maximum": 10**12}  # else a percentage is out of 0-100
    whole["indicateurs/ind.yaml"] = whole["indicateurs/ind.yaml"] | bounds
    before, after = compute(whole), compute(edited(whole, rescale))
    assert [one.value and one.value * 1000 for one in before.cells] == [
        one.value for one in after.cells
    ]
    assert [(one.status, one.coverage) for one in before.cells] == [
        (one.status, one.coverage) for one in after.cells
    ]
    assert [one.final.value for one in before.progress] == [
        one.final.value for one in after.progress
    ]


@few
@given(repositories())
def test_the_sum_over_a_partition_is_the_whole(files: dict[str, Any]) -> None:
    ratio = files["indicateurs/ind.yaml"]["nature"] == "taux"
    if files["indicateurs/ind.yaml"]["nature"] == "moyenne":
        return
    for name, members in BASINS.items():
        files[f"territoires/{name}.yaml"] = {
            "type": "territoire",
            "nom": name,
            "composition": list(members),
        }
    parts = [compute(files, place=name) for name in BASINS]
    for cell in (
        one for one in compute(files).cells if one.row.depth == 0 and one.kind == "realise"
    ):
        found = [one for part in parts for one in part.cells
                 if one.row.depth == 0 and (one.kind, one.periode) == (cell.kind, cell.periode)]  # fmt: skip
        known = [one.value for one in found if one.value is not None]
        if cell.periode == "2018":  # in other years slots may be years here and halves there
            assert sum(one.coverage.reporting for one in found) == cell.coverage.reporting
        if ratio:
            assert (cell.value is None) == (not known)
            assert cell.value is None or min(known) <= cell.value <= max(known)
        else:
            assert (sum(known, Fraction(0)) if known else None) == cell.value


@few
@given(repositories(), st.sampled_from(ALL))
def test_adding_a_sans_objet_changes_nothing_but_itself(files: dict[str, Any], code: str) -> None:
    path = f"fiches-territoire/t-{code}.yaml"
    files.pop(path, None)
    before = compute(files)
    after = compute({**files, path: here(code, block(manque="sans-objet"))})
    kept = {(one.row.id, one.kind, one.periode): one for one in after.cells}
    for cell in before.cells:
        other = kept[cell.row.id, cell.kind, cell.periode]
        left = [one for one in cell.coverage.missing if one.territoire != code]
        assert list(other.coverage.missing) == left
        if cell.row.id != code and other.coverage.expected > 1:
            assert other.value == cell.value


@few
@given(repositories())
def test_missing_is_not_zero(files: dict[str, Any]) -> None:
    found = compute(files)
    for cell in found.cells:
        if cell.coverage.reporting == 0:
            assert cell.value is None
        if cell.value is not None:
            assert cell.status in {"complet", "partiel"}
            assert cell.coverage.partial == (cell.status == "partiel")
            assert cell.sources


@given(numbers, numbers, numbers)
def test_progress_mirrors(start: Fraction, current: Fraction, target: Fraction) -> None:
    rising = rate(start, current, target, "hausse")
    assert rising == rate(-start, -current, -target, "baisse")
    assert (rising >= 100) == (current >= target) or start < target


@few
@given(repositories())
def test_every_missing_one_is_counted_and_named_once(files: dict[str, Any]) -> None:
    def whole(cell: Cell) -> bool:
        return all(one.periode == cell.periode for one in cell.coverage.missing)

    for cell in compute(files).cells:
        cover = cell.coverage
        assert 0 <= cover.reporting <= cover.expected
        assert bool(cover.missing) == cover.partial
        assert len(set(cover.missing)) == len(cover.missing)
        if cover.expected <= len(ALL) and whole(cell):
            assert cover.expected - cover.reporting == len(cover.missing)


days = st.dates(min_value=date(2018, 1, 1), max_value=date(2022, 12, 31))


@given(st.lists(days, min_size=2, max_size=8, unique=True))
def test_a_grid_cuts_a_period_without_gap_or_overlap(bounds: list[Any]) -> None:
    ordered = sorted(bounds)
    asked = (ordered[0], ordered[-1])
    covers = [[(a, b)] for a, b in pairwise(ordered)]
    slots = spans.grid(asked, covers)
    assert slots[0][0] == asked[0]
    assert slots[-1][1] == asked[1]
    assert sum(map(spans.days, slots)) == spans.days(asked)
    assert spans.disjoint(slots)


@given(days, days)
def test_a_span_is_written_so_that_it_reads_back(first: Any, last: Any) -> None:
    one = (min(first, last), max(first, last))
    again = periode(spans.called(one).texte)
    assert again is not None
    assert spans.span(again) == one


@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
@given(before=repositories(), after=repositories())
def test_a_rollup_at_a_revision_is_that_of_a_checkout_of_it(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "-q")
        for files in (before, after):
            for old in root.glob("*/*.yaml"):
                old.unlink()
            write_files(root, {name: json.dumps(data) for name, data in files.items()})
            git(root, "add", "-A")
            git(root, "commit", "-q", "--allow-empty", "-m", "un")
        found = brief(rollup.compute(workspace.open_workspace(root).corpus("HEAD~1")))
        git(root, "checkout", "-q", "HEAD~1")
        assert found == brief(rollup.compute(load(root)))
        assert found == brief(rollup.compute(quick(before, territoire="")))
