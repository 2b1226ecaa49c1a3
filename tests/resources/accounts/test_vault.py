"""What is sealed opens with its key, for its owner, and with nothing else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from reprise.errors import BadSettings
from resources.accounts.vault import Vault

OWNER = "demo/x/main"
SECRETS = {"token": "tok-ABCDEF", "refresh": "ref-GHIJKL"}


def key() -> str:
    return Fernet.generate_key().decode()


def test_a_key_file_is_made_when_a_secret_is_first_sealed_and_is_for_its_owner_only(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "home" / "secret.key", env={})
    assert not vault.key_file.exists()
    sealed = vault.seal(SECRETS, OWNER)
    assert stat.S_IMODE(vault.key_file.stat().st_mode) == 0o600
    assert Vault(vault.key_file, env={}).open(sealed, OWNER) == SECRETS
    assert list(vault.key_file.parent.iterdir()) == [vault.key_file]


def test_nothing_of_a_secret_shows_when_it_is_sealed(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={})
    sealed = vault.seal(SECRETS, OWNER)
    assert "ABCDEF" not in sealed
    assert "GHIJKL" not in sealed
    assert vault.key_file.read_text().strip() not in repr(vault)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=2000), max_size=5))
def test_every_secret_comes_back_as_it_was(secrets: dict[str, str]) -> None:
    vault = Vault(Path("/nonexistent/secret.key"), env={"REPRISE_KEY": "A" * 43 + "="})
    assert vault.open(vault.seal(secrets, OWNER), OWNER) == secrets


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={})
    sealed = vault.seal(SECRETS, OWNER)
    vault.key_file.chmod(0o640)
    with pytest.raises(BadSettings, match="chmod 600"):
        vault.open(sealed, OWNER)


def test_a_missing_an_empty_and_a_broken_key_file_are_clear_errors(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={})
    sealed = vault.seal(SECRETS, OWNER)
    vault.key_file.unlink()
    with pytest.raises(BadSettings, match="missing"):
        vault.open(sealed, OWNER)
    assert not vault.key_file.exists(), "opening never makes a key, which could open nothing"
    for text, said in (("", "empty"), ("nonsense\n", "is no key"), ("schlüssel", "cannot be read")):
        vault.key_file.write_text(text, encoding="utf-8")
        vault.key_file.chmod(0o600)
        with pytest.raises(BadSettings, match=said):
            vault.open(sealed, OWNER)


def test_the_environments_key_goes_before_the_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={"REPRISE_KEY": key()})
    vault.seal(SECRETS, OWNER)
    assert not vault.key_file.exists()


def test_a_wrong_key_names_the_account_and_the_remedy(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "secret.key", env={"REPRISE_KEY": key()}).seal(SECRETS, OWNER)
    with pytest.raises(BadSettings) as failed:
        Vault(tmp_path / "secret.key", env={"REPRISE_KEY": key()}).open(sealed, OWNER)
    assert "secrets of demo/x/main cannot be read with the key in REPRISE_KEY" in str(failed.value)
    assert "reprise connect x --site demo --account main" in str(failed.value)


def test_what_is_no_key_at_all_is_not_shown_in_its_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as failed:
        Vault(tmp_path / "secret.key", env={"REPRISE_KEY": "hunter2"}).seal(SECRETS, OWNER)
    assert "hunter2" not in str(failed.value)


def test_secrets_that_were_copied_to_another_account_do_not_open(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={})
    with pytest.raises(BadSettings, match="are those of demo/x/main"):
        vault.open(vault.seal(SECRETS, OWNER), "demo/x/second")


def test_keys_are_rotated_in_the_environment(tmp_path: Path) -> None:
    old, new = key(), key()
    sealed = Vault(tmp_path / "k", env={"REPRISE_KEY": old}).seal(SECRETS, OWNER)
    anew = Vault(tmp_path / "k", env={"REPRISE_KEY": f"{new}, {old}"}).reseal(sealed, OWNER)
    assert Vault(tmp_path / "k", env={"REPRISE_KEY": new}).open(anew, OWNER) == SECRETS
    with pytest.raises(BadSettings):
        Vault(tmp_path / "k", env={"REPRISE_KEY": new}).open(sealed, OWNER)


def test_keys_are_rotated_in_the_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secret.key", env={})
    sealed = vault.seal(SECRETS, OWNER)
    vault.add_key()
    anew = vault.reseal(sealed, OWNER)
    assert vault.open(sealed, OWNER) == vault.open(anew, OWNER) == SECRETS
    vault.forget_old_keys()
    assert vault.open(anew, OWNER) == SECRETS
    with pytest.raises(BadSettings):
        vault.open(sealed, OWNER)
    assert stat.S_IMODE(vault.key_file.stat().st_mode) == 0o600


def test_a_key_of_the_environment_is_not_replaced_behind_its_back(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="REPRISE_KEY=new,old"):
        Vault(tmp_path / "secret.key", env={"REPRISE_KEY": key()}).add_key()


def test_many_that_make_the_first_key_at_once_agree_on_one(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda _: Vault(file, env={}).seal(SECRETS, OWNER), range(16)))
    assert all(Vault(file, env={}).open(text, OWNER) == SECRETS for text in sealed)
