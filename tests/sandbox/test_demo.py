"""The demo's own parts: accounts that are signed in to, never beside real ones, and what it tells of troubles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from reprise.errors import BadSettings
from reprise.store.accounts import AccountKey, Connected
from reprise.windows.publishing import publish_due
from sandbox.demo_accounts import SEATS, move_in, order
from sandbox.demo_report import troubles
from sandbox.process import SandboxProcess
from tests.assets_pipeline.test_publishing import drafted, schedule
from tests.installation import Installation

LIVE = "platforms:\n" + "".join(f"  {name}: {{target: live}}\n" for name in SEATS)


@pytest.fixture
def playing(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxProcess]:
    installation.configure(LIVE)
    installation.settings.media.mkdir(parents=True)
    (installation.settings.media / "a.txt").write_text("served")
    folder, clock = installation.settings.home / "sandbox", installation.clock.path
    with SandboxProcess(folder, clock_file=clock, platforms=tuple(SEATS), media=installation.settings.media) as sandbox:
        for name, address in sandbox.addresses().items():
            monkeypatch.setenv(name, address)
        yield sandbox


def test_every_live_account_is_signed_in_to_once(installation: Installation, playing: SandboxProcess) -> None:
    session = installation.session
    residents = move_in(session, playing)
    assert [each.key for each in residents] == [AccountKey("demo", platform, "main") for platform in SEATS]
    for resident in residents:
        assert session.accounts.keeping.check(resident.key) is None
    before = session.store.accounts.find()
    assert move_in(session, playing) == residents
    assert [account.connected_at for account in session.store.accounts.find()] == [
        account.connected_at for account in before
    ]


def test_the_demo_does_not_move_in_beside_real_accounts(installation: Installation, playing: SandboxProcess) -> None:
    key = AccountKey("demo", "x", "main")
    installation.store.accounts.connect(Connected(key, remote_id="1", kind="person", sealed="sealed"))
    with pytest.raises(BadSettings, match=r"Real accounts are connected here \(demo/x/main\).*a home of its own"):
        move_in(installation.session, playing)


def test_platforms_can_fetch_the_operators_files(playing: SandboxProcess) -> None:
    address = playing.addresses()["REPRISE_MEDIA_URL"]
    assert httpx.get(f"{address}/a.txt").text == "served"
    assert httpx.get(f"{address}/../store.db").status_code == 404


def test_a_lost_answer_and_how_it_was_settled_are_told_in_one_line(
    installation: Installation, playing: SandboxProcess
) -> None:
    session, key = installation.session, drafted(installation)
    move_in(session, playing)
    post = schedule(installation, key, "x")
    order(playing, "x", "faults", {"route": "POST /2/tweets", "kind": "drop_after"})
    installation.clock.set(post.scheduled_at or installation.clock.now())
    client = session.clients.open(installation.site, "x", "main")
    assert publish_due(post.id, client, session.store, session.media, session.clock).result == "unknown"
    client.close()
    installation.clock.set(installation.clock.now() + timedelta(minutes=1))
    installation.run("publish")
    store = session.store
    settled = store.posts.get(post.id)
    ((_, line),) = troubles(settled, store.posts.events(post.id), store.attempts.of(post.id))
    assert settled.state == "published"
    assert line.endswith("X, demo: no answer came; the post was found on the account and not sent again at 08:01.")
