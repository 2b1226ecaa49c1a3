"""A message says the same in every form, and what comes from outside cannot break out of it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.notices import rendering
from reprise.notices.notice import TITLE_LENGTH, Notice, one_line
from tests.reprise.notices.builders import message, notice
from tests.resources.notify.slack_rules import ensure_valid

NASTY = '<script>alert("x")</script> & <https://evil.example|click> *bold*\nline two'


def test_one_notice_is_its_own_subject() -> None:
    assert rendering.subject(message()) == "[The demo] A post failed"


def test_several_say_how_many_need_somebody() -> None:
    told = message(notice(), notice(severity="info", title="Fine"), notice(severity="warning", title="Hm"))
    assert rendering.subject(told) == "[The demo] 3 notices, 2 for your attention"


def test_a_subject_is_one_line_whatever_the_title_holds() -> None:
    assert "\n" not in rendering.subject(message(notice(title="A\r\nBcc: all@example.org")))


def test_what_needs_somebody_comes_first() -> None:
    text = rendering.plain(message(notice(severity="info", title="Fine"), notice(title="Broken")))
    assert text.index("Broken") < text.index("Fine")


def test_text_names_the_remedy_the_address_and_the_local_time() -> None:
    text = rendering.plain(message(notice(url="https://example.org/p/1", facts={"post": "p1"})))
    for part in ("The platform refuses", "What to do: Edit the post.", "https://example.org/p/1", "post p1", "10:00"):
        assert part in text


def test_repeats_are_told() -> None:
    told = message()
    again = told.model_copy(update={"items": (told.items[0].model_copy(update={"repeats": 31}),)})
    assert "31 more times since" in rendering.plain(again)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name == "href"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://e.org/"><b>', "https://e.org/a"])
def test_html_escapes_everything_and_links_only_to_the_web(url: str) -> None:
    tags = _Tags()
    tags.feed(rendering.html(message(notice(title=NASTY, text=NASTY, remedy=NASTY, url=url))))
    assert not {"script", "b"} & set(tags.tags)
    assert [link.partition(":")[0] for link in tags.links] == (["https"] if url.startswith("https") else [])


def test_slack_cannot_be_made_to_link_or_mention() -> None:
    """A header is plain text, in which Slack looks for neither."""
    sent = rendering.slack(message(notice(title="<!channel> hello", text=NASTY)))
    read = json.dumps([sent["text"], [block for block in sent["blocks"] if block["type"] != "header"]])
    assert "<!channel>" not in read
    assert "<https://evil" not in read
    assert "&lt;!channel&gt;" in read


_NOTICES = st.builds(
    notice,
    title=st.text(min_size=1, max_size=TITLE_LENGTH).filter(lambda text: bool(one_line(text, 300))),
    text=st.text(alphabet=st.sampled_from("<&>é漢a \n"), max_size=4000),
    remedy=st.text(alphabet=st.sampled_from("<&>é漢a \n"), max_size=4000),
    severity=st.sampled_from(["info", "warning", "error"]),
    url=st.none() | st.just("https://example.org/a?b=1&c=<2>|3") | st.just("https://example.org/" + "a" * 900),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_NOTICES, min_size=1, max_size=60))
def test_slack_takes_whatever_is_told(notices: list[Notice]) -> None:
    ensure_valid(rendering.slack(message(*notices)))


def test_the_payload_says_everything_once() -> None:
    sent: dict[str, Any] = rendering.payload(message(notice(facts={"post": "p1"})))
    assert (sent["id"], sent["type"], sent["severity"]) == ("n1", "notices", "error")
    (told,) = sent["notices"]
    assert told == {
        "kind": "failed",
        "key": "failed:p1",
        "severity": "error",
        "site": "demo",
        "at": "2026-06-01T08:00:00+00:00",
        "repeats": 0,
        "title": "A post failed",
        "text": "The platform refuses the content.",
        "remedy": "Edit the post.",
        "url": None,
        "facts": {"post": "p1"},
    }
