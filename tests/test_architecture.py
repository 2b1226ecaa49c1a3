"""House rules that no other test would see broken: which part may know which, and who names a platform."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reprise.social.rules import PLATFORMS

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("reprise", "resources", "io_managers", "assets_pipeline", "sensors", "schedules", "cli", "sandbox")
LONGEST = 450

OUTER = ("assets_pipeline", "sensors", "schedules", "cli", "sandbox")
FORBIDDEN = {
    "reprise": (
        *("dagster", "dagster_dbt", "httpx", "requests", "aiohttp", "urllib3", "urllib.request", "http.client"),
        *("socket", "asyncio", "resources", "io_managers", *OUTER),
    ),
    "resources": OUTER,
    "io_managers": (*OUTER, "resources"),
    "assets_pipeline": ("sensors", "schedules", "cli", "sandbox"),
    "sensors": ("cli", "sandbox", "schedules"),
    "schedules": ("cli", "sandbox", "sensors"),
    "sandbox": ("assets_pipeline", "sensors", "schedules", "cli", "resources"),
}
"""What each package must not import, by the start of a dotted name."""

ASSEMBLERS = {
    "assets_pipeline/definitions.py": "puts sensors and schedules together with the assets",
    "sandbox/demo.py": "plays the whole project against the sandbox, as its operator would",
    "sandbox/demo_accounts.py": "connects the demo's accounts, as its editor would",
    "sandbox/demo_report.py": "reads what the demo made, as its analyst would",
}
"""Modules that stand outside the arrows because they put the parts together."""

NAMES_PLATFORMS = {
    "reprise/social/rules.py": "the table of the platforms' rules",
    "reprise/video/presets.py": "the table of film presets, each for one platform",
    "reprise/film_settings.py": "the presets made by default, one of which is called as its platform",
    "reprise/social/composing.py": "measures with the letter x",
    "resources/platforms/__init__.py": "the registry of clients",
    "resources/platforms/outbox_looks.py": "the table of how platforms look",
}
"""The only modules that write a platform's name as a value, beside each platform's own; and why."""


def files(*packages: str) -> list[Path]:
    return [
        path
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every dotted name a module imports, wherever it does so, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno} imports relatively"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def platform_literals(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string that is exactly a platform's name, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in PLATFORMS:
            yield node.lineno, node.value


def is_a_platforms_own(path: Path) -> bool:
    """`resources/platforms/x_media.py`, `resources/accounts/x.py` and `reprise/social/conventions/x.py` belong to X."""
    return path.parent.name in ("platforms", "accounts", "conventions") and path.stem.split("_")[0] in PLATFORMS


@pytest.mark.parametrize("package", FORBIDDEN)
def test_arrows_run_one_way(package: str) -> None:
    wrong = [
        f"{named(path)}:{line} imports {name}"
        for path in files(package)
        if named(path) not in ASSEMBLERS
        for line, name in imported(tree(path))
        if any(name == taboo or name.startswith(f"{taboo}.") for taboo in FORBIDDEN[package])
    ]
    assert not wrong


def test_the_guard_sees_imports_in_every_form() -> None:
    probe = ast.parse("import a.b as e\nfrom urllib import request\ndef f():\n    import socket\n")
    assert list(imported(probe)) == [(1, "a.b"), (2, "urllib.request"), (4, "socket")]


def test_nobody_names_a_platform_but_its_own_module_and_the_tables() -> None:
    wrong = [
        f"{named(path)}:{line} names {name!r}"
        for path in files("reprise", "resources", "io_managers", "assets_pipeline", "sensors", "schedules", "cli")
        if not is_a_platforms_own(path) and named(path) not in NAMES_PLATFORMS
        for line, name in platform_literals(tree(path))
    ]
    assert not wrong


def test_a_platforms_own_module_names_no_other_platform() -> None:
    wrong = [
        f"{named(path)}:{line} names {name!r}"
        for path in files("reprise", "resources")
        if is_a_platforms_own(path)
        for line, name in platform_literals(tree(path))
        if name != path.stem.split("_")[0]
    ]
    assert not wrong


def test_even_a_table_never_asks_which_platform_it_is() -> None:
    """A table has rows; `if platform == "x"` is a branch wherever it stands."""
    wrong = []
    for path in files("reprise", "resources", "io_managers", "assets_pipeline", "sensors", "schedules", "cli"):
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.Compare, ast.MatchValue)):
                found = list(platform_literals(ast.Module([ast.Expr(node)], [])))  # type: ignore[arg-type]
                wrong += [f"{named(path)}:{line} compares with {name!r}" for line, name in found]
    assert not wrong


def test_every_exception_to_the_rule_is_still_needed() -> None:
    idle = [name for name in NAMES_PLATFORMS if not list(platform_literals(tree(ROOT / name)))]
    assert not idle


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path in files(*PACKAGES) if not ast.get_docstring(tree(path))]
    assert not silent


def test_no_module_grows_too_long() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(*PACKAGES)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
