"""Voices that were cloned, with the consent they were cloned by; and what each paid voice has spoken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from reprise.clock import Clock
from reprise.model import Document
from reprise.store.tables import Base, CallRow


class ClonedVoiceRow(Base):
    """A voice that was cloned at a provider. `consent` says in its editor's words who agreed and when; `recordings` are
    the files it was made of, each with its name, digest and seconds."""

    __tablename__ = "cloned_voices"
    __table_args__ = (UniqueConstraint("provider", "voice"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    provider: Mapped[str] = mapped_column(String(64))
    voice: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    consent: Mapped[str] = mapped_column(Text)
    recordings: Mapped[list[Any]]
    deleted_at: Mapped[datetime | None]


class Recording(Document):
    """A file that a voice was cloned from."""

    name: str
    digest: str
    seconds: float


@dataclass(frozen=True)
class ClonedVoice:
    """A cloned voice as it was noted. `voice` is the provider's id."""

    at: datetime
    provider: str
    voice: str
    name: str
    consent: str
    recordings: tuple[Recording, ...]
    deleted_at: datetime | None


@dataclass(frozen=True)
class Spoken:
    """What one voice of a provider has spoken: calls that were answered, and what all of its calls cost."""

    site: str
    provider: str
    voice: str
    model: str
    lines: int
    characters: int
    seconds: float
    usd: float
    last: datetime


class Voices:
    """The repository of cloned voices. Nothing is forgotten: a deleted voice keeps its row."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def cloned(self, provider: str, voice: str, name: str, consent: str, recordings: Sequence[Recording]) -> None:
        """Note a voice that was just cloned."""
        with self._sessions.begin() as session:
            session.add(
                ClonedVoiceRow(
                    at=self._clock.now(),
                    provider=provider,
                    voice=voice,
                    name=name,
                    consent=consent,
                    recordings=[each.model_dump() for each in recordings],
                )
            )

    def deleted(self, provider: str, voice: str) -> bool:
        """Note that a voice is gone at its provider; whether it was one of ours."""
        with self._sessions.begin() as session:
            query = select(ClonedVoiceRow).filter_by(provider=provider, voice=voice)
            row = session.scalars(query).first()
            if row is None:
                return False
            row.deleted_at = row.deleted_at or self._clock.now()
            return True

    def all(self) -> tuple[ClonedVoice, ...]:
        """Every voice that was ever cloned, oldest first."""
        with self._readers.begin() as session:
            rows = session.scalars(select(ClonedVoiceRow).order_by(ClonedVoiceRow.id)).all()
            return tuple(_to_cloned(row) for row in rows)

    def spoken(self) -> tuple[Spoken, ...]:
        """What paid voices have spoken, most expensive first."""
        found: dict[tuple[str, str, str, str], list[CallRow]] = defaultdict(list)
        with self._readers.begin() as session:
            for row in session.scalars(select(CallRow).filter_by(task="voice")):
                found[row.site, row.provider, str(row.handle.get("voice", "")), row.model].append(row)
            sums = [_to_spoken(*key, rows) for key, rows in found.items()]
        return tuple(sorted(sums, key=lambda each: (-each.usd, each.site, each.voice)))


def _to_cloned(row: ClonedVoiceRow) -> ClonedVoice:
    recordings = tuple(Recording.model_validate(each) for each in row.recordings)
    return ClonedVoice(row.at, row.provider, row.voice, row.name, row.consent, recordings, row.deleted_at)


def _to_spoken(site: str, provider: str, voice: str, model: str, rows: list[CallRow]) -> Spoken:
    answered = [row.used or {} for row in rows if row.state == "answered"]
    return Spoken(
        site=site,
        provider=provider,
        voice=voice,
        model=model,
        lines=len(answered),
        characters=sum(int(used.get("characters", 0)) for used in answered),
        seconds=sum(float(used.get("seconds", 0)) for used in answered),
        usd=sum(row.charged_usd for row in rows),
        last=max(row.started_at for row in rows),
    )
