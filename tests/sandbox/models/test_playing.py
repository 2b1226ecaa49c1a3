from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import openai

from reprise.models.providers import PROVIDERS
from resources.models.endpoints import resolve
from sandbox.models.__main__ import PLAYED, environment, played
from sandbox.models.server import KEY, serve_together
from tests.builders import make_site

ROOT = Path(__file__).resolve().parents[3]


def test_every_provider_is_played_and_reprise_finds_it() -> None:
    assert set(PLAYED) == set(PROVIDERS)
    for name in PLAYED:
        env = environment(name, "http://127.0.0.1:8100", played(name)[0])
        ability = next(iter(PROVIDERS[name].abilities))  # type: ignore[index]
        assert resolve(make_site(), name, ability, env).ready


def test_a_provider_has_its_texts_voices_and_pictures_at_one_address() -> None:
    text, speech, pictures = played("openai")
    with serve_together(text, speech, pictures) as url:
        client = openai.OpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0)
        client.responses.create(model="gpt-6-luna", input="Say something about the trees of the city.")
        client.images.generate(model="gpt-image-2.5-sunburst", prompt="a tree", size="1024x1024")
        assert len(text.bills.all()) == 1 and len(pictures.bills.all()) == 1
        assert httpx.get(f"{url}/nowhere").status_code == 404


def test_the_command_says_what_to_set_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "sandbox.models", "--only", "compatible,anthropic"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline().strip() for _ in range(3)]
        url = said[0].removeprefix("export REPRISE_COMPATIBLE_URL=")
        assert httpx.get(f"{url}/v1/models").json()["data"]
        assert said[2] == f"export REPRISE_ANTHROPIC_KEY={KEY}"
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(20) == 0
