"""A site's settings for models: who is asked for what, in which order, and what may be spent."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from reprise.model import Document
from reprise.models.providers import PROVIDERS, ProviderType
from reprise.models.tasks import TextTask

AUTO = "auto"
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
_ENTRY = r"^[a-z0-9]+(-[a-z0-9]+)*(:\S+)?$"
_URL = r"^https?://[^\s/]+"

Entry = Annotated[str, Field(pattern=_ENTRY)]
"""A provider by its name, with its model where it is not the provider's default: "openai", "local:qwen3-32b"."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Chain = Annotated[tuple[Entry, ...], BeforeValidator(_listed)]


class OwnPrice(Document):
    """What a provider charges this site, where it is not in the price table: US dollars for a million tokens, for a
    picture, for a thousand characters spoken."""

    input: Annotated[float, Field(ge=0)] = 0.0
    output: Annotated[float, Field(ge=0)] = 0.0
    picture: Annotated[float, Field(ge=0)] = 0.0
    characters: Annotated[float, Field(ge=0)] = 0.0


class Provider(Document):
    """How one provider is reached and how much it is trusted with. What is not given comes from the environment
    (REPRISE_<NAME>_KEY, _URL, _MODEL), then from the table of providers.

    `type` may be left out where the name is a type. `timeout` are seconds for one answer, `retries` further attempts,
    `at_once` calls at a time. `workflow` (ComfyUI) is a workflow in API format beside the site's file. `background`
    (OpenAI) lets an answer be fetched again after a crash, for which OpenAI keeps it.
    """

    type: ProviderType | None = None
    url: Annotated[str, Field(pattern=_URL)] | None = None
    key_env: Annotated[str, Field(pattern=_VARIABLE)] | None = None
    model: str | None = None
    timeout: Annotated[float, Field(ge=1, le=1800)] = 120
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    at_once: Annotated[int, Field(ge=1, le=64)] = 4
    prices: OwnPrice | None = None
    workflow: str | None = None
    background: bool = True


class Models(Document):
    """Who is asked. `text` is the chain of every task that `tasks` gives none of its own; "auto" are all providers that
    the environment has a key or an address of. The built-in writer comes last, always. `pictures` is the chain for
    scenes and covers that the article has no picture for, at most `pictures_per_film` of them.

    `together` lets one call write the posts of all platforms. `hedge_after` are seconds after which the next in the
    chain is asked too, and the first answer taken (both are paid).
    """

    text: Chain = (AUTO,)
    tasks: dict[TextTask, Chain] = {}
    pictures: Chain = ()
    pictures_per_film: Annotated[int, Field(ge=0, le=40)] = 4
    generated_covers: bool = False
    providers: dict[str, Provider] = {}
    together: bool = True
    hedge_after: Annotated[float, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _names_are_known(self) -> Models:
        for name, provider in self.providers.items():
            if provider.type is None and name not in PROVIDERS:
                known = ", ".join(PROVIDERS)
                raise ValueError(f"providers.{name} needs a type: one of {known}")
        for where, chain in (("text", self.text), ("pictures", self.pictures), *self.tasks.items()):
            for entry in chain:
                name = entry.partition(":")[0]
                if name not in (AUTO, "extractive", *PROVIDERS, *self.providers):
                    known = ", ".join([*PROVIDERS, *self.providers])
                    raise ValueError(f"{where}: {name!r} is no provider; known are {known}")
        return self

    def chain(self, task: TextTask) -> tuple[str, ...]:
        """Who is asked for a task, in order, as the file says it."""
        return self.tasks.get(task, self.text)

    def provider(self, name: str) -> tuple[ProviderType, Provider]:
        """A provider's type and settings by its name; defaults where the file does not mention it."""
        settings = self.providers.get(name, Provider())
        return settings.type or _type(name), settings


class Budget(Document):
    """What may be spent in a calendar month of the site's time zone; None: no limit. `films` counts the plan's videos.

    `when_spent`: "fall_back" lets what costs nothing do the work; "wait" stops it with an error that says until when.
    """

    usd: Annotated[float, Field(ge=0)] | None = None
    credits: Annotated[float, Field(ge=0)] | None = None
    films: Annotated[int, Field(ge=0)] | None = None
    when_spent: Literal["fall_back", "wait"] = "fall_back"


def _type(name: str) -> ProviderType:
    found = next((each for each in PROVIDERS if each == name), None)
    if found is None:  # the models' own check has seen to it
        raise KeyError(name)
    return found
