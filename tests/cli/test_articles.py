"""`ingest` looks for articles, `run` makes things of them, and what goes wrong is one article's problem."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from cli.commands.articles import chosen_articles
from cli.orphans import HOST_TAG, PROCESS_TAG
from cli.running import Runner
from cli.session import Session
from reprise.articles.presence import CONFIRM_AFTER
from tests.cli.reprise_command import Reprise
from tests.installation import KETTLES, LAMPS
from tests.reprise.store.builders import add, draft

EMPTY = "---\ntitle: Nothing to say\ndate: 2026-05-01\n---\n"


def test_ingest_tells_what_is_new_until_it_was_run(reprise: Reprise) -> None:
    reprise.place.write("lamps", LAMPS)
    for _ in range(2):
        said = reprise("ingest")
        assert (said.code, said.out) == (0, "demo: 1 articles listed, 1 new or edited.\n")
    assert reprise("posts", "--json").json == []


def test_what_was_there_before_can_be_left_alone(reprise: Reprise) -> None:
    reprise.place.write("lamps", LAMPS)
    assert reprise("ingest", "--seed").out == "demo: 1 articles marked as seen.\n"
    assert reprise("run", "--waiting").out == "Nothing to do.\n"


def test_without_articles_run_says_what_to_do(reprise: Reprise) -> None:
    said = reprise("run")
    assert said.code == 0
    assert "reprise ingest" in said.out


def test_run_makes_posts_of_good_articles_and_names_the_broken_one(reprise: Reprise) -> None:
    reprise.place.write("lamps", LAMPS)
    reprise.place.write("empty", EMPTY)
    assert reprise("ingest").code == 0
    said = reprise("run")
    assert said.code == 1
    (line,) = [line for line in said.err.splitlines() if "✗" in line]
    assert "article: demo-nothing-to-say" in line
    assert "1 failure;" in said.err
    posts = reprise("posts", "--json").json
    assert {post["article"].rsplit("-", 1)[0] for post in posts} == {"demo-three-ways-to-make-an-old-lamp-safe"}
    assert f"2 articles, {len(posts)} posts ({len(posts)} draft)." in said.out
    assert "Traceback" not in said.err + said.out


def test_unknown_names_are_one_line_with_a_remedy(reprise: Reprise) -> None:
    assert "'nowhere' is neither a site nor an article. See `reprise posts`" in reprise.fails("run", "nowhere")
    assert "There is no site 'nowhere'. Known: demo." in reprise.fails("ingest", "--site", "nowhere")


def test_wrong_settings_are_one_line_with_the_place(reprise: Reprise) -> None:
    reprise.place.configure("timezone: Mars\n")
    said = reprise.fails("ingest")
    assert "demo.yaml:" in said
    assert "timezone" in said


def test_a_source_that_is_gone_fails_its_site_and_says_so(reprise: Reprise) -> None:
    reprise.place.sources.rename(reprise.place.root / "elsewhere")
    said = reprise("ingest")
    assert said.code == 1
    assert "demo" in said.err
    assert "source.path" in said.err
    assert "Traceback" not in said.err


def finished_process() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


@pytest.mark.parametrize(
    ("pid", "host", "status"),
    [
        ("dead", "here", DagsterRunStatus.FAILURE),
        ("alive", "here", DagsterRunStatus.STARTED),
        ("dead", "another machine", DagsterRunStatus.STARTED),
    ],
)
def test_a_killed_process_leaves_no_run_that_seems_to_work_for_ever(
    reprise: Reprise, pid: str, host: str, status: DagsterRunStatus
) -> None:
    import socket

    session = Session(reprise.place.settings)
    number = finished_process() if pid == "dead" else os.getpid()
    tags = {PROCESS_TAG: str(number), HOST_TAG: socket.gethostname()[:63] if host == "here" else host}
    orphan = create_run_for_test(session.instance, job_name="prepare", status=DagsterRunStatus.STARTED, tags=tags)
    stranger = create_run_for_test(session.instance, job_name="prepare", status=DagsterRunStatus.STARTED)
    Runner(session)
    assert status_of(session.instance, orphan.run_id) == status
    assert status_of(session.instance, stranger.run_id) == DagsterRunStatus.STARTED


def status_of(instance: DagsterInstance, run: str) -> DagsterRunStatus:
    found = instance.get_run_by_id(run)
    assert found is not None
    return found.status


def test_ingest_tells_of_articles_that_are_gone(reprise: Reprise) -> None:
    reprise.place.write("lamps", LAMPS)
    reprise.place.write("kettles", KETTLES)
    key = reprise.place.take_in()["lamps"]
    (post,) = add(reprise.place.store, draft(article=key))
    (reprise.place.sources / "lamps.md").unlink()
    said = reprise("ingest").out
    assert said.endswith("1 articles asked for, 1 not found, to be confirmed.\n")
    reprise.place.clock.set(reprise.place.clock.now() + CONFIRM_AFTER)
    assert reprise("ingest").out.endswith("1 articles asked for, 1 withdrawn (1 posts cancelled).\n")
    assert reprise.place.store.posts.get(post).state == "cancelled"
    assert key not in [
        known.key for known in chosen_articles(Session(reprise.place.settings), ("demo",), waiting=False)
    ]


def test_an_estimate_says_what_films_would_take_before_anything_is_made(on_prepared: Reprise) -> None:
    (row,) = [each for each in on_prepared("estimate", "--json").json if each["state"] != "to write"]
    assert (row["format"], row["state"], row["films"]) == ("short", "to review", 3)
    assert row["work"] > 0 and row["credits"] > 0
    assert "minutes of film: about" in on_prepared("estimate", row["article"]).out


def test_a_site_without_films_has_nothing_to_estimate(reprise: Reprise) -> None:
    reprise.place.configure("automation: {videos: false}\n")
    assert reprise("estimate").out == "No article's site makes films.\n"
