"""Who is asked for pictures: a site's chain in its order for every wish, no picture twice in a film; what nobody brings
costs the film a note."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reprise.clock import Clock, SystemClock
from reprise.errors import RepriseError
from reprise.model_settings import AUTO
from reprise.models.failures import ModelError
from reprise.models.providers import PROVIDERS, Ability, ProviderType
from reprise.models.tasks import Task
from reprise.models.trail import Step
from reprise.sites import Site
from reprise.store.limits import Limits
from reprise.video.pictures.chosen import ChosenPicture, ChosenPictures
from reprise.video.pictures.wishes import Wish
from resources.models.endpoints import Endpoint
from resources.models.opening import OpenedModels
from resources.pictures import comfyui, fal, openai_images, runware
from resources.pictures.base import Bench, Generated, PictureProvider
from resources.pictures.comfyui import ComfyPainter
from resources.pictures.fal import FalPainter
from resources.pictures.openai_images import OpenAIPainter
from resources.pictures.pexels import PexelsLibrary
from resources.pictures.pixabay import PixabayLibrary
from resources.pictures.runware import RunwarePainter
from resources.pictures.stock import Stock

PICTURES: Mapping[ProviderType, Callable[[Bench], PictureProvider]] = MappingProxyType(
    {
        "openai": lambda bench: Generated(bench, OpenAIPainter(bench), openai_images.LICENCE),
        "fal": lambda bench: Generated(bench, FalPainter(bench), fal.LICENCE),
        "runware": lambda bench: Generated(bench, RunwarePainter(bench), runware.LICENCE),
        "comfyui": lambda bench: Generated(bench, ComfyPainter(bench), comfyui.LICENCE),
        "pexels": lambda bench: Stock(bench, PexelsLibrary(bench)),
        "pixabay": lambda bench: Stock(bench, PixabayLibrary(bench)),
    }
)
"""Every provider of pictures by its type."""

LOOKS: Mapping[ProviderType, Callable[[Endpoint], Callable[[], None]]] = MappingProxyType({"comfyui": comfyui.look})
"""How servers of the site's own are asked whether they are well."""

_REASON = 300


@dataclass
class Pictures:
    """The providers of pictures of one site, for one piece of work.

    Args:
        limits: allowances that processes share.
        wait: pauses for so many seconds between two looks at a job.
        clips: whether libraries may bring moving pictures.
        only: those with this ability; None for all.
    """

    site: Site
    models: OpenedModels
    limits: Limits | None = None
    clock: Clock = field(default_factory=SystemClock)
    wait: Callable[[float], None] = time.sleep
    clips: bool = True
    only: Ability | None = None
    _opened: dict[str, tuple[Bench, PictureProvider]] = field(default_factory=dict, repr=False)

    def choose(self, wishes: Sequence[Wish]) -> ChosenPictures:
        """A picture for each wish that somebody has one for.

        Raises `ModelError` of kind "budget" only, where the site wants to wait until it may spend again.
        """
        chosen: list[ChosenPicture] = []
        notes: list[str] = []
        for wish in wishes:
            picture, reasons = self._one(wish, {each.identity for each in chosen})
            if picture is not None:
                chosen.append(picture)
            elif reasons:
                notes.append(f"{wish.scene}: no picture from outside. {' '.join(reasons)}")
        return ChosenPictures(pictures=tuple(chosen), notes=tuple(notes))

    def ground(self, wish: Wish) -> ChosenPicture | None:
        """A picture that a model draws for a wish that is no scene's, such as a cover's; None where nobody does. What
        belongs to others would have to be named where there is no room."""
        drawing = replace(self, only="picture")
        return next(iter(drawing.choose([wish]).pictures), None)

    def _one(self, wish: Wish, taken: set[str]) -> tuple[ChosenPicture | None, list[str]]:
        """The picture of the first who has one, or why nobody had."""
        reasons = []
        for entry in self._entries():
            began = time.monotonic()
            try:
                return self._asked(entry, wish, taken), []
            except RepriseError as error:
                self._failed(entry, error, began)
                if isinstance(error, ModelError) and error.kind == "budget" and self.site.budget.when_spent == "wait":
                    raise
                reasons.append(f"{entry.partition(':')[0]}: {error.what}")
        return None, reasons

    def _asked(self, entry: str, wish: Wish, taken: set[str]) -> ChosenPicture:
        began = time.monotonic()
        bench, provider = self._open(entry)
        found = provider.find(wish, taken)
        answered = found.answered
        self.models.trail.note(
            Step(
                task=_task(bench.endpoint.type),
                provider=bench.endpoint.name,
                model=found.model,
                outcome="found" if answered.found else "answered",
                usd=0.0 if answered.found else answered.usd,
                seconds=round(time.monotonic() - began, 3),
                call=answered.call or None,
                prompt=wish.prompt_name if found.kind == "generated" else "",
            )
        )
        return found.chosen(wish.scene, bench.endpoint.name)

    def _open(self, entry: str) -> tuple[Bench, PictureProvider]:
        if entry not in self._opened:
            ability = _ability(self.site.models.provider(entry.partition(":")[0])[0])
            endpoint = self.models.endpoint(entry, ability)
            look = LOOKS.get(endpoint.type)
            line = self.models.line(entry, ability, look(endpoint) if look else None)
            bench = Bench(endpoint, line, self.site.folder, self.limits, self.clock, self.wait, self.clips)
            self._opened[entry] = bench, PICTURES[endpoint.type](bench)
        return self._opened[entry]

    def _failed(self, entry: str, error: RepriseError, began: float) -> None:
        name, _, model = entry.partition(":")
        type_ = self.site.models.provider(name)[0]
        skipped = (isinstance(error, ModelError) and error.kind in ("auth", "budget")) or not isinstance(
            error, ModelError
        )
        self.models.trail.note(
            Step(
                task=_task(type_),
                provider=name,
                model=model,
                outcome="skipped" if skipped else "failed",
                reason=" ".join(filter(None, (error.what, error.remedy)))[:_REASON],
                seconds=round(time.monotonic() - began, 3),
            )
        )

    def _entries(self) -> list[str]:
        """The chain, "auto" replaced by what the environment opens: models that draw, then libraries."""
        entries: dict[str, None] = {}
        for entry in self.site.models.pictures:
            known = (*self.models.available("picture"), *self.models.available("stock")) if entry == AUTO else (entry,)
            entries.update(dict.fromkeys(known))
        return [entry for entry in entries if entry != "extractive" and self.only in (None, self._ability(entry))]

    def _ability(self, entry: str) -> Ability:
        return _ability(self.site.models.provider(entry.partition(":")[0])[0])


def _ability(type_: ProviderType) -> Ability:
    return "stock" if "stock" in PROVIDERS[type_].abilities else "picture"


def _task(type_: ProviderType) -> Task:
    return _ability(type_)  # type: ignore[return-value]  # both are tasks, too
