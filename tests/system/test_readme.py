"""What the README tells a newcomer to type is typed here."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from videoclub_local.cli import VERBS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_its_two_commands_are_the_ones_that_run_here():
    # The fixture `platform` runs the first, CI the second
    assert BLOCKS[0] == "pip install uv && uv run videoclub up\nuv run pytest\n"


def test_its_verbs_exist():
    named = set(re.findall(r"uv run videoclub ([\w-]+)", README))
    assert named <= {verb.__name__.replace("_", "-") for verb in VERBS} | {"job", "bench", "fuzz"}


@pytest.mark.skipif(shutil.which("jq") is None and not os.environ.get("CI"), reason="needs jq")
def test_its_curl_commands_rent_and_play_a_film(platform):
    script = next(block for block in BLOCKS if "$API/movies" in block)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f'{script}\necho; echo "rental $RENTAL"'],
        cwd=ROOT,
        env={**os.environ, "VIDEOCLUB_HOME": str(platform.command.home), "UV_NO_SYNC": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    movie, playback, watching, suggestions, rental = done.stdout.replace("}{", "}\n{").splitlines()[-5:]
    assert json.loads(movie)["title"]["en"] == "Nosferatu"
    assert json.loads(playback)["media"]["url"].startswith("http")
    assert json.loads(watching)["count"] >= 1
    assert json.loads(suggestions)["items"]
    assert rental.removeprefix("rental ") not in {"", "null"}


def test_the_files_it_links_to_exist():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
