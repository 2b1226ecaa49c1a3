"""Films are made of approved scripts only, and what was made once is not made again."""

from __future__ import annotations

import pytest
from dagster import ExecuteInProcessResult

from reprise.video.presets import PRESETS
from tests.installation import KETTLES, Installation, checks, data_versions, failures, materialized

SCRIPTED = (("article",), ("brief",), ("short", "script"))
SHORT = "films: {presets: [youtube_short], seconds: 30, music: none}\n"


def scripted(place: Installation) -> str:
    place.write("kettles", KETTLES)
    key = place.take_in()["kettles"]
    assert failures(place.run("prepare", key, *SCRIPTED)) == {}
    return key


def test_nothing_is_made_before_the_script_is_approved(installation: Installation) -> None:
    key = scripted(installation)
    result = installation.run("produce", key)
    said = failures(result)
    assert set(said) >= {"short__voiceover", "short__visuals"}
    for text in said.values():
        assert text.startswith(f"{key}: the short script is not approved")
        assert f"reprise approve script {key}" in text
        assert "\n" not in text
    assert materialized(result) == {}
    assert not installation.settings.media.exists() or not list(installation.settings.media.glob("voice*"))


def test_a_rejected_script_is_not_produced_either(installation: Installation) -> None:
    key = scripted(installation)
    installation.store.scripts.reject(key, "short", "kim", "Too loud.")
    assert "is not approved" in failures(installation.run("produce", key, ("short", "visuals")))["short__visuals"]


def test_a_site_without_films_writes_no_script(installation: Installation) -> None:
    installation.configure("automation: {videos: false}\n")
    key = scripted(installation)
    assert installation.store.scripts.current(key, "short") is None


def test_a_site_may_approve_its_scripts_by_itself(installation: Installation) -> None:
    installation.configure("automation: {mode: automatic, approve_scripts: true}\n")
    key = scripted(installation)
    assert installation.store.scripts.approved(key, "short") is not None


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_approved_script_becomes_a_film_and_a_post_that_carries_it(installation: Installation) -> None:
    installation.configure(SHORT)
    key = scripted(installation)
    version = installation.store.scripts.approve(key, "short", "kim")
    first = installation.run("produce", key)
    assert failures(first) == {}
    assert [each for each in checks(first) if not each.passed] == []
    assert left_out(first)["tiktok/render"] == "demo does not make tiktok (films.presets)"
    assert {"tiktok/cover", "tiktok/metadata", "long/voiceover"} <= set(left_out(first))
    film = materialized(first)["youtube_short/render"]
    least, most = PRESETS["youtube_short"].seconds
    assert least <= float(film.metadata["seconds"].value) <= most
    (post,) = installation.store.posts.find(article=key, platform="youtube")
    assert post.video is not None
    assert installation.media.path(post.video.media).stat().st_size == post.video.media.bytes
    assert installation.store.scripts.approved_not_produced() == ()
    approved = installation.store.scripts.approved(key, "short")
    assert approved is not None and approved.number == version.number

    again = installation.run("produce", key)
    made = materialized(again)
    assert made["short/voiceover"].metadata["spoken now"].value == 0
    assert made["short/visuals"].metadata["drawn now"].value == 0
    assert made["youtube_short/render"].metadata["units encoded now"].value == 0
    assert data_versions(again) == data_versions(first)


def left_out(result: ExecuteInProcessResult) -> dict[str, str]:
    """Why something is not made, by the asset's key."""
    return {
        event.asset_key.to_user_string(): event.event_specific_data.asset_observation.metadata["no film, because"].value  # type: ignore[union-attr]
        for event in result.all_events
        if event.event_type_value == "ASSET_OBSERVATION"
    }


def test_a_shape_and_a_format_that_the_site_does_not_make_are_left_out(installation: Installation) -> None:
    installation.configure(SHORT)
    key = scripted(installation)
    installation.store.scripts.approve(key, "short", "kim")
    result = installation.run("produce", key, ("feed_square", "visuals"), ("long", "voiceover"))
    assert failures(result) == {}
    assert materialized(result) == {}
    assert left_out(result) == {
        "feed_square/visuals": "demo does not make feed_square (films.presets)",
        "long/voiceover": "demo does not make youtube_long (films.presets)",
    }
