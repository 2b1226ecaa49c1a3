"""The whole loop with models: one address in the environment is enough, a line in the site's file changes who is asked,
and an article's posts and films come about whatever a provider does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reprise.briefs.brief import Brief
from reprise.social.checks import faults
from reprise.social.post import PostSet
from reprise.social.rules import PLATFORMS
from reprise.social.writing import EXTRACTIVE
from sandbox.models.anthropic import AnthropicStandIn
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.server import KEY, serve
from tests.installation import KETTLES, LAMPS, Installation, failures, materialized

pytestmark = pytest.mark.slow
WORDS = [("article",), ("brief",), ("linkedin", "posts"), ("x", "posts"), ("telegram", "posts"), ("short", "script")]
FILM = [
    ("short", "voiceover"), ("short", "captions"), ("short", "visuals"),
    ("tiktok", "render"), ("tiktok", "cover"), ("tiktok", "metadata"), ("tiktok", "video_posts"),
]  # fmt: skip


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[CompatibleStandIn]:
    """An OpenAI-compatible server, and its address in the environment: nothing else."""
    with serve(CompatibleStandIn()) as stand_in:
        monkeypatch.setenv("REPRISE_COMPATIBLE_URL", f"{stand_in.url}/v1")
        yield stand_in


def writers(place: Installation, key: str) -> set[str]:
    """Who worded the article's brief, posts and script."""
    documents = place.documents
    found = {documents.read(Brief, ["brief"], key).writer}
    for platform in ("linkedin", "x", "telegram"):
        found |= {draft.writer for draft in documents.read(PostSet, [platform, "posts"], key).posts}
    script = place.store.scripts.current(key, "short")
    return found | ({script.script.writer} if script else set())


def test_with_an_address_alone_the_whole_loop_runs_through_it(
    installation: Installation, house: CompatibleStandIn
) -> None:
    installation.configure("films: {presets: [tiktok]}\n")
    installation.write("kettles", KETTLES)
    key = installation.take_in()["kettles"]
    prepared = installation.run("prepare", key, *WORDS)
    assert failures(prepared) == {}
    by = writers(installation, key)
    assert all("qwen3-32b" in name for name in by), by

    for platform in ("linkedin", "x", "telegram"):
        for draft in installation.documents.read(PostSet, [platform, "posts"], key).posts:
            assert faults(draft, PLATFORMS[platform], has_media=True) == []
            assert draft.findings == ()
    shown = materialized(prepared)
    assert shown["x/posts"].metadata["answered by"].value == "compatible qwen3-32b"
    assert "adapt" in str(shown["linkedin/posts"].metadata["asked"].value)

    installation.store.scripts.approve(key, "short", "kim")
    produced = installation.run("produce", key, *FILM)
    assert failures(produced) == {}
    assert materialized(produced)["tiktok/metadata"].metadata["answered by"].value == "compatible qwen3-32b"
    (post,) = installation.store.posts.find(article=key, platform="tiktok")
    assert post.video is not None

    before = len(house.asked)
    assert failures(installation.run("prepare", key, *WORDS)) == {}
    assert len(house.asked) == before  # the same questions are not asked again


def test_one_line_changes_who_is_asked_and_none_leaves_everything_as_it_was(
    installation: Installation, house: CompatibleStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    with serve(AnthropicStandIn()) as other:
        monkeypatch.setenv("REPRISE_ANTHROPIC_URL", other.url)
        monkeypatch.setenv("REPRISE_ANTHROPIC_KEY", KEY)
        installation.configure("models: {text: anthropic}\n")
        assert failures(installation.run("prepare", key, *WORDS)) == {}
        assert all("claude" in name for name in writers(installation, key))
        assert house.asked == []
        assert other.bills.usd == pytest.approx(sum(row.usd for row in usage(installation)), abs=1e-9)

        installation.configure("models: {text: extractive}\n")
        assert failures(installation.run("prepare", key, *WORDS)) == {}
        assert all(name.startswith(EXTRACTIVE) for name in writers(installation, key))


def test_a_chain_goes_on_and_the_asset_says_why(
    installation: Installation, house: CompatibleStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    with serve(AnthropicStandIn(keys=("another",))) as closed:
        monkeypatch.setenv("REPRISE_ANTHROPIC_URL", closed.url)
        monkeypatch.setenv("REPRISE_ANTHROPIC_KEY", "wrong-key-5f2")
        installation.configure("models: {text: [anthropic, compatible]}\n")
        prepared = installation.run("prepare", key, *WORDS)
    assert failures(prepared) == {}
    assert all("qwen3-32b" in name for name in writers(installation, key))
    shown = materialized(prepared)["brief"].metadata
    assert "anthropic" in str(shown["did not answer"].value)
    assert "wrong-key-5f2" not in str(shown)


def test_when_nobody_answers_the_built_in_writer_does(
    installation: Installation, house: CompatibleStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.plan("server_error", times=100_000)
    installation.configure("models: {providers: {compatible: {retries: 0}}}\n")
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    prepared = installation.run("prepare", key, *WORDS)
    assert failures(prepared) == {}
    assert all(name.startswith(EXTRACTIVE) for name in writers(installation, key))
    assert materialized(prepared)["brief"].metadata["answered by"].value == "the built-in part"


def usage(place: Installation) -> list[object]:
    from sqlalchemy import select

    from reprise.store.tables import UsageRow

    with place.store.readers.begin() as session:
        return list(session.scalars(select(UsageRow)))
