"""What the sign-ins remember: clients, codes, families of tokens from one consent, and orders for the next."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.kit import Database, Kit

FIRST_CLIENT, FIRST_SECRET = "sandbox-client", "sandbox-secret"
REDIRECTS = ("https://reprise.example/callback", "http://127.0.0.1/callback")
"""Registered for the first client. On loopback a port may be added where the platform allows that."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS clients (
    platform TEXT NOT NULL, id TEXT NOT NULL, secret TEXT NOT NULL, redirects TEXT NOT NULL, scopes TEXT NOT NULL,
    partner INTEGER NOT NULL, PRIMARY KEY (platform, id));
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, platform TEXT NOT NULL, client TEXT NOT NULL, redirect TEXT NOT NULL, scopes TEXT NOT NULL,
    challenge TEXT, account TEXT NOT NULL, offline INTEGER NOT NULL, ends REAL NOT NULL, family TEXT);
CREATE TABLE IF NOT EXISTS family (
    token TEXT PRIMARY KEY, family TEXT NOT NULL, platform TEXT NOT NULL, client TEXT NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS calls (platform TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (platform, what));
"""


@dataclass(frozen=True)
class Client:
    """An app; without a secret it is public. `scopes` None: all. A `partner` gets refresh tokens where only such do."""

    id: str
    secret: str
    redirects: tuple[str, ...]
    scopes: frozenset[str] | None
    partner: bool


@dataclass(frozen=True)
class Code:
    """A consent that is waiting to be exchanged. `family` is set once it was."""

    code: str
    client: str
    redirect: str
    scopes: frozenset[str]
    challenge: str | None
    account: str
    offline: bool
    ends: float
    family: str | None


class OAuthState:
    """The sign-ins of every platform, in one database beside the tokens."""

    def __init__(self, kit: Kit) -> None:
        self._db = Database(kit.folder / "oauth.db", _SCHEMA)
        self._tokens = kit.tokens

    def close(self) -> None:
        self._db.close()

    def add_client(
        self,
        platform: str,
        id_: str,
        secret: str,
        redirects: tuple[str, ...],
        scopes: frozenset[str] | None = None,
        *,
        partner: bool = False,
    ) -> None:
        row = (platform, id_, secret, json.dumps(redirects), json.dumps(scopes and sorted(scopes)), partner)
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO clients VALUES (?, ?, ?, ?, ?, ?)", row)

    def client(self, platform: str, id_: str) -> Client | None:
        rows = self._db.rows("SELECT * FROM clients WHERE platform = ? AND id = ?", platform, id_)
        if not rows:
            return Client(FIRST_CLIENT, FIRST_SECRET, REDIRECTS, None, False) if id_ == FIRST_CLIENT else None
        row, scopes = rows[0], json.loads(rows[0]["scopes"])
        return Client(
            row["id"],
            row["secret"],
            tuple(json.loads(row["redirects"])),
            None if scopes is None else frozenset(scopes),
            bool(row["partner"]),
        )

    def add_code(self, platform: str, code: Code) -> None:
        row = (code.code, platform, code.client, code.redirect, " ".join(sorted(code.scopes)), code.challenge)
        with self._db.change() as db:
            db.execute(
                "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (*row, code.account, code.offline, code.ends),
            )

    def code(self, platform: str, text: str) -> Code | None:
        rows = self._db.rows("SELECT * FROM codes WHERE platform = ? AND code = ?", platform, text)
        if not rows:
            return None
        row = rows[0]
        return Code(
            row["code"],
            row["client"],
            row["redirect"],
            frozenset(row["scopes"].split()),
            row["challenge"],
            row["account"],
            bool(row["offline"]),
            row["ends"],
            row["family"],
        )

    def use_code(self, code: str) -> str | None:
        """The family that begins with this code; None if it has begun already."""
        family = secrets.token_hex(8)
        with self._db.change() as db:
            found = db.execute("UPDATE codes SET family = ? WHERE code = ? AND family IS NULL", (family, code))
            return family if found.rowcount else None

    def join(self, token: str, family: str, platform: str, client: str) -> None:
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO family VALUES (?, ?, ?, ?, 0)", (token, family, platform, client))

    def member(self, platform: str, token: str) -> tuple[str, str, bool] | None:
        """A token's family, its client, and whether it was used."""
        rows = self._db.rows("SELECT * FROM family WHERE platform = ? AND token = ?", platform, token)
        return (rows[0]["family"], rows[0]["client"], bool(rows[0]["used"])) if rows else None

    def use(self, token: str) -> bool:
        """Mark a refresh token as used; False when it was already."""
        with self._db.change() as db:
            return db.execute("UPDATE family SET used = 1 WHERE token = ? AND used = 0", (token,)).rowcount > 0

    def end_family(self, platform: str, family: str) -> None:
        """Revoke every token that came from one consent."""
        for row in self._db.rows("SELECT token FROM family WHERE platform = ? AND family = ?", platform, family):
            self._tokens.revoke(platform, token=row["token"])

    def order(self, platform: str, what: Mapping[str, Any]) -> None:
        with self._db.change() as db:
            db.execute("INSERT INTO orders (platform, what) VALUES (?, ?)", (platform, json.dumps(dict(what))))

    def next_order(self, platform: str) -> dict[str, Any]:
        """What was ordered for the next consent, which uses it up."""
        with self._db.change() as db:
            row = db.execute("SELECT * FROM orders WHERE platform = ? ORDER BY id LIMIT 1", (platform,)).fetchone()
            if row is None:
                return {}
            db.execute("DELETE FROM orders WHERE id = ?", (row["id"],))
        found: dict[str, Any] = json.loads(row["what"])
        return found

    def count(self, platform: str, what: str) -> None:
        with self._db.change() as db:
            db.execute(
                "INSERT INTO calls VALUES (?, ?, 1) ON CONFLICT (platform, what) DO UPDATE SET count = count + 1",
                (platform, what),
            )

    def counts(self, platform: str) -> dict[str, int]:
        """How often each kind of grant was asked for."""
        return {row["what"]: row["count"] for row in self._db.rows("SELECT * FROM calls WHERE platform = ?", platform)}
