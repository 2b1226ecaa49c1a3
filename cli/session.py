"""What commands share: the installation's services, opened when they are first needed.

Dagster takes seconds to import, so only commands that run jobs touch it.
"""

from __future__ import annotations

import os
import shutil
from functools import cached_property
from typing import TYPE_CHECKING

from reprise.clock import Clock, FileClock
from reprise.documents import Documents
from reprise.errors import BadSettings, NotFound
from reprise.media import MediaStore
from reprise.sites import Site, read_sites
from resources.settings import CHECKOUT, Settings, load_settings

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from reprise.articles.raw import Source
    from reprise.models.trail import Purpose
    from reprise.store.store import Store
    from resources.accounts import Accounts
    from resources.models.opening import OpenedModels
    from resources.platforms import Clients


class Session:
    """One invocation's view of the installation."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()

    @cached_property
    def clock(self) -> Clock:
        return FileClock(self.settings.clock_file)

    @cached_property
    def _read(self) -> tuple[dict[str, Site], dict[str, BadSettings]]:
        return read_sites(self.settings.sites)

    @property
    def sites(self) -> dict[str, Site]:
        """The sites whose files are well."""
        return self._read[0]

    @property
    def broken_sites(self) -> dict[str, BadSettings]:
        """What is wrong with the others, by the name of their file."""
        return self._read[1]

    def site(self, name: str) -> Site:
        """One site by id. Raises `NotFound`, or what is wrong with its file."""
        if name in self.broken_sites:
            raise self.broken_sites[name]
        if name not in self.sites:
            known = ", ".join(self.sites) or "none"
            raise NotFound(f"There is no site {name!r}.", where=str(self.settings.sites), remedy=f"Known: {known}.")
        return self.sites[name]

    @cached_property
    def store(self) -> Store:
        from reprise.store.store import Store

        self.settings.home.mkdir(parents=True, exist_ok=True)
        store = Store(self.settings.store_url, self.clock)
        store.migrate()
        return store

    @cached_property
    def accounts(self) -> Accounts:
        """The connected accounts, and what is done with them."""
        from resources.accounts import open_accounts

        return open_accounts(self.store, self.settings.home, self.clock)

    def source(self, site: Site) -> Source:
        """Where a site's articles come from."""
        from resources.http import Fetcher
        from resources.sources import open_source

        return open_source(site, Fetcher(allow_private=self.settings.allow_private), self.clock)

    def models(self, site: Site, purpose: Purpose | None = None) -> OpenedModels:
        """A site's models for one piece of work; `purpose` says for whose the ledger keeps what it cost."""
        from reprise.models.trail import Purpose
        from resources.models.opening import open_models

        purpose = purpose or Purpose(site=site.id)
        return open_models(site, purpose, store=self.store, media=self.media, clock=self.clock)

    @cached_property
    def clients(self) -> Clients:
        """Opens the client of each account."""
        from resources.clients import open_clients

        settings = self.settings
        return open_clients(self.store, settings.home, settings.outbox, self.clock, settings.media_url)

    @cached_property
    def media(self) -> MediaStore:
        return MediaStore(self.settings.media)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.settings.documents)

    @cached_property
    def instance(self) -> DagsterInstance:
        """The instance that the UI shows."""
        from dagster import DagsterInstance

        prepare_dagster_home(self.settings)
        return DagsterInstance.get()


def prepare_dagster_home(settings: Settings) -> None:
    """Make Dagster's folder with our configuration, and name it in the environment."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    source, target = CHECKOUT / "dagster.yaml", home / "dagster.yaml"
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["REPRISE_HOME"] = str(settings.home)
    os.environ["REPRISE_SITES"] = str(settings.sites)
