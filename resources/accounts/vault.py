"""Keeps an account's secrets unreadable outside of this process: Fernet, with keys from the environment or a file."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from reprise.errors import BadSettings

KEY_VARIABLE = "REPRISE_KEY"


class Vault:
    """Seals secrets with the first key and opens them with any.

    Nothing is read or made before it is needed, so that work without connected accounts wants no key.

    Args:
        key_file: where the key is kept, one on each line, the newest first; made when the first secret is sealed.
        env: REPRISE_KEY replaces the file: keys separated by commas, the newest first.
    """

    def __init__(self, key_file: Path, env: Mapping[str, str] = os.environ) -> None:
        self.key_file = key_file
        self._env = env

    @property
    def keys_are_in_the_environment(self) -> bool:
        return bool(self._env.get(KEY_VARIABLE, "").strip())

    def seal(self, secrets: Mapping[str, str], owner: str) -> str:
        """The secrets as a text that shows nothing. `owner` is whose they are; they open for nobody else."""
        text = json.dumps({"owner": owner, "secrets": dict(secrets)}, ensure_ascii=False)
        return self._fernet(make=True).encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str, owner: str) -> dict[str, str]:
        """The secrets again. Raises `BadSettings` when no key of ours opens them."""
        try:
            found = json.loads(self._fernet().decrypt(sealed.encode()))
        except InvalidToken:
            raise BadSettings(
                f"The secrets of {owner} cannot be read with {self._where()}.",
                remedy=f"Bring back the key they were written with, or {_anew(owner)}",
            ) from None
        if found["owner"] != owner:
            raise BadSettings(
                f"The secrets kept for {owner} are those of {found['owner']}.",
                remedy=f"Do this: {_anew(owner)}",
            )
        secrets: dict[str, str] = found["secrets"]
        return secrets

    def reseal(self, sealed: str, owner: str) -> str:
        """The same secrets under the newest key. Raises `BadSettings` as `open` does."""
        return self.seal(self.open(sealed, owner), owner)

    def add_key(self) -> None:
        """Put a new key before those of the file. Raises `BadSettings` where there is no file with keys."""
        if self.keys_are_in_the_environment:
            raise BadSettings(
                f"The keys are in {KEY_VARIABLE}, where only you can put a new one.",
                remedy=f"Write a new key and a comma before the old one: {KEY_VARIABLE}=new,old",
            )
        self._replace_file([Fernet.generate_key().decode("ascii"), *self._read_file()])

    def forget_old_keys(self) -> None:
        """Keep only the newest key of the file; what was sealed with older ones is unreadable from then on."""
        if not self.keys_are_in_the_environment and self.key_file.is_file():
            self._replace_file(self._read_file()[:1])

    def _fernet(self, *, make: bool = False) -> MultiFernet:
        if self.keys_are_in_the_environment:
            keys = [key.strip() for key in self._env[KEY_VARIABLE].split(",") if key.strip()]
        else:
            if make and not self.key_file.exists():
                self._make_file()
            keys = self._read_file()
        try:
            return MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise BadSettings(
                f"{self._where().capitalize()} holds something that is no key.",
                remedy='Make a key: python -c "from cryptography.fernet import Fernet as F; '
                'print(F.generate_key().decode())"',
            ) from None

    def _where(self) -> str:
        return f"the key in {KEY_VARIABLE}" if self.keys_are_in_the_environment else f"the key in {self.key_file}"

    def _read_file(self) -> list[str]:
        try:
            status = self.key_file.stat()
            text = self.key_file.read_text(encoding="ascii")
        except FileNotFoundError:
            raise BadSettings(
                "The key that opens the accounts' secrets is missing.",
                where=str(self.key_file),
                remedy=f"Bring the file back or set {KEY_VARIABLE}; without the key, connect the accounts again.",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(
                f"The key cannot be read ({type(error).__name__}).",
                where=str(self.key_file),
                remedy="Make it readable for the user that Reprise runs as, and only for it.",
            ) from None
        if status.st_mode & 0o077:
            raise BadSettings(
                "Others may read the key that opens the accounts' secrets.",
                where=str(self.key_file),
                remedy=f"Take their rights away: chmod 600 {self.key_file}",
            )
        keys = text.split()
        if not keys:
            raise BadSettings("The file of the key is empty.", where=str(self.key_file), remedy="Bring the key back.")
        return keys

    def _make_file(self) -> None:
        """A new key, complete before anybody sees it; of two processes that make one, the first wins."""
        temporary = self._write_beside([Fernet.generate_key().decode("ascii")])
        try:
            os.link(temporary, self.key_file)
        except FileExistsError:
            pass
        finally:
            temporary.unlink(missing_ok=True)

    def _replace_file(self, keys: list[str]) -> None:
        self._write_beside(keys).replace(self.key_file)

    def _write_beside(self, keys: list[str]) -> Path:
        self.key_file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.key_file.with_name(f".{self.key_file.name}.{uuid.uuid4().hex[:8]}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        return temporary


def _anew(owner: str) -> str:
    """What makes up for secrets that cannot be read: an account's, or those of an upload that was begun."""
    if owner.count("/") < 2:
        return "look at the account and settle the post: reprise settle."
    site, platform, name = owner.split("/", 2)
    return f"connect the account again: reprise connect {platform} --site {site} --account {name}"
