"""The README shows what the program really prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from feuille import demo
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n\$ feuille (.+)\n((?:.*\n)*?)```", README)
FAULT = ("fiches-action/formation-travail-social.yaml", "dreets-bretagn")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "demo"
    demo.build(folder)
    return folder


@pytest.mark.parametrize(("arguments", "shown"), BLOCKS, ids=lambda text: text[:24])
def test_each_line_of_output_is_printed(demonstration: Path, arguments: str, shown: str) -> None:
    if arguments.startswith("validate"):
        fiche = demonstration / FAULT[0]
        text = re.sub(r"pilotes: \[.*\]", f"pilotes: [{FAULT[1]}]", fiche.read_text("utf-8"))
        fiche.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "feuille", *arguments.split()],
        cwd=demonstration, env=os.environ | {"COLUMNS": "80"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    printed = {line.rstrip() for line in (done.stdout + done.stderr).splitlines()}
    missing = [line for line in shown.splitlines() if line.rstrip() not in printed | {"…", ""}]
    assert missing == []


def test_every_command_of_the_tables_exists() -> None:
    for names in re.findall(r"^\| (`feuille .+?) \|", README, re.MULTILINE):
        for word in re.findall(r"`(?:feuille )?([a-z]+)", names):
            done = subprocess.run(
                [sys.executable, "-m", "feuille", word, "--help"], capture_output=True, check=False
            )
            assert done.returncode == 0, word


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
