"""What editors do in Dagster's UI, done by a real browser: find their way, see what was made, start a backfill, send
what is due, switch automation on and off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS, PRESETS
from tests.installation import KETTLES, LAMPS, Installation
from tests.ui.opened import OpenedUi, alive, reprise, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(400),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; `make browser` installs it where that is possible"),
]

SPOONS = """---
title: Why wooden spoons crack
date: 2026-05-29T08:00:00Z
url: https://example.org/spoons/
tags: [spoons]
---

A wooden spoon cracks when it dries too fast. Oil it twice a year and keep it away from the radiator.

## Oil it

Use 5 millilitres of linseed oil and let it soak in for a night. Wipe off what is left in the morning.
"""
ONLY_X = "platforms:\n" + "".join(f"  {name}: {{enabled: false}}\n" for name in PLATFORMS if name != "x")

BACKFILLS = "{partitionBackfillsOrError(limit: 5) {... on PartitionBackfills {results {id status partitionNames}}}}"
MATERIALIZED = """query ($key: AssetKeyInput!) {assetOrError(assetKey: $key) {
    ... on Asset {assetMaterializations(limit: 50) {partition runOrError {... on Run {id tags {key value}}}}}}}"""
AUTOMATION = """{repositoryOrError(
    repositorySelector: {repositoryLocationName: "reprise", repositoryName: "__repository__"}
) {... on Repository {sensors {name sensorState {status}} schedules {name scheduleState {status}}}}}"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Three articles with posts and pictures for X."""
    made = Installation(tmp_path_factory.mktemp("ui"), ONLY_X)
    for name, text in (("kettles", KETTLES), ("lamps", LAMPS), ("spoons", SPOONS)):
        made.write(name, text)
    reprise(made.settings, "ingest")
    reprise(made.settings, "run")
    yield made
    made.close()


@pytest.fixture(scope="module")
def ui(place: Installation) -> Iterator[OpenedUi]:
    with OpenedUi(place.settings) as opened:
        yield opened
        started = opened.processes()
        assert opened.end() == 0
        wait_until(lambda: not alive(started), 5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(ui: OpenedUi, browser: Browser) -> Iterator[Page]:
    """A page whose script must not fail."""
    opened = browser.new_page(base_url=ui.url, viewport={"width": 1500, "height": 950})
    opened.set_default_timeout(60_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    opened.close()
    assert problems == []


def test_the_lineage_shows_a_group_for_each_platform_format_and_preset(page: Page) -> None:
    page.goto("/asset-groups", wait_until="domcontentloaded")
    for group in ("content", "analytics", *PLATFORMS, *FORMATS, *PRESETS):
        page.get_by_text(group, exact=True).first.wait_for()


@pytest.mark.parametrize(
    ("asset", "owner", "description", "seen"),
    [
        ("article", "content", "The published article", "preview"),
        ("brief", "content", "One distillation of the article", "preview"),
        ("x/posts", "content", "Posts about the article in X's voice", "announcement"),
        ("x/images", "content", "The posts' pictures in X's sizes", "announcement"),
    ],
)
def test_an_asset_says_what_it_is_whose_it_is_and_what_was_made(
    page: Page, asset: str, owner: str, description: str, seen: str
) -> None:
    page.goto(f"/assets/{asset}", wait_until="domcontentloaded")
    page.get_by_text(description).first.wait_for()
    page.get_by_text("Owners", exact=True).wait_for()
    page.get_by_text(owner, exact=True).first.wait_for()
    page.get_by_role("cell", name=seen, exact=True).first.wait_for()


def test_pictures_are_seen_in_place_and_larger_behind_a_click(page: Page) -> None:
    page.goto("/assets/x/images?view=events", wait_until="domcontentloaded")
    small = page.locator("img[src^='data:image/webp']").first
    small.wait_for()
    assert small.evaluate("image => image.naturalWidth") >= 48
    page.get_by_text("[Show Markdown]").first.click()
    large = page.locator("img[src^='data:image/jpeg']").first
    large.wait_for()
    assert large.evaluate("image => image.naturalWidth") == 320


def test_a_post_is_read_as_it_will_appear(page: Page, place: Installation) -> None:
    page.goto("/assets/x/posts?view=events", wait_until="domcontentloaded")
    page.get_by_role("cell", name="announcement", exact=True).first.wait_for()
    table = page.locator("table").first.inner_text()
    posts = [post for post in place.store.posts.find(platform="x") if post.type == "announcement"]
    openings = [post.texts[0].splitlines()[0] for post in posts]
    assert any(opening in table for opening in openings)
    assert "of 280" in table
    assert "\\" not in table


def test_a_backfill_over_three_articles_succeeds(page: Page, ui: OpenedUi, place: Installation) -> None:
    page.goto("/assets/x/posts", wait_until="domcontentloaded")
    page.get_by_role("button", name="Materialize").first.click()
    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_text("3 partitions", exact=True).wait_for()
    page.get_by_role("button", name="Launch backfill").click()
    wait_until(lambda: _backfills(ui) != [], 30)
    wait_until(lambda: _backfills(ui)[0]["status"] not in ("REQUESTED", "COMPLETED", "CANCELING"), 180, every=1)
    backfill = _backfills(ui)[0]
    assert backfill["status"] == "COMPLETED_SUCCESS"
    keys = sorted(article.key for article in place.store.articles.list())
    assert len(keys) == 3
    assert sorted(backfill["partitionNames"]) == keys
    events = ui.ask(MATERIALIZED, key={"path": ["x", "posts"]})["assetOrError"]["assetMaterializations"]
    assert sorted(event["partition"] for event in events if _tag(event, "dagster/backfill") == backfill["id"]) == keys


def test_publish_started_by_hand_sends_what_is_due_and_shows_it_where_it_belongs(
    page: Page, ui: OpenedUi, place: Installation
) -> None:
    post = next(post for post in place.store.posts.find(platform="x") if post.type == "announcement")
    place.store.posts.approve(post.id, "kim")
    place.store.posts.schedule(post.id, place.clock.now(), "Europe/Berlin", "now", "kim")
    page.goto("/locations/reprise/jobs/publish/playground", wait_until="domcontentloaded")
    page.get_by_role("button", name="Launch Run").click()
    page.wait_for_url("**/runs/**")
    wait_until(lambda: place.store.posts.get(post.id).state == "published", 120, every=1)
    page.get_by_text("Success", exact=True).first.wait_for()
    page.get_by_text(f"post {post.id}: published").first.wait_for()
    page.goto(f"/assets/x/publications?view=partitions&partition={post.article}", wait_until="domcontentloaded")
    page.get_by_text("published now", exact=True).first.wait_for()
    table = page.locator("table", has_text="preview").first
    for shown in ("announcement", "main", "published"):  # the page draws a preview some time after its table
        table.get_by_text(shown).first.wait_for()


@pytest.mark.parametrize(("kind", "name"), [("sensors", "approved_scripts"), ("schedules", "daily_learning")])
def test_automation_is_off_until_it_is_switched_on_and_can_be_switched_off_again(
    page: Page, ui: OpenedUi, kind: str, name: str
) -> None:
    page.goto("/automation", wait_until="domcontentloaded")
    for listed in (
        *("approved_scripts", "run_failures", "withdrawn_articles", "notifications"),
        *("posting_windows", "engagement_windows", "daily_learning", "recycling", "token_upkeep"),
    ):
        page.get_by_text(listed, exact=True).wait_for()
    assert _status(ui, kind, name) == "STOPPED"
    page.goto(f"/locations/reprise/{kind}/{name}", wait_until="domcontentloaded")
    switch = page.locator("label[class*='formatSwitch']").first
    for status in ("RUNNING", "STOPPED"):
        switch.click()
        wait_until(lambda status=status: _status(ui, kind, name) == status, 30)


def _backfills(ui: OpenedUi) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ui.ask(BACKFILLS)["partitionBackfillsOrError"]["results"]
    return found


def _tag(event: dict[str, Any], key: str) -> str | None:
    return next((tag["value"] for tag in event["runOrError"]["tags"] if tag["key"] == key), None)


def _status(ui: OpenedUi, kind: str, name: str) -> str:
    state = {"sensors": "sensorState", "schedules": "scheduleState"}[kind]
    found = next(each for each in ui.ask(AUTOMATION)["repositoryOrError"][kind] if each["name"] == name)
    return str(found[state]["status"])
