"""The services as the asset graph gets them: each opens a plain object that knows nothing of Dagster.

`default_resources()` is what one machine runs with; a test swaps any of them by its name. No postponed annotations
here: Dagster reads the fields' types while a class is made.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster import ConfigurableResource, ResourceDependency

from io_managers.documents import DocumentsIOManager
from io_managers.tables import TablesIOManager
from reprise.clock import Clock, FileClock, SystemClock
from reprise.errors import BadSettings, NotFound
from reprise.media import MediaStore
from reprise.sites import Site, read_sites
from resources.settings import Settings, load_settings

if TYPE_CHECKING:
    from reprise.models.trail import Purpose
    from reprise.store.store import Store
    from reprise.video.film import Film
    from reprise.video.render.progress import Report
    from reprise.video.render.renderer import Rendered
    from reprise.video.voice.casting import VoiceChain
    from resources.accounts import Accounts
    from resources.http import Fetcher
    from resources.models.opening import OpenedModels
    from resources.pictures.chain import Pictures
    from resources.platforms import PlatformClient
    from resources.surveying import Survey
    from resources.writers import Writer


class ClockResource(ConfigurableResource[Any]):
    """The clock everything goes by; with `file` it can be made to stand at a simulated time."""

    file: str | None = None

    def open(self) -> Clock:
        return FileClock(Path(self.file)) if self.file else SystemClock()


class SitesResource(ConfigurableResource[Any]):
    """The sites' settings, read anew for every run so that an edit counts at once."""

    folder: str

    def open(self) -> dict[str, Site]:
        """The sites whose files are well; what is wrong with another one stops only its own work."""
        return read_sites(Path(self.folder))[0]

    def site(self, name: str) -> Site:
        """One site by id. Raises `NotFound`, or what is wrong with its file."""
        sites, problems = read_sites(Path(self.folder))
        if name in problems:
            raise problems[name]
        if name not in sites:
            raise NotFound(
                f"There is no site {name!r}.", where=self.folder, remedy="Add its YAML file or run `reprise doctor`."
            )
        return sites[name]


class StoreResource(ConfigurableResource[Any]):
    """The operational store; its schema is brought up to date when it is first opened."""

    url: str
    clock: ResourceDependency[ClockResource]

    def open(self) -> "Store":
        return _open_store(self.url, self.clock.file)


@lru_cache(maxsize=8)
def _open_store(url: str, clock_file: str | None) -> "Store":
    """One engine for each database and process."""
    from reprise.store.store import Store

    store = Store(url, FileClock(Path(clock_file)) if clock_file else SystemClock())
    store.migrate()
    return store


class MediaResource(ConfigurableResource[Any]):
    """The media store on local disk; `keep_days` is how long pieces stay that nothing refers to."""

    root: str
    keep_days: float = 30.0

    def open(self) -> MediaStore:
        return MediaStore(Path(self.root))


class RendererResource(ConfigurableResource[Any]):
    """What encodes films: `encoder` as the renderer takes it, and how many processes share a film's work."""

    encoder: str = "software"
    workers: int = 2

    def render(self, film: "Film", media: MediaStore, report: "Report") -> "Rendered":
        from reprise.video.render.renderer import render

        return render(film, media, workers=self.workers, encoder=self.encoder, report=report)


class FetcherResource(ConfigurableResource[Any]):
    """Reads what sources point at; `allow_private` names networks (CIDR) that may be read though they are private."""

    allow_private: list[str] = []

    def open(self) -> "Fetcher":
        from resources.http import Fetcher

        return Fetcher(allow_private=self.allow_private)


class ModelsResource(ConfigurableResource[Any]):
    """The providers of models, and the gate that keeps their books. Keys are read when somebody is asked."""

    store: ResourceDependency[StoreResource]
    media: ResourceDependency[MediaResource]
    clock: ResourceDependency[ClockResource]

    def open(self, site: Site, purpose: "Purpose") -> "OpenedModels":
        """The models of a site for one piece of work; its trail tells who was asked."""
        from resources.models.opening import open_models

        return open_models(site, purpose, store=self.store.open(), media=self.media.open(), clock=self.clock.open())

    def survey(self, site: Site) -> "Survey | None":
        """Finds out what would be asked of models without asking any; None where the site has none."""
        from resources.surveying import open_survey

        return open_survey(site, store=self.store.open(), media=self.media.open(), clock=self.clock.open())


class WritersResource(ConfigurableResource[Any]):
    """The text models, and the built-in writer behind them."""

    def open(self, models: "OpenedModels | None" = None) -> "Writer":
        from resources.writers import open_writer

        return open_writer(models)


class VoicesResource(ConfigurableResource[Any]):
    """The speaking voices; `whisper_model` is the folder of a model that times what a voice does not."""

    whisper_model: str | None = None

    def open(self, site: Site, models: "OpenedModels | None" = None) -> "VoiceChain":
        """Who speaks a site's films; without `models` only to ask how fast they speak."""
        from resources.voices import open_voice

        return open_voice(site, Path(self.whisper_model) if self.whisper_model else None, models)


class PicturesResource(ConfigurableResource[Any]):
    """The providers of pictures: what a film's scenes and cover show where the article has no picture."""

    store: ResourceDependency[StoreResource]
    clock: ResourceDependency[ClockResource]

    def open(self, site: Site, models: "OpenedModels") -> "Pictures":
        """The site's chain of pictures; what is asked is noted in the models' trail."""
        from resources.pictures.chain import Pictures

        return Pictures(site, models, limits=self.store.open().limits, clock=self.clock.open())


class PlatformsResource(ConfigurableResource[Any]):
    """The platforms' clients. What opens an account is read when its client is opened, so that one that is missing
    stops only the account that needs it."""

    outbox: str
    home: str
    store: ResourceDependency[StoreResource]
    clock: ResourceDependency[ClockResource]
    media_url: str | None = None
    longest_pause: float = 30.0

    def open(self, site: Site, platform: str, account: str) -> "PlatformClient":
        from resources.clients import open_clients

        places = Path(self.home), Path(self.outbox)
        clients = open_clients(
            self.store.open(), *places, self.clock.open(), self.media_url, longest_pause=self.longest_pause
        )
        return clients.open(site, platform, account)

    def accounts(self) -> "Accounts":
        """The connected accounts, and what keeps them alive."""
        from resources.accounts import open_accounts

        return open_accounts(self.store.open(), Path(self.home), self.clock.open())


class WarehouseResource(ConfigurableResource[Any]):
    """Where dbt builds (`warehouse`), what it reads (`tables`) and where analysts look (`published`)."""

    home: str

    def open(self) -> Settings:
        return load_settings({"REPRISE_HOME": self.home})


def default_resources(settings: Settings) -> dict[str, Any]:
    """Every resource of the asset graph by name, for one installation."""
    from dagster_dbt import DbtCliResource

    from resources.warehouse import DBT_PROJECT, dbt_executable

    clock = ClockResource(file=str(settings.clock_file))
    store = StoreResource(url=settings.store_url, clock=clock)
    media = MediaResource(root=str(settings.media), keep_days=settings.media_days)
    if settings.store_url.startswith("sqlite:///"):
        Path(settings.store_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    elif "://" not in settings.store_url:
        raise BadSettings(
            "REPRISE_STORE_URL is not a database address.",
            remedy="Write sqlite:///path/to/store.db or postgresql+psycopg://user@host/database.",
        )
    return {
        "clock": clock,
        "sites": SitesResource(folder=str(settings.sites)),
        "store": store,
        "media": media,
        "renderer": RendererResource(encoder=settings.encoder, workers=settings.render_workers),
        "fetcher": FetcherResource(allow_private=list(settings.allow_private)),
        "models": ModelsResource(store=store, media=media, clock=clock),
        "writers": WritersResource(),
        "voices": VoicesResource(whisper_model=str(settings.whisper_model) if settings.whisper_model else None),
        "pictures": PicturesResource(store=store, clock=clock),
        "platforms": PlatformsResource(
            outbox=str(settings.outbox),
            home=str(settings.home),
            store=store,
            clock=clock,
            media_url=settings.media_url,
        ),
        "warehouse": WarehouseResource(home=str(settings.home)),
        "dbt": DbtCliResource(project_dir=DBT_PROJECT, dbt_executable=dbt_executable()),
        "documents": DocumentsIOManager(root=str(settings.documents)),
        "tables": TablesIOManager(root=str(settings.tables)),
    }
