"""The gate: the same is paid once, whatever happens in between, and everything that was paid is in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import ValidationError

from reprise.clock import ManualClock
from reprise.media import MediaStore
from reprise.model_settings import OwnPrice, Provider
from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import FailureKind, ModelError
from reprise.models.trail import Purpose
from reprise.models.used import Used
from reprise.store.exports import usage_rows
from reprise.store.store import Store
from resources.models.endpoints import Endpoint
from resources.models.gate import Gate, content_key
from tests.builders import WHEN, make_site

USED = Used(input_tokens=1_000_000, output_tokens=1_000_000)
"""5.25 USD with the price of gpt-5.4-mini."""
ORDER = Order("adapt", "gpt-5.4-mini", {"prompt": "adapt.v1", "text": "…"}, at_most=USED, units=3)
PURPOSE = Purpose(site="demo", article="demo-a", asset="x/posts", run="run-1")


def endpoint(name: str = "openai", type_: Any = "openai", **settings: Any) -> Endpoint:
    return Endpoint(name, type_, "http://127.0.0.1:9", "key", "", Provider(**settings), "KEY", "URL")


class Place:
    """A site's store, media and gate."""

    def __init__(self, root: Path, **site: Any) -> None:
        self.clock = ManualClock(WHEN)
        self.store = Store(f"sqlite:///{root}/store.db", self.clock)
        self.store.migrate()
        self.media = MediaStore(root / "media")
        self.site = make_site(**site)
        self.sent: list[str] = []

    def gate(self, **options: Any) -> Gate:
        return Gate(self.store, self.media, self.clock, self.site, PURPOSE, **options)

    def send(self, used: Used = USED, **answer: Any) -> Callable[[Slip], Answered]:
        def ask(slip: Slip) -> Answered:
            self.sent.append(slip.id)
            return Answered(**{"body": {"text": "yes"}, "used": used, **answer})

        return ask

    def failing(
        self, kind: FailureKind, charged: bool | None, note: Mapping[str, Any] | None = None, used: Used | None = None
    ) -> Callable[[Slip], Answered]:
        def ask(slip: Slip) -> Answered:
            self.sent.append(slip.id)
            if note:
                slip.note(note)
            raise ModelError("It did not.", kind=kind, charged=charged, used=used)

        return ask

    @property
    def ledger(self) -> list[tuple[float, bool]]:
        return [(round(row["usd"], 6), row["is_certain"]) for row in usage_rows(self.store)]

    @property
    def states(self) -> list[str]:
        return [call.state for call in self.store.calls.of("demo-a")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.store.close()


def test_the_same_is_paid_once(place: Place) -> None:
    first = place.gate().call(endpoint(), ORDER, place.send())
    again = place.gate().call(endpoint(), ORDER, place.send())
    assert (first.found, first.usd, first.body) == (False, 5.25, {"text": "yes"})
    assert (again.found, again.usd, again.body, again.call) == (True, 0.0, first.body, first.call)
    assert len(place.sent) == 1
    (row,) = usage_rows(place.store)
    assert (row["operation"], row["units"], row["credits"], row["usd"]) == ("adapt", 3, 3, 5.25)
    assert (row["asset"], row["article_key"], row["call_id"]) == ("x/posts", "demo-a", first.call)


def test_the_same_by_another_name_of_the_provider_is_the_same_and_by_another_model_is_not() -> None:
    mine = content_key("demo", endpoint(), ORDER)
    assert content_key("demo", endpoint("second-account"), ORDER) == mine
    assert content_key("demo", endpoint(), replace(ORDER, task="thread", units=1)) == mine
    assert content_key("other", endpoint(), ORDER) != mine
    assert content_key("demo", endpoint(), replace(ORDER, model="gpt-5.4")) != mine
    assert content_key("demo", endpoint(type_="compatible"), ORDER) != mine
    assert content_key("demo", endpoint(), replace(ORDER, content={"text": "another"})) != mine


def test_a_call_is_in_the_store_before_it_leaves_and_its_handle_at_once(place: Place) -> None:
    def ask(slip: Slip) -> Answered:
        (call,) = place.store.calls.open("demo")
        assert (call.id, call.handle) == (slip.id, {})
        slip.note({"request": "r1"})
        assert place.store.calls.get(slip.id).handle == {"request": "r1"}
        return Answered(used=USED)

    place.gate().call(endpoint(), ORDER, ask)
    assert place.states == ["answered"]


def test_a_file_is_kept_and_found_again_and_bought_again_when_it_was_cleaned_away(place: Place) -> None:
    voice = Order("voice", "eleven_v3", {"text": "hello"}, at_most=Used(characters=5), units=0.1)
    send = place.send(used=Used(characters=5, seconds=6), data=b"sound", suffix=".mp3")
    eleven = endpoint("elevenlabs", "elevenlabs")
    first = place.gate().call(eleven, voice, send)
    again = place.gate().call(eleven, voice, send)
    assert first.media is not None
    assert (again.found, again.data, again.suffix, again.media) == (True, b"sound", ".mp3", first.media)
    assert place.media.remove(first.media.key)
    assert place.gate().find(eleven, voice) is None
    bought = place.gate().call(eleven, voice, send)
    assert not bought.found
    assert len(place.sent) == 2
    assert place.ledger == [(0.0005, True)] * 2
    assert [row["credits"] for row in usage_rows(place.store)] == [2.0, 2.0]  # a tenth of a minute of the higher class


def test_what_failed_is_asked_again(place: Place) -> None:
    with pytest.raises(ModelError) as caught:
        place.gate().call(endpoint(), ORDER, place.failing("overloaded", False))
    assert caught.value.kind == "overloaded"
    assert place.ledger == []
    assert not place.gate().call(endpoint(), ORDER, place.send()).found
    assert place.states == ["failed", "answered"]


def test_an_answer_of_no_use_is_booked_for_what_it_took(place: Place) -> None:
    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("malformed", True, used=Used(input_tokens=1_000_000)))
    assert place.ledger == [(0.75, True)]
    assert [row["credits"] for row in usage_rows(place.store)] == [0.0]


def test_an_answer_of_no_use_that_tells_no_tokens_is_booked_at_the_most_and_not_certain(place: Place) -> None:
    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("malformed", True))
    assert place.ledger == [(5.25, False)]


def test_a_call_whose_end_nobody_saw_is_in_doubt(place: Place) -> None:
    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("timeout", None))
    assert (place.ledger, place.states) == ([(5.25, False)], ["lost"])
    with pytest.raises(ZeroDivisionError):
        place.gate().call(endpoint(), ORDER, lambda _slip: 1 // 0)  # type: ignore[arg-type, return-value]
    assert (place.ledger, place.states) == ([(5.25, False)] * 2, ["lost", "lost"])


def test_an_answer_without_a_count_of_what_it_took_is_not_certain(place: Place) -> None:
    assert place.gate().call(endpoint(), ORDER, place.send(used=Used())).usd == 5.25
    assert (place.ledger, place.states) == ([(5.25, False)], ["answered"])


def test_a_call_that_was_accepted_is_fetched_after_a_timeout(place: Place) -> None:
    asked: list[tuple[str, Mapping[str, Any]]] = []

    def resume(call: str, handle: Mapping[str, Any]) -> Answered:
        asked.append((call, handle))
        return Answered(body="late", used=USED)

    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("timeout", None, {"id": "r1"}), resume)
    assert (place.ledger, place.states) == ([], ["started"])
    got = place.gate().call(endpoint(), ORDER, place.send(), resume)
    assert (got.body, got.usd) == ("late", 5.25)
    assert asked == [(place.sent[0], {"id": "r1"})]
    assert (place.ledger, place.states, len(place.sent)) == ([(5.25, True)], ["answered"], 1)


@pytest.mark.parametrize("kind", ["network", "rate_limit", "server", "auth"])
def test_a_call_is_left_open_when_it_could_not_be_looked_at(place: Place, kind: FailureKind) -> None:
    def blind(call: str, handle: Mapping[str, Any]) -> Answered:
        raise ModelError("Nobody there.", kind=kind, charged=None)

    for _ in range(2):
        with pytest.raises(ModelError):
            place.gate().call(endpoint(), ORDER, place.failing("timeout", None, {"id": "r1"}), blind)
    assert (place.ledger, place.states, len(place.sent)) == ([], ["started"], 1)


def test_work_that_failed_at_the_provider_is_over_and_asked_anew(place: Place) -> None:
    def failed(call: str, handle: Mapping[str, Any]) -> Answered:
        raise ModelError("The work failed.", kind="server", charged=False)

    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("timeout", None, {"id": "r1"}), failed)
    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.send(), failed)
    assert not place.gate().call(endpoint(), ORDER, place.send(), failed).found
    assert (place.ledger, place.states) == ([(5.25, True)], ["failed", "answered"])


@pytest.mark.parametrize(("sure", "doubtful"), [(True, []), (False, [(5.25, False)])])
def test_what_the_provider_knows_nothing_of_is_asked_anew(
    place: Place, sure: bool, doubtful: list[tuple[float, bool]]
) -> None:
    def gone(call: str, handle: Mapping[str, Any]) -> Answered | None:
        if sure:
            raise ModelError("It never came.", kind="unavailable", charged=False)
        return None

    with pytest.raises(ModelError):
        place.gate().call(endpoint(), ORDER, place.failing("timeout", None, {"id": "r1"}), gone)
    assert not place.gate().call(endpoint(), ORDER, place.send(), gone).found
    assert place.ledger == [*doubtful, (5.25, True)]


def test_a_second_process_waits_for_the_first_and_takes_its_answer(place: Place) -> None:
    asking, may_answer = Event(), Event()

    def slow(slip: Slip) -> Answered:
        asking.set()
        assert may_answer.wait(30)
        return Answered(body="once", used=USED)

    first = Thread(target=place.gate().call, args=(endpoint(), ORDER, slow))
    first.start()
    assert asking.wait(30)
    got = place.gate(sleep=lambda _seconds: may_answer.set()).call(endpoint(), ORDER, place.send())
    first.join()
    assert (got.body, got.found, place.sent) == ("once", True, [])


def test_who_waits_too_long_says_so(place: Place) -> None:
    def nested(slip: Slip) -> Answered:
        with pytest.raises(ModelError, match="asking the same") as caught:
            place.gate(patience=0).call(endpoint(), ORDER, place.send())
        assert caught.value.kind == "busy"
        return Answered(used=USED)

    place.gate().call(endpoint(), ORDER, nested)
    assert place.sent == []


def test_a_long_call_keeps_its_lease(place: Place) -> None:
    beats: list[bool] = []
    taken = Event()
    beat = place.store.calls.beat

    def told(call: str, owner: str, lease: float) -> bool:
        beats.append(beat(call, owner, lease))
        if len(beats) == 3:
            taken.set()
        return beats[-1]

    place.store.calls.beat = told  # type: ignore[method-assign]

    def slow(slip: Slip) -> Answered:
        assert taken.wait(30)
        with pytest.raises(ModelError, match="asking the same"):
            place.gate(patience=0).call(endpoint(), ORDER, place.send())
        return Answered(used=USED)

    place.gate(lease=0.3).call(endpoint(), ORDER, slow)
    assert all(beats)


def test_a_budget_stops_paid_calls_and_says_when_it_is_renewed(tmp_path: Path) -> None:
    place = Place(tmp_path, budget={"usd": 6}, timezone="Europe/Berlin")
    place.gate().call(endpoint(), ORDER, place.send())
    other = replace(ORDER, content="another")
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            place.gate().call(endpoint(), other, place.send())
        assert caught.value.kind == "budget"
    said = str(caught.value)
    for part in ("6.00 USD", "5.25 USD", "1 April 2026", "Europe/Berlin", "budget.usd"):
        assert part in said
    assert place.gate().call(endpoint(), ORDER, place.send()).found  # what is there costs nothing
    free = place.gate().call(endpoint("local", "compatible"), other, place.send())
    assert free.usd == 0
    (notice,) = place.store.notices.list("demo")
    assert (notice.notice.kind, notice.notice.site) == ("budget", "demo")
    place.clock.advance(timedelta(days=30))  # the first of April
    assert place.gate().call(endpoint(), other, place.send()).usd == 5.25
    with pytest.raises(ModelError):
        place.gate().call(endpoint(), replace(ORDER, content="a third"), place.send())
    assert len(place.store.notices.list("demo")) == 2
    place.store.close()


def test_a_self_hosted_text_costs_credits_by_its_tokens(place: Place) -> None:
    used = Used(input_tokens=1500, output_tokens=500)
    place.gate().call(endpoint("local", "compatible"), ORDER, place.send(used=used))
    (row,) = usage_rows(place.store)
    assert (row["usd"], row["credits"]) == (0.0, 1.0)


def test_a_model_without_a_price_is_not_asked(place: Place) -> None:
    strange = replace(ORDER, model="gpt-99")
    with pytest.raises(ModelError, match=r"models\.providers\.openai\.prices"):
        place.gate().call(endpoint(), strange, place.send())
    assert (place.sent, place.states) == ([], [])
    own = endpoint(prices=OwnPrice(input=1, output=2))
    assert place.gate().call(own, strange, place.send()).usd == 3.0


def test_what_the_provider_says_it_charged_counts(place: Place) -> None:
    picture = Order("picture", "some/model", "a lamp", at_most=Used(images=1, usd=0.05))
    send = place.send(used=Used(images=1, usd=0.0123), data=b"png", suffix=".png")
    assert place.gate().call(endpoint("runware", "runware"), picture, send).usd == 0.0123
    (row,) = usage_rows(place.store)
    assert (row["operation"], row["credits"], row["units"]) == ("generated picture", 5.0, 1)


def test_an_answer_that_cannot_be_kept_is_booked_all_the_same(place: Place) -> None:
    with pytest.raises(TypeError):
        place.gate().call(endpoint(), ORDER, place.send(body=object()))
    assert (place.ledger, place.states) == ([(5.25, True)], ["failed"])


def test_prices_of_ones_own_are_not_negative() -> None:
    with pytest.raises(ValidationError):
        OwnPrice(input=-1)
