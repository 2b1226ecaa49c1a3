"""What people look at and decide on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reprise.finding import Finding
from reprise.windows.preflight import draft_of
from tests.cli.reprise_command import Reprise

UUIDLESS = re.compile(r"^p[0-9a-f]{12}$")


def first_post(reprise: Reprise, platform: str, state: str = "draft") -> str:
    posts = reprise("posts", "--platform", platform, "--state", state, "--json").json
    assert posts, f"no {state} of {platform} is left"
    return str(posts[0]["id"])


def article(reprise: Reprise) -> str:
    (key,) = {post["article"] for post in reprise("posts", "--json").json}
    return str(key)


def state_of(reprise: Reprise, post: str) -> str:
    (shown,) = reprise("posts", post, "--json").json
    return str(shown["state"])


def test_posts_are_listed_and_narrowed(on_prepared: Reprise) -> None:
    everything = on_prepared("posts", "--json").json
    assert all(UUIDLESS.match(post["id"]) for post in everything)
    of_x = on_prepared("posts", "--platform", "x", "--json").json
    assert of_x == [post for post in everything if post["platform"] == "x"]
    assert on_prepared("posts", "--site", "demo", "--state", "published", "--json").json == []
    table = on_prepared("posts").out
    assert all(post["id"] in table for post in everything)


def test_a_post_is_shown_whole_with_its_history(on_prepared: Reprise) -> None:
    post = first_post(on_prepared, "linkedin")
    (shown,) = on_prepared("posts", post, "--json").json
    text = on_prepared("posts", post).out
    assert all(line in text for line in shown["texts"][0].split("\n"))
    assert "alt: " in text
    assert shown["events"][0]["after"] == "draft"


def test_an_empty_list_says_what_to_do(on_prepared: Reprise) -> None:
    assert "reprise ingest" in on_prepared("posts", "--site", "nowhere").out
    assert "reprise run --through films" in on_prepared("videos").out
    assert on_prepared("videos", "--json").json == []


def test_an_approved_post_gets_a_time_and_a_reason(on_prepared: Reprise) -> None:
    post = first_post(on_prepared, "telegram")
    assert on_prepared("approve", "post", post, "--by", "kim").out == f"{post}: approved\n"
    rows = on_prepared("queue", "--plan", "--why", "--json").json
    (row,) = [row for row in rows if row["id"] == post]
    assert (row["state"], row["zone"]) == ("scheduled", "Europe/Berlin")
    assert row["when (UTC)"] > "2026-06-01T06:00"
    assert "default" in row["why"]
    table = on_prepared("queue", "--why")
    assert "default" in table.out
    assert on_prepared("cancel", post, "--by", "kim").out == f"{post}: cancelled\n"
    assert state_of(on_prepared, post) == "cancelled"
    assert [row for row in on_prepared("queue", "--json").json if row["id"] == post] == []


def test_an_edited_post_belongs_to_who_edited_it(on_prepared: Reprise, tmp_path: Path) -> None:
    post = first_post(on_prepared, "facebook")
    assert on_prepared("edit", "post", post, "--text", "In my words.", "--anyway", "--by", "kim").code == 0
    (shown,) = on_prepared("posts", post, "--json").json
    assert (shown["texts"], shown["touched_by"]) == (["In my words."], "kim")
    (tmp_path / "text.txt").write_text("From a file: Grüße\n", encoding="utf-8")
    assert on_prepared("edit", "post", post, "--file", str(tmp_path / "text.txt"), "--anyway", "--by", "kim").code == 0
    (shown,) = on_prepared("posts", post, "--json").json
    assert shown["texts"] == ["From a file: Grüße"]


def test_a_script_is_read_edited_and_decided(on_prepared: Reprise) -> None:
    key = article(on_prepared)
    (row,) = on_prepared("scripts", "--json").json
    assert (row["article"], row["version"], row["state"]) == (key, 1, "waiting")
    scene = row["scenes"][0]
    assert scene["narration"] in on_prepared("scripts", key).out.replace("\n", " ") + on_prepared("scripts", key).out
    said = on_prepared("edit", "scene", key, scene["id"], "--narration", "A kettle lost its voice.", "--by", "kim")
    assert "version 2 waiting" in said.out
    assert on_prepared("approve", "script", key, "--by", "kim").out == f"{key}: version 2 approved\n"
    version = on_prepared.place.store.scripts.approved(key, "short")
    assert version is not None
    assert version.script.scenes[0].narration == "A kettle lost its voice."
    assert key in on_prepared.fails("reject", key, "--notes", "Too late.", "--by", "kim")


@pytest.mark.parametrize(
    "arguments",
    [
        ("posts", "p000000000000"),
        ("approve", "post", "p000000000000"),
        ("cancel", "p000000000000"),
        ("edit", "post", "p000000000000", "--text", "x"),
        ("approve", "script", "demo-nothing"),
        ("reject", "demo-nothing", "--notes", "x"),
        ("edit", "scene", "demo-nothing", "hook", "--narration", "x"),
    ],
)
def test_what_does_not_exist_is_one_line(on_prepared: Reprise, arguments: tuple[str, ...]) -> None:
    line = on_prepared.fails(*arguments)
    assert line.startswith("Error: ")
    assert arguments[1] in line or arguments[2] in line


@pytest.mark.parametrize(
    "arguments", [("edit", "post", "p000000000000"), ("edit", "scene", "demo-a", "hook"), ("nonsense",), ("approve",)]
)
def test_wrong_usage_is_told_with_exit_code_2(on_prepared: Reprise, arguments: tuple[str, ...]) -> None:
    said = on_prepared(*arguments)
    assert said.code == 2
    assert "Usage:" in said.err


def test_a_decision_that_is_too_late_is_one_line(on_prepared: Reprise) -> None:
    post = first_post(on_prepared, "instagram")
    assert on_prepared("cancel", post).code == 0
    assert f"post {post}" in on_prepared.fails("edit", "post", post, "--text", "Too late.")


def test_nothing_learned_yet_is_said(on_prepared: Reprise) -> None:
    assert "Nothing has been learned yet" in on_prepared("best-times").out
    assert on_prepared("best-times", "--json").json == []


def test_what_the_article_does_not_say_is_shown_and_approved_only_by_who_says_so(on_prepared: Reprise) -> None:
    post = first_post(on_prepared, "mastodon")
    store = on_prepared.place.store
    draft = draft_of(store.posts.get(post)).model_copy(
        update={"findings": (Finding("number", "87 %", "the article has no such number"),)}
    )
    assert store.posts.rewrite(post, draft, "run:test")
    assert "not in the article (number): “87 %”: the article has no such number" in on_prepared("posts", post).out
    assert "found" in on_prepared("posts", "--platform", "mastodon").out
    refused = on_prepared.fails("approve", "post", post, "--by", "kim")
    assert "“87 %”: the article has no such number" in refused
    assert "--despite-findings" in refused
    said = on_prepared("approve", "post", post, "--despite-findings", "--by", "kim").out
    assert said == f"{post}: approved\n"
    assert "kim: Approved despite what was found: “87 %”" in on_prepared("posts", post).out
