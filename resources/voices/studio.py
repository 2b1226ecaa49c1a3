"""The voice studio: the voices of a provider's account, cloned ones included, and what the account may still do.

Consent is the caller's duty: a clone is only made with words that say who agreed and when, and these are kept beside
the voice at the provider and in the store for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reprise.errors import BadInput, BadSettings
from reprise.store.store import Store
from reprise.store.voices import Recording
from reprise.video.voice.samples import Sample, in_all
from resources.models.endpoints import Endpoint
from resources.voices.elevenlabs_api import Api

_LONGEST_NAME, _LEAST_CONSENT, _LONGEST_CONSENT = 100, 12, 400


@dataclass(frozen=True)
class Listed:
    """A voice of the account. `kind` is the provider's word: premade, cloned, generated, professional."""

    voice: str
    name: str
    kind: str
    labels: str = ""
    description: str = ""


@dataclass(frozen=True)
class Account:
    """What the plan leaves: characters until `resets_at`, and places for voices of one's own."""

    plan: str
    characters_left: int
    characters: int
    resets_at: datetime | None
    voices: int
    voice_limit: int
    may_clone: bool


class VoiceStudio:
    """The voices of one account. Raises `ModelError` as its provider's voice does."""

    def __init__(self, endpoint: Endpoint) -> None:
        if endpoint.type != "elevenlabs":
            raise BadSettings(
                f"{endpoint.facts.title} has no voices to list or clone here.",
                where=endpoint.name,
                remedy="Name a provider of type elevenlabs.",
            )
        self.provider = endpoint.name
        self._api = Api(endpoint)

    def voices(self) -> list[Listed]:
        """Every voice of the account, its own ones first."""
        with self._api.sorted():
            found = self._api.client.voices.get_all(request_options=self._api.options).voices
            rows = [
                Listed(
                    voice=each.voice_id,
                    name=each.name or "",
                    kind=str(each.category or ""),
                    labels=", ".join(str(value) for value in (each.labels or {}).values()),
                    description=each.description or "",
                )
                for each in found
            ]
        return sorted(rows, key=lambda row: (row.kind == "premade", row.name.casefold()))

    def account(self) -> Account:
        with self._api.sorted():
            found = self._api.client.user.subscription.get(request_options=self._api.options)
            resets = found.next_character_count_reset_unix
            return Account(
                plan=found.tier,
                characters_left=max(0, found.character_limit - found.character_count),
                characters=found.character_limit,
                resets_at=datetime.fromtimestamp(resets, UTC) if resets else None,
                voices=found.voice_slots_used,
                voice_limit=found.voice_limit,
                may_clone=bool(found.can_use_instant_voice_cloning),
            )

    def clone(
        self, name: str, samples: Sequence[Sample], consent: str, store: Store, *, remove_noise: bool = False
    ) -> tuple[str, bool]:
        """A new voice of these recordings: its id, and whether the provider wants it verified first.

        Raises `BadInput` for recordings with problems and for a consent that says nothing, `BadSettings` when the plan
        has no place for it.
        """
        name, consent = check_clone(name, samples, consent)
        self._check_plan()
        labels = {"consent": "given"}  # labels are short; the words stand in the description
        with self._api.sorted():
            made = self._api.client.voices.ivc.create(
                name=name,
                files=[(each.path.name, each.path.read_bytes()) for each in samples],
                remove_background_noise=remove_noise,
                description=f"Consent: {consent}",
                labels=labels,
                request_options=self._api.options,
            )
        store.voices.cloned(self.provider, made.voice_id, name, consent, noted(samples))
        return made.voice_id, bool(made.requires_verification)

    def delete(self, voice: str, store: Store) -> bool:
        """Take a voice out of the account; whether it had been cloned here."""
        with self._api.sorted():
            self._api.client.voices.delete(voice, request_options=self._api.options)
        return store.voices.deleted(self.provider, voice)

    def _check_plan(self) -> None:
        account = self.account()
        if not account.may_clone:
            raise BadSettings(
                f"The plan {account.plan!r} has no instant voice cloning.",
                where=self.provider,
                remedy="Choose a plan that has it.",
            )
        if account.voices >= account.voice_limit:
            raise BadSettings(
                f"All {account.voice_limit} places for voices are taken.",
                where=self.provider,
                remedy="Delete one with `reprise voices delete`.",
            )


def noted(samples: Sequence[Sample]) -> list[Recording]:
    """Recordings as the store remembers them."""
    return [Recording(name=each.path.name, digest=each.digest, seconds=round(each.seconds, 1)) for each in samples]


def check_clone(name: str, samples: Sequence[Sample], consent: str) -> tuple[str, str]:
    """A clone's name and consent in order. Raises `BadInput` for what no voice should be made of."""
    name, consent = name.strip(), " ".join(consent.split())
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise BadInput(f"A voice's name has 1 to {_LONGEST_NAME} characters.", remedy="Choose another.")
    if not _LEAST_CONSENT <= len(consent) <= _LONGEST_CONSENT or not any(sign.isdigit() for sign in consent):
        raise BadInput(
            "A consent says who agreed to the clone, and when.",
            where="--consent",
            remedy='Write, for example: "Ada Lovelace, by e-mail of 2026-11-02".',
        )
    if not samples:
        raise BadInput("There is no recording.", remedy="Give one or more sound files.")
    problems, _ = in_all(samples)
    if problems:
        raise BadInput(
            f"The recordings cannot be used: {'; '.join(problems)}.",
            remedy="Record one or two minutes of one person in a quiet room.",
        )
    return name, consent
