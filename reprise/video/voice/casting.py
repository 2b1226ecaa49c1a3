"""Who speaks a film: a chain of voices for the narrator and for each character, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reprise.errors import RepriseError, Unavailable
from reprise.video.script import Role
from reprise.video.voice.alignment import Aligner, EnergyAligner
from reprise.video.voice.voiceover import Voice, VoiceFailure


@dataclass(frozen=True)
class Candidate:
    """A voice that may speak: `name` as the settings call its provider, and how it is opened. Opening reaches out to
    nothing."""

    name: str
    open: Callable[[], Voice]


@dataclass(frozen=True)
class VoiceChain:
    """Voices in the order in which they are tried, for the narrator (None) and for characters; who is missing speaks
    as the narrator does. `aligner` times what a voice does not; `pronunciation` is the site's. `waits` says that a film
    for which there is no money left waits, rather than being spoken by another voice."""

    candidates: Mapping[Role | None, Sequence[Candidate]]
    aligner: Aligner = field(default_factory=EnergyAligner)
    pronunciation: Mapping[str, str] = field(default_factory=dict)
    waits: bool = False

    @classmethod
    def of(cls, voice: Voice) -> VoiceChain:
        """A chain of one voice, which speaks everybody."""
        return cls({None: (Candidate(voice.signature, lambda: voice),)})

    def words_per_minute(self, language: str) -> float:
        """The speaking rate of whom the narrator would be."""
        return self.candidates[None][0].open().words_per_minute(language)

    @property
    def names(self) -> tuple[str, ...]:
        """Every provider in the chain, once."""
        return tuple(dict.fromkeys(each.name for chain in self.candidates.values() for each in chain))


class Cast:
    """The voices that speak one film. A provider that failed is out for all of it, so that no part changes its voice
    in the middle."""

    def __init__(self, chain: VoiceChain) -> None:
        self._chain = chain
        self._opened: dict[tuple[Role | None, int], Voice] = {}
        self.failures: list[VoiceFailure] = []

    def voice(self, speaker: Role | None) -> Voice:
        """Who speaks a part now. Raises what is wrong with its settings."""
        role, place = self._place(speaker)
        if (role, place) not in self._opened:
            self._opened[role, place] = self._chain.candidates[role][place].open()
        return self._opened[role, place]

    def name(self, speaker: Role | None) -> str:
        role, place = self._place(speaker)
        return self._chain.candidates[role][place].name

    def drop(self, speaker: Role | None, scene: str, error: RepriseError, where: str) -> str:
        """Take the part's voice out, everywhere; the name of who speaks the part from now on.

        Raises the error itself when the part had no other voice to begin with, else `Unavailable` with what each said.
        """
        role, _ = self._place(speaker)
        failed = self.name(speaker)
        self.failures.append(VoiceFailure(voice=failed, scene=scene, reason=error.what))
        out = {failure.voice for failure in self.failures}
        left = [each.name for each in self._chain.candidates[role] if each.name not in out]
        if left:
            return left[0]
        if len(self._chain.candidates[role]) == 1:
            raise error
        said = " ".join(f"{failure.voice}: {failure.reason}" for failure in self.failures)
        raise Unavailable(f"No voice of the chain could speak. {said}", where=where, remedy=error.remedy)

    def _place(self, speaker: Role | None) -> tuple[Role | None, int]:
        role = speaker if speaker in self._chain.candidates else None
        out = {failure.voice for failure in self.failures}
        chain = self._chain.candidates[role]
        return role, next(number for number, each in enumerate(chain) if each.name not in out)
