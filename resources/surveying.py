"""Goes through the making of an article's pieces without asking any model, and notes what would be asked: the built-in
parts give every answer, so that one question leads to the next as it will."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.clock import Clock
from reprise.digest import digest
from reprise.media import MediaStore
from reprise.model_settings import AUTO
from reprise.models.buying import Answered, Order, Resume, Send
from reprise.models.estimates import Expense, Experience, credits_instead, expense, summed
from reprise.models.failures import ModelError, NoAnswer
from reprise.models.providers import PROVIDERS
from reprise.models.tasks import TextTask
from reprise.models.text import Shape, TextRequest
from reprise.models.trail import Purpose, Trail
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from reprise.social.told.telling import Teller
from reprise.store.store import Store
from reprise.video.estimates import Estimate
from reprise.video.pictures.wishes import cover_wish, wishes
from reprise.video.presets import Format, presets_of
from reprise.video.script import Script
from reprise.video.variants import variants
from reprise.video.voice.casting import Cast
from reprise.video.voice.speech import utter
from resources.models.endpoints import Endpoint, available, expand, resolve
from resources.models.gate import Gate
from resources.models.opening import OpenedModels
from resources.models.text.base import Question, order
from resources.pictures.chain import Pictures
from resources.voices import is_paid, open_voice
from resources.voices.paid import PaidVoice, cut
from resources.writers.extractive import ExtractiveWriter
from resources.writers.model import ModelWriter

_AT_ONCE = 4_000
"""Characters that every voice takes at once."""


@dataclass
class Survey:
    """What would be asked of whom for one site. `gate` knows what was asked before: that costs nothing again.

    `unknown` says what has no price, and is not in the expenses.
    """

    site: Site
    gate: Gate
    env: Mapping[str, str]
    experience: Experience = field(default_factory=dict)
    expenses: list[Expense] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _noted: set[str] = field(default_factory=set)

    def note(self, endpoint: Endpoint, what: Order) -> None:
        """One order; the same is bought once."""
        name = digest(endpoint.type, what.model, what.content)
        if name in self._noted:
            return
        self._noted.add(name)
        if self.gate.find(endpoint, what):
            self.expenses.append(Expense(what.task, endpoint.name, what.model, 0.0, 0.0, credits_instead(what)))
            return
        try:
            found = expense(endpoint.name, endpoint.type, what, self.experience, endpoint.settings.prices)
        except ModelError as error:
            self.unknown.append(str(error))
        else:
            self.expenses.append(found)


@dataclass(frozen=True)
class Priced(Estimate):
    """An estimate with what models will cost: `usd` in all, `expenses` by task, and what has no price."""

    usd: float = 0.0
    expenses: tuple[Expense, ...] = ()
    unknown: tuple[str, ...] = ()


def open_survey(
    site: Site, *, store: Store, media: MediaStore, clock: Clock, env: Mapping[str, str] = os.environ
) -> Survey | None:
    """A survey of the site's models; None where it has none that could be asked."""
    speaks = any(is_paid(site, name.partition(":")[0]) for name in site.films.voice)
    if not speaks and not site.models.pictures and not available(site, "text", env):
        return None
    gate = Gate(store, media, clock, site, Purpose(site=site.id))
    return Survey(site, gate, env, store.usage.experience())


def priced(plain: Estimate, survey: Survey | None) -> Priced:
    """An estimate of the built-in parts' work with what models will cost in their stead."""
    values = {each.name: getattr(plain, each.name) for each in fields(plain)}
    if survey is None:
        return Priced(**values)
    values["credits"] = round(plain.credits + sum(each.credits - each.instead for each in survey.expenses), 1)
    expenses = summed(survey.expenses)
    usd = round(sum(each.usd for each in expenses), 6)
    return Priced(**values, usd=usd, expenses=expenses, unknown=tuple(dict.fromkeys(survey.unknown)))


def posts(survey: Survey, article: Article, brief: Brief | None) -> None:
    """What the brief (unless there is one) and the posts of all platforms will be asked of."""
    asks = _Asks(survey)
    brief = brief or ModelWriter(asks, ExtractiveWriter()).brief(article)
    writer = Teller(asks)
    for platform in PLATFORMS:
        if survey.site.post_types(platform):
            writer.posts(article, brief, survey.site, platform)


def film(survey: Survey, article: Article, brief: Brief, fmt: Format, script: Script | None, rate: float) -> None:
    """What the films of a format will: the script (unless there is one), its voice, pictures, and the films' words.

    Args:
        rate: words a minute of the site's voice.

    Raises `BadInput` where the article has not enough for a film.
    """
    site = survey.site
    writer = ModelWriter(_Asks(survey), ExtractiveWriter())
    if script is None:
        script = writer.script(article, brief, site, fmt, words_per_minute=rate)
    _spoken(survey, script)
    _pictured(survey, article, script)
    endings = variants(script, site)
    for preset in presets_of(fmt.name):
        if preset.name in site.films.presets:
            own = endings.get(preset.name, script)
            writer.metadata(article, brief, own, site, PLATFORMS[preset.platform])
            if site.models.generated_covers:
                writer.thumbnail(article, brief, script, site)


def brief_of(article: Article) -> Brief:
    """The brief that the built-in writer gives: near enough for what questions will be long."""
    return ExtractiveWriter().brief(article)


class _Asks:
    """Answers nothing, and notes what the first of the chain would be asked."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.trail = Trail()

    def wants(self, task: TextTask) -> bool:
        return bool(self._chain(task))

    def ask(self, request: TextRequest[Shape]) -> Shape:
        site, env = self._survey.site, self._survey.env
        for entry in self._chain(request.task):
            endpoint = resolve(site, entry, "text", env)
            if endpoint.ready:
                question = Question.of(request)
                what = order(question, endpoint.type, endpoint.model, words=request.words, units=request.units)
                self._survey.note(endpoint, what)
                break
        raise NoAnswer("Nobody is asked for an estimate.")

    def _chain(self, task: TextTask) -> list[str]:
        site = self._survey.site
        return expand(site, site.models.chain(task), "text", self._survey.env)


class _NotingGate:
    """Stands where the gate does, notes orders, and lets none through."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def find(self, endpoint: Endpoint, order: Order) -> Answered | None:
        return None

    def call(self, endpoint: Endpoint, order: Order, send: Send, resume: Resume | None = None) -> Answered:
        self._survey.note(endpoint, order)
        raise ModelError("Nobody is asked for an estimate.", kind="unavailable")


def _spoken(survey: Survey, script: Script) -> None:
    """The script's lines by the voices that come first."""
    models = _models(survey, survey.site)
    chain = open_voice(survey.site, models=models)
    cast = Cast(chain)
    scripts = [script, *variants(script, survey.site).values()]
    for scene in [*script.scenes, *(each.scenes[-1] for each in scripts[1:])]:
        voice = cast.voice(scene.speaker)
        if not isinstance(voice, PaidVoice):
            continue
        endpoint = models.endpoint(cast.name(scene.speaker).partition(":")[0], "voice")
        if not endpoint.ready:
            continue
        utterance = utter(scene.narration, script.language, chain.pronunciation, spell=not voice.reads_numbers)
        if utterance.words:
            for piece in cut(utterance, script.language, _AT_ONCE):
                survey.note(endpoint, voice.order(piece))


def _pictured(survey: Survey, article: Article, script: Script) -> None:
    """The pictures that scenes want, and covers, by the first of the chain; libraries cost nothing."""
    site = survey.site
    presets = [preset for preset in presets_of(script.format) if preset.name in site.films.presets]
    entry = _painter(site, survey.env)
    if entry is None:
        return
    alone = site.model_copy(update={"models": site.models.model_copy(update={"pictures": (entry,)})})
    pictures = Pictures(alone, _models(survey, alone))
    for size in dict.fromkeys((preset.width, preset.height) for preset in presets):
        pictures.choose(wishes(script, article, site, *size))
        if site.models.generated_covers:
            pictures.choose([cover_wish(article, script, site, *size)])


def _painter(site: Site, env: Mapping[str, str]) -> str | None:
    """The first of the chain that is ready, if it is a model that draws."""
    for entry in site.models.pictures:
        for name in available(site, "picture", env) if entry == AUTO else (entry,):
            draws = "picture" in PROVIDERS[site.models.provider(name.partition(":")[0])[0]].abilities
            if resolve(site, name, "picture" if draws else "stock", env).ready:
                return name if draws else None
    return None


def _models(survey: Survey, site: Site) -> OpenedModels:
    return OpenedModels(site, _NotingGate(survey), survey.env, Trail())  # type: ignore[arg-type]
