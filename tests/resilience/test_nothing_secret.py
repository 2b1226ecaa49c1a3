"""Whatever services answer, also all that they were sent, nothing that a whole installation leaves behind shows a
token, a key, a password, an address that is a secret, or what opens an upload."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from reprise.media import MediaStore
from reprise.store.accounts import AccountKey
from resources.accounts.connecting import Chosen
from resources.accounts.dialect import Candidate, Tokens
from resources.accounts.settings import AppSettings, variable
from resources.platforms import LIVE
from sandbox.process import SandboxProcess
from tests.chaos.accounts import PLAYED, Played
from tests.chaos.material import SITE, Material
from tests.chaos.trial import served
from tests.installation import KETTLES, MONDAY, Installation
from tests.resilience.account import PUBLISHER
from tests.resilience.echo import Echo, Renewing, Trouble, distinctive
from tests.resilience.house import House
from tests.resilience.traces import traces

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

TROUBLES: tuple[tuple[int, Trouble | None, Renewing], ...] = (
    (0, 401, "fail"), (0, 401, "refuse"), (0, 400, "renew"), (0, 403, "renew"), (0, 429, "renew"), (0, 500, "renew"),
    (1, 401, "renew"), (1, 400, "refuse"), (1, 500, "renew"), (2, "drop", "renew"), (2, 403, "renew"),
    (3, 500, "renew"), (3, "drop_after", "renew"), (4, 401, "refuse"), (4, 400, "renew"), (5, 500, "renew"),
    (7, 400, "renew"), (0, None, "renew"),
)  # fmt: skip
"""After how many requests that go well everything goes wrong, how, and what becomes of renewals then."""
CHANNELS = """
  desk: {type: slack, url_env: DESK_URL, events: [published, failed, held, accounts, paused, articles, runs]}
  hook: {type: webhook, url_env: HOOK_URL, secret_env: HOOK_SECRET, events: [failed, held, accounts, paused]}
  post: {type: mail, host: 127.0.0.1, port: 9, user_env: MAIL_USER, password_env: MAIL_PASSWORD, sender: a@example.org,
    to: [b@example.org], events: [failed, held, accounts]}
"""


@dataclass
class Whole:
    """A whole installation whose platforms and channels are behind the echo, and every secret it was given."""

    house: House
    echo: Echo
    accounts: Mapping[str, Played]
    secrets: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def secret(self, name: str, text: str | None = None) -> str:
        """A new secret, or this one, which must not be found anywhere."""
        made = text or distinctive(name)
        self.secrets[f"{name} {len(self.secrets)}"] = made
        return made

    def token(self, platform: str) -> str:
        """An access token in the shape of its platform, which the sandbox takes for its own first account's."""
        bot = f"Zq{secrets.token_hex(20)}Qz" if platform == "telegram" else None
        made = self.secret(f"token-{platform}-", bot)
        own = f"700001:{made}" if platform == "telegram" else made
        self.echo.means[own] = self.accounts[platform].token
        return own

    def connect(self, platform: str) -> None:
        """Keep an account as a sign-in leaves it, with tokens that nobody has seen before."""
        played = self.accounts[platform]
        refresh = self.secret(f"refresh-{platform}-")
        self.echo.means[refresh] = played.token
        more = {name: self.secret(f"{name}-{platform}-") for name in ("password", "client_secret")}
        app = AppSettings(platform, {}, "", "an-app", self.secrets[f"app-{platform}"])
        tokens = Tokens(
            self.token(platform),
            refresh=refresh,
            seconds=3 * 3600,
            scopes=tuple(played.details.get("scopes", "").split()),
            secrets={**more, "client_id": "an-app", **played.secrets},
            details={"handle": played.handle or "", "did": str(played.remote_id)},
        )
        kind = "organization" if ":organization:" in str(played.remote_id) else "page"
        candidate = Candidate(str(played.remote_id), kind, platform, played.handle)
        key = AccountKey(SITE, platform, "main")
        self.house.session.accounts.keeping.keep(key, Chosen(candidate, tokens, app))

    def run(self, *arguments: str, module: str = "cli.main") -> str:
        said = self.house.reprise(*arguments, module=module).text
        self.said.append(said)
        return said


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    accounts = {played.platform: played for played in reversed(PLAYED.values())}
    settings = "platforms:\n" + "".join(f"  {name}: {{target: live}}\n" for name in accounts)
    settings += f"publishing: {{missed_minutes: 10000}}\nnotifications:{CHANNELS}"
    root = tmp_path / "installation"
    root.mkdir()
    place = Installation(root, settings)
    place.write("kettles", KETTLES)
    place.close()
    house = House(root)
    sandbox = SandboxProcess(tmp_path / "sandbox", clock_file=house.clock.path, platforms=tuple(accounts))
    with sandbox, Echo(sandbox.url) as echo, served(house.settings.media) as media_url:
        made = Whole(house, echo, accounts)
        house.environment |= {"REPRISE_ALLOW_PRIVATE": "127.0.0.0/8", "REPRISE_MEDIA_URL": media_url}
        for name in ("DESK_URL", "HOOK_URL"):
            key = made.secret(name, f"Zq{secrets.token_hex(16)}Qz")
            house.environment[name] = f"{echo.url}/hooks/{key}"
        signing = made.secret("HOOK", secrets.token_hex(16))
        house.environment["HOOK_SECRET"] = f"whsec_{base64.b64encode(signing.encode()).decode()}"
        house.environment |= {"MAIL_USER": "desk", "MAIL_PASSWORD": made.secret("MAIL")}
        for name in accounts:
            app = made.secrets[f"app-{name}"] = distinctive(f"app-{name}-")
            house.environment[variable(name, "URL")] = f"{echo.url}/{name}"
            house.environment |= {variable(name, "CLIENT_ID"): "an-app", variable(name, "CLIENT_SECRET"): app}
        yield made
    house.close()


def test_nothing_that_a_whole_installation_leaves_behind_shows_a_secret(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(whole.accounts) == set(LIVE), "a platform has no account in the trials"
    house, echo = whole.house, whole.echo
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    material = {name: Material(house.store, MediaStore(house.settings.media), name) for name in LIVE}
    for number, (after, trouble, renewing) in enumerate(TROUBLES):
        house.clock.set(MONDAY + timedelta(hours=4 * number))
        echo.renewing = renewing
        for name, played in whole.accounts.items():
            whole.connect(name)
            material[name].schedule(number, played.kinds[number % len(played.kinds)], house.clock.now())
            echo.trouble(name, trouble, after)
            house.store.pauses.end(SITE, name, "main", "kim")
        whole.run(module=PUBLISHER)
        house.clock.set(house.clock.now() + timedelta(minutes=20))
    published = house.store.posts.find(states=("published",))
    assert {post.platform for post in published} == set(LIVE), "nothing went well on some platform"

    for name in LIVE:
        echo.trouble(name, 401)
    for renewing in ("fail", "refuse"):
        echo.renewing = renewing  # type: ignore[assignment]
        house.clock.set(house.clock.now() + timedelta(hours=2))
        whole.run("renew_tokens", module=PUBLISHER)
        whole.run("accounts", "--check")
    _connect_in_vain(whole, tmp_path)
    whole.connect("x")
    whole.run("disconnect", "x", "--site", SITE)
    for name in LIVE:  # from now on from the environment
        house.environment[variable(name, "TOKEN")] = whole.token(name)
        house.environment[variable(name, "ACCOUNT_ID")] = str(whole.accounts[name].remote_id)
    whole.run("measure", "2026-06-02T00", module=PUBLISHER)
    whole.run(module=PUBLISHER)
    house.environment[variable("x", "TOKEN")] += "\nä"  # no token at all: it cannot even be put into a header
    house.store.pauses.end(SITE, "x", "main", "kim")
    material["x"].schedule(len(TROUBLES), "text", house.clock.now())
    whole.run(module=PUBLISHER)
    for _ in range(2):
        whole.run("notify")
        house.clock.set(house.clock.now() + timedelta(hours=1))
    whole.run("notify", "--test", SITE)
    for command in (
        ["doctor"],
        ["queue", "--why"],
        ["posts"],
        ["accounts"],
        ["accounts", "--rotate-key"],
        ["articles"],
    ):
        whole.run(*command)
    _publish_to_the_outbox(whole, material["x"])
    house.close()

    key_file = house.home / "secret.key"
    whole.secrets |= {f"key {number}": key for number, key in enumerate(key_file.read_text().split())}
    whole.secrets |= {f"issued {number}": token for number, token in enumerate(echo.issued)}
    _check_the_trial(whole, tmp_path)
    uploads = {f"upload {key}": key for key in echo.upload_keys}
    found = traces(house.home, whole.secrets, whole.said, but_not=[key_file], whole=uploads)
    assert not found, "\n".join(found)


def _connect_in_vain(whole: Whole, folder: Path) -> None:
    """Sign-ins with a password or a bot's token that the platform refuses, telling all it was sent."""
    for platform, secret in (("bluesky", whole.secret("app-password")), ("telegram", whole.token("telegram"))):
        file = folder / f"{platform}.secret"
        file.write_text(secret, encoding="utf-8")
        more = ["--identifier", "reprise.test", "--channel", "@reprise_demo", "--secret-file", str(file)]
        whole.run("connect", platform, "--site", SITE, *more)


def _publish_to_the_outbox(whole: Whole, material: Material) -> None:
    site = whole.house.settings.sites / f"{SITE}.yaml"
    site.write_text(site.read_text(encoding="utf-8").replace("target: live", "target: outbox"), encoding="utf-8")
    whole.house.store.pauses.end(SITE, "x", "main", "kim")
    material.schedule(len(TROUBLES) + 1, "text", whole.house.clock.now())
    whole.run(module=PUBLISHER)
    assert list(whole.house.settings.outbox.rglob("*.html"))


def _check_the_trial(whole: Whole, folder: Path) -> None:
    """The trial had in it what it is about: everything was told back, and would be found."""
    house = whole.house
    assert {name for name, times in whole.echo.echoed.items() if times >= 5} >= {*LIVE, "hooks"}
    problems = [
        attempt.error or "" for post in house.store.posts.find() for attempt in house.store.attempts.of(post.id)
    ]
    assert sum("***" in problem for problem in problems) > len(LIVE)
    kinds = {attempt.error_kind for post in house.store.posts.find() for attempt in house.store.attempts.of(post.id)}
    assert {"auth", "permission", "rate_limit", "validation", "server", "network", "unknown_outcome"} <= kinds
    house.close()
    sent = folder / "sent"
    sent.mkdir()
    (sent / "requests").write_bytes(b"\n".join(whole.echo.received))
    seen = "\n".join(traces(sent, whole.secrets, ()))
    assert all(f"token-{name}-" in seen for name in LIVE)
    assert whole.echo.upload_keys
    left = {path.name for path in house.home.rglob("*") if path.is_file()}
    assert {"store.db", "jobs.log", "runs.db"} <= left
