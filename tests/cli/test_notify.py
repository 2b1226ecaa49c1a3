"""`notify` delivers what waits and tries out channels; its words show no address and no secret."""

from __future__ import annotations

import pytest

from reprise.notices import events
from tests.cli.reprise_command import Reprise
from tests.resources.notify.sinks import SECRET, http_sink, mail_sink
from tests.resources.web import LOCAL

CHANNELS = """
notifications:
  desk: {type: slack, url_env: DESK_SLACK}
  hook: {type: webhook, url_env: DESK_HOOK, secret_env: DESK_HOOK_SECRET, events: [published]}
  post: {type: mail, host: 127.0.0.1, port: PORT, security: none, sender: reprise@example.org, to: [desk@example.org]}
"""


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_ALLOW_PRIVATE", LOCAL)
    monkeypatch.setenv("DESK_HOOK_SECRET", SECRET)


def test_a_test_goes_to_every_channel_at_once(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack, http_sink("hook") as hook, mail_sink() as mail:
        reprise.place.configure(CHANNELS.replace("PORT", str(mail.port)))
        monkeypatch.setenv("DESK_SLACK", slack.url)
        monkeypatch.setenv("DESK_HOOK", hook.url)
        said = reprise("notify", "--test", "demo")
        assert (said.code, said.out) == (0, "desk: delivered.\nhook: delivered.\npost: delivered.\n")
        assert (len(slack.taken), len(hook.taken), len(mail.mails)) == (1, 1, 1)
        assert hook.taken[0].json["notices"][0]["kind"] == "test"


def test_every_channel_that_fails_is_named_with_its_remedy(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack, http_sink("hook") as hook, mail_sink(refuse=("desk@example.org",)) as mail:
        reprise.place.configure(CHANNELS.replace("PORT", str(mail.port)))
        monkeypatch.setenv("DESK_SLACK", slack.url)
        slack.answers.append((404, {}))
        said = reprise("notify", "--test", "demo")
        assert hook.taken == []
    assert said.code == 1
    assert "desk: demo: notifications.desk: It answered 404. Check the webhook's address" in said.err
    assert "hook: demo: notifications.hook: The variable DESK_HOOK is not set." in said.err
    assert "550" in said.err
    assert "very-secret-part" not in said.out + said.err


def test_a_site_without_channels_is_told_so(reprise: Reprise) -> None:
    assert "It has no channel. Add a channel under `notifications:`" in reprise.fails("notify", "--test", "demo")


def test_what_waits_is_delivered(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack:
        reprise.place.configure("notifications: {desk: {type: slack, url_env: DESK_SLACK}}\n")
        monkeypatch.setenv("DESK_SLACK", slack.url)
        reprise.place.store.notices.raise_notice(events.run_failed("prepare", "run", "It broke.", site="demo"))
        said = reprise("notify")
        assert (said.code, said.out) == (0, "1 delivered, 0 to be tried again, 0 given up.\n")
        slack.answers.append((503, {}))
        reprise.place.store.notices.raise_notice(events.run_failed("produce", "run", "It broke.", site="demo"))
        said = reprise("notify")
        assert (said.code, said.out) == (1, "0 delivered, 1 to be tried again, 0 given up.\n")
        assert "It answered 503." in said.err


def test_doctor_checks_the_channels_and_shows_what_nobody_was_told(
    reprise: Reprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_sink("slack") as slack:
        reprise.place.configure(CHANNELS.replace("PORT", "25"))
        monkeypatch.setenv("DESK_SLACK", slack.url)
        slack.answers.append((404, {}))
        reprise.place.store.notices.raise_notice(events.paused("x", "main", "quota", "No credit.", "Buy.", site="demo"))
        reprise("notify")
        said = reprise("doctor", "--offline", "--json")
    found = [(each["what"], each["state"], each["found"]) for each in said.json if each["what"].startswith("demo ")]
    assert ("demo desk", "ok", "slack: failed, held, accounts, paused, articles, runs, budget") in found
    assert (
        "demo hook",
        "wrong",
        "demo: notifications.hook: The variable DESK_HOOK is not set. Set it, then restart.",
    ) in found
    (lost,) = [words for what, state, words in found if (what, state) == ("demo desk", "note")]
    assert "Posting to x/main is paused (demo: notifications.desk: It answered 404." in lost
    assert "very-secret-part" not in said.out
