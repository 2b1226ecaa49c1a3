"""Cloning on an XTTS server of the operator's own: a recording becomes a file of latents beside the site's file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import regex

from reprise.errors import BadInput, BadSettings
from reprise.film_settings import VoiceServer
from reprise.sites import Site
from reprise.store.store import Store
from reprise.video.sound.decoding import decode_speech
from reprise.video.sound.files import RATE, wav_bytes
from reprise.video.voice.samples import Sample
from resources.voices.http import Server
from resources.voices.studio import check_clone, noted
from resources.voices.xtts import CLONE, latents_of

_LONGEST = 30 * RATE
"""Samples of a recording that XTTS makes use of."""


class ServerStudio:
    """The cloned voices of one XTTS server, as files of a site. Raises `BadSettings` for a server of another type."""

    def __init__(self, site: Site, name: str, settings: VoiceServer) -> None:
        if settings.type != "xtts":
            raise BadSettings(
                f"A {settings.type} server clones no voices.",
                where=f"films.voice_servers.{name}",
                remedy="Name a server of type xtts, or a provider.",
            )
        self.provider = name
        self._site = site
        self._server = Server(name, settings)

    def clone(self, name: str, samples: Sequence[Sample], consent: str, store: Store) -> str:
        """A new voice of these recordings: the name that it has after the server's in `films.voice`.

        Raises `BadInput` for recordings with problems, a consent that says nothing, and a name that is taken.
        """
        name, consent = check_clone(name, samples, consent)
        path = self._path(name)
        if path.exists():
            raise BadInput("There is a voice of this name.", where=str(path), remedy="Choose another name.")
        sound = np.concatenate([decode_speech(each.path.read_bytes()) for each in samples])[:_LONGEST]
        answer = self._server.upload("/clone_speaker", "wav_file", wav_bytes(sound))
        try:
            latents = latents_of(answer)
        except ValueError:
            raise self._server.wrong("It answered no latents.", "url", "Read the server's log.") from None
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(latents), encoding="utf-8")
        voice = path.relative_to(self._site.folder).as_posix()
        store.voices.cloned(self.provider, voice, name, consent, noted(samples))
        return voice

    def delete(self, voice: str, store: Store) -> bool:
        """Remove a voice's file; whether it had been cloned here."""
        path = (self._site.folder / voice).resolve()
        if path.suffix != CLONE or path.parent != (self._site.folder / "voices").resolve() or not path.is_file():
            raise BadInput("There is no such cloned voice.", where=voice, remedy="See `reprise voices usage`.")
        path.unlink()
        return store.voices.deleted(self.provider, voice)

    def _path(self, name: str) -> Path:
        slug = regex.sub(r"[^\p{L}\p{N}]+", "-", name.casefold()).strip("-")
        if not slug:
            raise BadInput("A voice's name has letters or figures.", remedy="Choose another.")
        return self._site.folder / "voices" / f"{slug}{CLONE}"
