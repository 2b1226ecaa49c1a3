"""The store as one object: a database, its schema and a repository for each kind of row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.errors import Unavailable
from reprise.store import migrate
from reprise.store.accounts import ConnectedAccounts
from reprise.store.articles import Articles
from reprise.store.attempts import Attempts
from reprise.store.calls import Calls
from reprise.store.engine import open_engine, read_only, safe_name
from reprise.store.limits import Limits
from reprise.store.notices import Notices
from reprise.store.pauses import Pauses
from reprise.store.posts import Posts
from reprise.store.presence import Presences
from reprise.store.scripts import Scripts
from reprise.store.slots import LearnedSlots
from reprise.store.usage import Usage
from reprise.store.voices import Voices


class Store:
    """Posts, attempts, scripts, learned times, articles and notices.

    Args:
        url: `sqlite:///path/store.db` (its folder is made) or `postgresql://user:password@host/name`.
        clock: what every recorded time comes from.

    Raises:
        BadSettings: the URL is wrong or its driver is missing.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self.engine = open_engine(url)
        self.clock = clock
        self.sessions: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)
        self.readers: sessionmaker[Session] = sessionmaker(read_only(self.engine), expire_on_commit=False)
        self.posts = Posts(self.sessions, self.readers, clock)
        self.attempts = Attempts(self.sessions, self.readers, clock)
        self.pauses = Pauses(self.sessions, self.readers, clock)
        self.limits = Limits(self.sessions, self.readers, clock)
        self.scripts = Scripts(self.sessions, self.readers, clock)
        self.slots = LearnedSlots(self.sessions, self.readers, clock)
        self.articles = Articles(self.sessions, clock)
        self.usage = Usage(self.sessions, self.readers, clock)
        self.calls = Calls(self.sessions, self.readers, clock)
        self.accounts = ConnectedAccounts(self.sessions, self.readers, clock)
        self.presences = Presences(self.sessions, self.readers, clock)
        self.voices = Voices(self.sessions, self.readers, clock)
        self.notices = Notices(self.sessions, self.readers, clock)

    @property
    def name(self) -> str:
        """Where the store is, without password: for people and logs."""
        return safe_name(self.engine.url)

    def migrate(self) -> None:
        """Bring the schema up to date; safe when several processes start at once. Raises `Unavailable`."""
        with self._reached():
            migrate.migrate(self.engine)

    def schema_is_current(self) -> bool:
        """Whether the schema is this program's. Raises `Unavailable`."""
        with self._reached():
            return migrate.schema_is_current(read_only(self.engine))

    def close(self) -> None:
        """Give the connections back; the store opens new ones when it is used again."""
        self.engine.dispose()

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            reason = str(error.orig).strip().partition("\n")[0]
            password = self.engine.url.password
            raise Unavailable(
                f"The store's database cannot be used ({reason.replace(password, '***') if password else reason}).",
                where=self.name,
                remedy="Check that it is running, reachable and writable.",
            ) from None
