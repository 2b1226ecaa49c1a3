"""Processes that buy are killed at every boundary, cut off, kept waiting and started twice: the books are right."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from reprise.store.calls import Call
from reprise.store.exports import usage_rows
from reprise.store.store import Store
from sandbox.models.billing import Bill, named
from sandbox.models.server import serve
from tests.resilience.buyer import BOUNDARIES, SORTS, Errand, buy, order, sort_of, store_at
from tests.resilience.till import Till

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ORDERS = 510
AT_ONCE, EACH = 6, 10
FAULTS = ("drop", "drop_after", "timeout_after", "rate_limit", "server_error", "truncated", "html", "garbage_after")
DEADLY = 80
"""Boundaries that an errand passes, at most: each is a place to die."""


@dataclass(frozen=True)
class Books:
    """What the till charged, what the store knows of it, and where processes died."""

    bills: tuple[Bill, ...]
    calls: dict[int, list[Call]]
    certain: dict[str, float]
    doubtful: dict[str, float]
    deaths: Counter[str]

    def bills_of(self, number: int) -> list[Bill]:
        return [bill for bill in self.bills if bill.request == named({"number": number})]

    def attempts(self, number: int, state: str) -> list[Call]:
        return [call for call in self.calls[number] if call.state == state]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    home = tmp_path_factory.mktemp("paying")
    store = store_at(home)
    store.migrate()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.resilience.buyer"])
    chance = random.Random(5)
    with serve(Till()) as till:
        spent = _attacked(context, till, home, store, chance)
        for _ in range(8):  # whoever comes last finds the rest
            left = _unanswered(store)
            if not left:
                break
            spent += 1000
            _run(context, [Errand(home, till.url, left, 0, spent)])
        assert _unanswered(store) == ()
        bills = till.bills.all()
    found = _read(store, bills, home)
    store.close()
    print(_table(found))  # noqa: T201
    yield found


def test_every_boundary_was_died_at(books: Books) -> None:
    assert set(books.deaths) == set(BOUNDARIES)
    assert books.deaths.total() > 50


def test_certain_rows_are_what_was_charged_to_the_cent(books: Books) -> None:
    charged = {bill.id: bill.usd for bill in books.bills}
    sold = {call.id: call.remote for calls in books.calls.values() for call in calls if call.state == "answered"}
    assert set(books.certain) == set(sold)
    for call, usd in books.certain.items():
        assert usd == pytest.approx(charged[sold[call]], abs=1e-9)
    assert len(set(sold.values())) == len(sold)  # no sale is entered twice
    assert sum(books.certain.values()) == pytest.approx(sum(charged[name] for name in sold.values()), abs=1e-6)


def test_whatever_was_charged_has_a_row_that_covers_it(books: Books) -> None:
    for number in range(ORDERS):
        bills = books.bills_of(number)
        rows = [call for call in books.calls[number] if call.id in books.certain or call.id in books.doubtful]
        assert len(bills) <= len(rows), number
    answered = {call.remote for calls in books.calls.values() for call in calls if call.state == "answered"}
    unseen = sum(bill.usd for bill in books.bills if bill.id not in answered)
    assert unseen <= sum(books.doubtful.values()) + 1e-9


def test_nothing_is_paid_twice_whose_answer_or_handle_had_come(books: Books) -> None:
    for number in range(ORDERS):
        assert len(books.attempts(number, "answered")) == 1
        bills, lost = books.bills_of(number), books.attempts(number, "lost")
        if sort_of(number) == "named":  # by its slip's id, which is kept before it leaves
            assert (len(bills), lost) == (1, []), number
        else:
            blind = [call for call in lost if not call.handle]
            assert len(bills) <= 1 + len(blind), number


def test_what_is_in_doubt_is_counted_at_the_most_and_said(books: Books) -> None:
    lost = {call.id: call for calls in books.calls.values() for call in calls if call.state == "lost"}
    assert set(books.doubtful) == set(lost)
    assert lost
    for call in lost.values():
        assert books.doubtful[call.id] == call.at_most_usd > 0
        assert call.reason


def _attacked(context: ForkServerContext, till: Till, home: Path, store: Store, chance: random.Random) -> float:
    """Errands in rounds, each dying somewhere, two on the same orders at once; the seconds that passed for leases."""
    later = 0.0
    deaths, named_deaths = [*range(1, DEADLY)], [*BOUNDARIES]
    while left := _unanswered(store):
        later += 1000
        if len(left) < ORDERS // 20:
            return later
        for fault in chance.sample(FAULTS, 3):
            till.plan(fault, skip=chance.randrange(6), seconds=0 if fault == "rate_limit" else 0.9)
        errands = []
        for pair in range(AT_ONCE // 2):
            numbers = left[pair * EACH : (pair + 1) * EACH]
            for shift in (0, EACH // 2):  # twins, one of them a little ahead
                deaths = deaths or [*range(1, DEADLY)]
                dies_at = deaths.pop(chance.randrange(len(deaths)))
                at_name = named_deaths.pop() if named_deaths and shift else ""
                errands.append(Errand(home, till.url, numbers[shift:] + numbers[:shift], dies_at, later, at_name))
        _run(context, errands)
    return later


def _run(context: ForkServerContext, errands: list[Errand]) -> None:
    processes = [context.Process(target=buy, args=(errand,)) for errand in errands]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode in (0, -9)


def _unanswered(store: Store) -> tuple[int, ...]:
    answered = {call.key for call in store.calls.of("demo-a") if call.state == "answered"}
    return tuple(number for number in range(ORDERS) if _key(number) not in answered)


def _key(number: int) -> str:
    from reprise.model_settings import Provider
    from resources.models.endpoints import Endpoint
    from resources.models.gate import content_key

    endpoint = Endpoint("openai", "openai", "http://till", "key", "", Provider(), "KEY", "URL")
    return content_key("demo", endpoint, order(number))


def _read(store: Store, bills: tuple[Bill, ...], home: Path) -> Books:
    numbers = {_key(number): number for number in range(ORDERS)}
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in store.calls.of("demo-a"):
        calls[numbers[call.key]].append(call)
    rows = list(usage_rows(store))
    return Books(
        bills,
        calls,
        {row["call_id"]: row["usd"] for row in rows if row["is_certain"]},
        {row["call_id"]: row["usd"] for row in rows if not row["is_certain"]},
        Counter((home / "deaths").read_text(encoding="ascii").splitlines()),
    )


def _table(books: Books) -> str:
    lines = [
        "",
        f"{'':10}{'orders':>8}{'attempts':>10}{'bills':>8}{'charged':>12}{'certain':>12}{'doubtful':>10}{'most':>12}",
    ]
    for sort in SORTS:
        numbers = [number for number in range(ORDERS) if sort_of(number) == sort]
        calls = [call for number in numbers for call in books.calls[number]]
        bills = [bill for number in numbers for bill in books.bills_of(number)]
        certain = sum(books.certain.get(call.id, 0.0) for call in calls)
        doubtful = [books.doubtful[call.id] for call in calls if call.id in books.doubtful]
        lines.append(
            f"{sort:10}{len(numbers):8}{len(calls):10}{len(bills):8}{sum(each.usd for each in bills):12.6f}"
            f"{certain:12.6f}{len(doubtful):10}{sum(doubtful):12.6f}"
        )
    lines += [f"killed {boundary}: {count}" for boundary, count in sorted(books.deaths.items())]
    return "\n".join(lines)
