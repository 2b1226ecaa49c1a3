"""Analysts are told about the columns that there are, and what they are shown to ask can be asked."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
import yaml

from assets_pipeline.engagement import READINGS
from reprise.social.post import PostDraft
from tests.docs.pages import ROOT, coded, fences, tokens
from tests.installation import MONDAY, Installation, failures
from tests.reprise.store.builders import main_account

PAGE = ROOT / "docs" / "analysts.md"
MARTS = ROOT / "dbt_analytics" / "models" / "marts"
NEVER_EMPTY = {"mart_costs"}


def described() -> dict[str, set[str]]:
    """The columns that the page has below the heading of each mart."""
    found: dict[str, set[str]] = {}
    mart, row, heading = None, None, False
    for token in tokens(PAGE):
        if token.type == "heading_open":
            mart, heading = None, True
        elif token.type == "inline" and heading:
            mart, heading = (token.content if re.fullmatch(r"(?:mart|fct)_\w+", token.content) else None), False
        elif token.type == "tr_open":
            row = []
        elif token.type == "inline" and row is not None:
            row.append(token.content)
        elif token.type == "tr_close" and row is not None:
            if mart:
                found.setdefault(mart, set()).update(coded(row[0]))
            row = None
    return found


def declared() -> dict[str, set[str]]:
    """The columns of each mart by its contract."""
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(MARTS.glob("*.yml"))]
    models = [model for document in documents for model in document.get("models", ())]
    return {model["name"]: {column["name"] for column in model["columns"]} for model in models}


def test_every_mart_and_every_column_is_described() -> None:
    assert described() == declared()


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder whose `.reprise/published` holds the marts of a site with two weeks of posts on X."""
    root = tmp_path_factory.mktemp("analysed")
    place = Installation(root)
    before = os.environ["REPRISE_HOME"]
    try:
        _post_for_two_weeks(place)
        result = place.run("learn")
        assert failures(result) == {}
    finally:
        os.environ["REPRISE_HOME"] = before  # the models' asset names its home to dbt there
        place.close()
    (root / ".reprise").symlink_to(root / "home")
    return root


def _post_for_two_weeks(place: Installation) -> None:
    """Fourteen published posts, each read after 12, 36 and 60 hours."""
    posts, start = place.store.posts, MONDAY
    rows: list[dict[str, Any]] = []
    for number in range(14):
        at = start + timedelta(days=number, hours=number % 5 * 3)
        draft = _draft(number)
        place.clock.set(at)
        posts.upsert([draft], main_account, "run:test")
        posts.approve(draft.id, "kim")
        posts.schedule(draft.id, at, "Europe/Berlin", "a test", "kim")
        posts.claim(draft.id)
        attempt = place.store.attempts.start(draft.id, "f")
        posts.publish_succeeded(draft.id, (f"{number}",), "https://example.org/", attempt=attempt.id)
        place.store.usage.record("adapt", 1, site="demo", article=draft.article)
        rows += [_reading(draft.id, number, at, hours) for hours in (12, 36, 60)]
    place.clock.set(start + timedelta(days=20))
    path = place.settings.tables / "x" / "engagement" / "2026-06-20T00.parquet"
    path.parent.mkdir(parents=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=READINGS), path)


def _draft(number: int) -> PostDraft:
    return PostDraft(
        id=f"p{number:012x}",
        site="demo",
        article=f"demo-article-{number % 4}",
        platform="x",
        type="announcement" if number % 2 else "highlights",
        language="en",
        texts=(f"Text {number}.",),
    )


def _reading(post: str, number: int, at: datetime, hours: int) -> dict[str, Any]:
    return {
        "post_id": post,
        "remote_id": f"{number}",
        "site": "demo",
        "platform": "x",
        "account": "main",
        "window_key": "2026-06-20T00",
        "definition": "x/1",
        "part": 0,
        "impressions": hours * (10 + number),
        "likes": hours * (number % 3 + 1) // 6,
        "comments": hours // 12,
        "shares": 1,
        "read_at": at + timedelta(hours=hours),
        "raw": "{}",
    }


@pytest.mark.slow
@pytest.mark.parametrize("fence", list(fences(PAGE, "sql")), ids=lambda fence: f"line-{fence.line}")
def test_the_questions_have_answers(fence: Any, analysed: Path) -> None:
    with duckdb.connect(str(analysed / ".reprise/published/analytics.duckdb"), read_only=True) as connection:
        assert connection.sql(fence.text).fetchall() != []


@pytest.mark.slow
@pytest.mark.parametrize("fence", list(fences(PAGE, "python")), ids=lambda fence: f"line-{fence.line}")
def test_the_files_are_opened_as_it_is_shown(
    fence: Any, analysed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(analysed)
    names: dict[str, Any] = {}
    exec(compile(fence.text, str(PAGE), "exec"), names)
    assert capsys.readouterr().out
    if "connection" in names:
        assert len(names["best"]) == 5
        names["connection"].close()


@pytest.mark.slow
def test_the_published_file_cannot_be_written(analysed: Path) -> None:
    assert not (analysed / ".reprise/published/analytics.duckdb").stat().st_mode & 0o222
