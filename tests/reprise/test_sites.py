"""A site's file: what is enough, what is refused, and that what is wrong is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reprise.errors import BadSettings
from reprise.sites import FeedSource, FolderSource, WordPressSource, load_site, load_sites, read_sites
from reprise.social.rules import PLATFORMS

MINIMAL = """name: The Demo
url: https://example.org/
source: {type: folder, path: articles}
"""
LINES = MINIMAL.count("\n")


def write(folder: Path, text: str = MINIMAL, name: str = "demo.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_an_address_and_a_source_are_enough(tmp_path: Path) -> None:
    site = load_site(write(tmp_path))
    assert (site.id, site.name, site.folder) == ("demo", "The Demo", tmp_path)
    assert site.source == FolderSource(type="folder", path="articles")
    assert site.automation.mode == "review"
    assert not site.automation.approve_scripts
    assert {site.platform(name).target for name in PLATFORMS} == {"outbox"}


def test_everything_can_be_said(tmp_path: Path) -> None:
    more = """
id: other
language: pt-BR
timezone: America/Sao_Paulo
platforms:
  x: {types: [faq], slots: {mon: ["09:30", "18:00"]}, cooldown_hours: 0}
  facebook: {enabled: false}
publishing: {cap_per_day: 3, cooldown_hours: 5}
brand: {colors: {primary: "#AABBCC"}}
"""
    site = load_site(write(tmp_path, MINIMAL + more))
    assert (site.id, site.language, site.zone.key) == ("other", "pt-BR", "America/Sao_Paulo")
    assert site.platform("x").slots == {"mon": ("09:30", "18:00")}
    x, linkedin = site.account("x", "main"), site.account("linkedin", "main")
    assert (x.cap_per_day, x.cooldown_hours, linkedin.cooldown_hours) == (3, 0, 5)
    assert site.post_types("facebook") == ()


def test_several_accounts_have_settings_of_their_own_and_the_platforms_otherwise(tmp_path: Path) -> None:
    more = """
platforms:
  x:
    cap_per_day: 3
    slots: {mon: ["09:30"]}
    accounts:
      main:
      company: {target: live, cap_per_day: 1, cooldown_hours: 0, auto_publish: automatic, types: [faq], videos: false}
      old: {enabled: false}
"""
    site = load_site(write(tmp_path, MINIMAL + more))
    main, company, old = site.accounts("x")
    assert (main.name, main.target, main.mode, main.cap_per_day, main.cooldown_hours) == (
        "main",
        "outbox",
        "review",
        3,
        4,
    )
    assert (company.target, company.mode, company.cap_per_day, company.cooldown_hours) == ("live", "automatic", 1, 0)
    assert main.slots == company.slots == {"mon": ("09:30",)}
    assert [account.wants("faq") for account in (main, company, old)] == [True, True, False]
    assert [account.wants("video") for account in (main, company, old)] == [True, False, False]
    assert [account.wants("thread") for account in (main, company, old)] == [True, False, False]
    assert (site.posts_live("x"), site.posts_live("x", "company"), site.posts_live("x", "main")) == (True, True, False)
    assert site.account("x", "company") == company
    assert site.find_account("x", "nobody") is None
    with pytest.raises(BadSettings, match="no account 'nobody' on x; it has main, company, old"):
        site.account("x", "nobody")


def test_one_account_is_the_platforms_settings_under_its_name(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, MINIMAL + "platforms: {x: {account: magazine, target: live, cap_per_day: 5}}\n"))
    (account,) = site.accounts("x")
    assert (account.name, account.target, account.cap_per_day) == ("magazine", "live", 5)
    assert [each.name for each in site.accounts("linkedin")] == ["main"]


def test_a_platform_is_written_for_what_any_of_its_accounts_wants(tmp_path: Path) -> None:
    two = "platforms: {linkedin: {accounts: {main: {types: [faq]}, company: {types: [announcement]}}}}\n"
    site = load_site(write(tmp_path, MINIMAL + two))
    assert set(site.post_types("linkedin")) == {"faq", "announcement"}
    assert site.posts_films("linkedin")
    off = load_site(write(tmp_path, MINIMAL + two + "automation: {mode: off}\n"))
    assert off.post_types("linkedin") == ()
    assert not off.posts_films("linkedin")
    assert {account.mode for account in off.accounts("linkedin")} == {"off"}


def test_quiet_days_are_dates_and_spans_of_dates(tmp_path: Path) -> None:
    quiet = "publishing: {blackout: [2026-12-24, '2026-12-31..2027-01-01', 2027-04-05 .. 2027-04-06]}\n"
    days = load_site(write(tmp_path, MINIMAL + quiet)).publishing.blackout
    assert [(each.first.isoformat(), each.last.isoformat()) for each in days] == [
        ("2026-12-24", "2026-12-24"), ("2026-12-31", "2027-01-01"), ("2027-04-05", "2027-04-06"),
    ]  # fmt: skip
    assert date(2027, 1, 1) in days[1]
    assert date(2027, 1, 2) not in days[1]


def test_a_site_posts_what_the_platform_and_its_settings_have_in_common(tmp_path: Path) -> None:
    chosen = tuple(reversed(PLATFORMS["linkedin"].types[:2]))
    types = f"platforms: {{linkedin: {{types: [{', '.join(chosen)}]}}}}\n"
    site = load_site(write(tmp_path, MINIMAL + types))
    assert site.post_types("linkedin") == PLATFORMS["linkedin"].types[:2]
    off = load_site(write(tmp_path, MINIMAL + types + "automation: {mode: off}\n"))
    assert off.post_types("linkedin") == ()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("{type: feed, url: 'https://example.org/feed'}", FeedSource),
        ("{type: wordpress, url: 'https://example.org', post_types: [posts, news]}", WordPressSource),
    ],
)
def test_articles_come_from_a_feed_or_wordpress_too(tmp_path: Path, source: str, kind: type) -> None:
    text = MINIMAL.replace("{type: folder, path: articles}", source)
    assert isinstance(load_site(write(tmp_path, text)).source, kind)


WRONG = [
    ("language: english", 1, "language"),
    ("timezone: Mars/Olympus", 1, "timezone: 'Mars/Olympus' is not an IANA time zone"),
    ("langauge: en", 1, "langauge: Extra inputs"),
    ("folder: /somewhere", 1, "folder"),
    ("1: one", 1, "1"),
    ("brand:\n  colors:\n    primary: red", 3, "brand.colors.primary"),
    ("brand:\n  colours:\n    primary: '#ffffff'", 2, "brand.colours"),
    ("wording:\n  tone: shouting", 2, "wording.tone"),
    ("wording:\n  campaign: two words", 2, "wording.campaign"),
    ("wording:\n  hashtags: [one,\n    [two]]", 3, "wording.hashtags.1"),
    ("publishing:\n  cap_per_day: 0", 2, "publishing.cap_per_day"),
    ("publishing:\n  cooldown_hours: many", 2, "publishing.cooldown_hours"),
    ("publishing:\n  missed_minutes: -5", 2, "publishing.missed_minutes"),
    ("automation:\n  mode: always", 2, "automation.mode"),
    ("automation:\n  mode: on", 2, "automation.mode"),
    ("automation:\n  videos: perhaps", 2, "automation.videos"),
    ("films:\n  seconds: 10", 2, "films.seconds"),
    ("films:\n  music: loud", 2, "films.music"),
    ("films:\n  presets: [tiktok,\n    vimeo]", 3, "films.presets.1: 'vimeo' is not a film preset; known are"),
    ("platforms:\n  myspace: {}", 2, "'myspace' is not a platform; known are"),
    ("platforms:\n  x:\n    target: everywhere", 3, "platforms.x.target"),
    ("platforms:\n  x:\n    types: [poem]", 3, "platforms.x.types.0"),
    ("platforms:\n  x:\n    slots:\n      monday: []", 4, "platforms.x.slots.monday"),
    ("platforms:\n  x:\n    slots:\n      mon: ['9 Uhr']", 4, "'9 Uhr' is not a time of day such as 09:30"),
    ("platforms:\n  x:\n    slots:\n      mon: [12:30]", 4, "write times of day in quotes"),
    ("platforms:\n  x: {enabled: true}\nlanguage: en\nplatforms: {}", 4, "platforms is set twice, first in line 4"),
    ("platforms:\n  x:\n    account: a\n    account: b", 4, "account is set twice"),
    ("platforms:\n  x:\n    account: a\n    accounts: {a: {}}", 2, "account and accounts are both set"),
    ("platforms:\n  x:\n    accounts: {}", 3, "name at least one account"),
    ("platforms:\n  x:\n    accounts:\n      my desk: {}", 4, "'my desk' is no name of an account"),
    ("platforms:\n  x:\n    accounts:\n      a: {}\n      b:\n        cap_per_day: 0", 6, "accounts.b.cap_per_day"),
    ("platforms:\n  x:\n    accounts:\n      a:\n        auto_publish: off", 5, "accounts.a.auto_publish"),
    ("platforms:\n  x:\n    accounts:\n      a: {}\n      a: {}", 5, "a is set twice"),
    ("publishing:\n  blackout:\n    - 2026-12-24\n    - tomorrow", 4, "'tomorrow' is neither a date such as"),
    ("publishing:\n  blackout: ['2026-12-24..2026-12-01']", 2, "ends before it begins"),
    ("publishing:\n  fresh_days:\n    poem: 3", 3, "fresh_days.poem"),
    ("publishing:\n  missed: ignore", 2, "publishing.missed"),
    ("recycle:\n  min_days_between: 10", 2, "recycle.min_days_between"),
    ("recycle:\n  kinds: [news]", 2, "recycle.kinds.0"),
    ("brand: [a, b", 2, "expected ',' or ']'"),
    ("brand:\n\tcolors: {}", 2, "cannot start any token"),
    ("key: *nowhere", 1, "undefined alias"),
]


@pytest.mark.parametrize(("added", "line", "said"), WRONG, ids=[added.replace("\n", " ") for added, _, _ in WRONG])
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, added: str, line: int, said: str) -> None:
    path = write(tmp_path, MINIMAL + added + "\n")
    with pytest.raises(BadSettings) as raised:
        load_site(path)
    assert raised.value.where == f"{path}:{LINES + line}"
    assert said in str(raised.value)
    assert raised.value.remedy
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MINIMAL.replace("name: The Demo\n", ""), "name: Field required"),
        (MINIMAL.replace("path: articles", "url: here"), "source.path: Field required"),
        (MINIMAL.replace("type: folder", "type: gopher"), "source"),
        (MINIMAL.replace("type: folder, ", ""), "source"),
        ("", "A site's file is a list of settings"),
        ("- a\n- b\n", "A site's file is a list of settings"),
        ("just words\n", "A site's file is a list of settings"),
    ],
)
def test_what_is_missing_is_named_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadSettings) as raised:
        load_site(path)
    assert (raised.value.where or "").startswith(f"{path}:")
    assert said in str(raised.value)


def test_all_faults_of_a_file_are_told_at_once_in_order(tmp_path: Path) -> None:
    path = write(tmp_path, MINIMAL + "language: english\ntimezone: Mars\nfilms:\n  seconds: 10\n")
    with pytest.raises(BadSettings) as raised:
        load_site(path)
    text = str(raised.value)
    assert text.index("line 4: language") < text.index("line 5: timezone") < text.index("line 7: films.seconds")
    assert raised.value.where == f"{path}:4"


@pytest.mark.parametrize("content", [b"name: \xff\xfe\n", b"name: \x00\n"])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "demo.yaml"
    path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"demo\.yaml"):
        load_site(path)


@pytest.mark.parametrize(
    "name", ["My Site.yaml", "ümlaut.yaml", "a_b.yaml", "a-name-that-is-much-too-long-for-a-key.yaml"]
)
def test_a_files_name_is_the_sites_id_and_must_suit_a_key(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name=name)
    with pytest.raises(BadSettings, match="id: ") as raised:
        load_site(path)
    assert raised.value.where == f"{path}:1"


def test_sites_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "c.yml", "a.yaml"):
        write(tmp_path, name=name)
    write(tmp_path, "no settings", "README.md")
    assert list(load_sites(tmp_path)) == ["a", "b", "c"]


def test_an_id_is_used_once(tmp_path: Path) -> None:
    write(tmp_path, name="a.yaml")
    write(tmp_path, MINIMAL + "id: a\n", "b.yaml")
    with pytest.raises(BadSettings, match=r"b\.yaml: The id 'a' is used twice"):
        load_sites(tmp_path)


def test_no_folder_means_no_sites(tmp_path: Path) -> None:
    assert load_sites(tmp_path) == {}
    assert load_sites(tmp_path / "missing") == {}


def test_one_broken_file_leaves_the_other_sites_well(tmp_path: Path) -> None:
    good = "name: Good\nurl: https://good.example.org\nsource: {type: feed, url: https://good.example.org/feed.xml}\n"
    (tmp_path / "bad.yaml").write_text(good + "colour: red\n", encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    sites, problems = read_sites(tmp_path)
    assert list(sites) == ["good"]
    assert list(problems) == ["bad"]
    assert "bad.yaml:4" in str(problems["bad"])
