"""Which directory, and with which key: good before it is kept, and kept from others."""

import json
import os
import stat
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest
from tests.clients.broken_line import broken_line

from officer_directory_client.press.account import Account, remembered
from officer_directory_client.press.command import main

ROOT = Path(__file__).parents[3]


def test_a_key_is_kept_for_its_owner_alone(desk, directory_served):
    kept = desk.home / "account.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.home.stat().st_mode) == 0o700
    assert json.loads(kept.read_text())["key"] == directory_served.keys["press"]
    assert remembered().api == directory_served.api


def test_a_key_is_never_printed(nobody, directory_served):
    key = directory_served.keys["press"]
    said = nobody.runs("login", "--api", directory_served.api, stdin=f"{key}\n")
    assert key not in said
    assert "as press" in said
    assert key not in repr(remembered())


def test_a_key_is_no_argument():
    options = {name for each in main.commands["login"].params for name in each.opts}
    assert options == {"--api", "--key-file", "--no-key"}


def test_a_key_comes_from_a_file(nobody, directory_served, tmp_path):
    (tmp_path / "key.txt").write_text(f"{directory_served.keys['portal']}\n")
    said = nobody.runs("login", "--api", directory_served.api, "--key-file", tmp_path / "key.txt")
    assert "as public" in said


def test_what_is_not_given_is_asked_for_and_nobody_needs_a_key(nobody, directory_served):
    assert "as public" in nobody.runs("login", stdin=f"{directory_served.api}\n\n")
    assert remembered() == Account(directory_served.api, None)


def test_a_key_that_is_not_good_is_not_kept_and_it_says_what_to_do(nobody, directory_served):
    key = directory_served.keys["press"]
    wrong = key[:-8] + ("A" * 8 if key[-8:] != "A" * 8 else "B" * 8)
    said = nobody.refused("login", "--api", directory_served.api, "--key-file", "-", stdin=wrong)
    assert "login" in said
    assert wrong not in said
    assert not (nobody.home / "account.json").exists()


@pytest.mark.parametrize("tier", ["hr", "records", "oversight"])
def test_a_key_that_is_shown_more_than_the_public_is_not_taken(nobody, directory_served, tier):
    key = directory_served.keys[tier]
    said = nobody.refused("login", "--api", directory_served.api, "--key-file", "-", stdin=key)
    assert "more than the public" in said
    assert not (nobody.home / "account.json").exists()


def test_a_file_that_others_may_read_is_not_used(desk):
    (desk.home / "account.json").chmod(0o644)
    assert "chmod 600" in desk.refused("officers", "--agency", "fernhollow")


def test_without_a_directory_it_says_how_to_choose_one(nobody):
    assert "login" in nobody.refused("officers", "--agency", "fernhollow")
    with pytest.raises(click.ClickException):
        remembered()


def test_a_directory_that_does_not_answer_is_not_kept(nobody, waits):
    said = nobody.refused("login", "--api", "http://127.0.0.1:9", "--no-key")
    assert "Is that the address?" in said
    assert not (nobody.home / "account.json").exists()


def test_what_is_no_directory_is_told_from_one(nobody):
    with broken_line(lambda line: line.whole(b"<html>", "text/html")) as other:
        said = nobody.refused("login", "--api", other.api, "--no-key")
    assert "address of a directory" in said


@pytest.mark.parametrize(
    "given",
    [
        ("--api", "directory.example", "--no-key"),
        ("--api", "http://directory.example", "--no-key"),
        ("--api", "https://user:pass@directory.example", "--no-key"),
        ("--api", "https://directory.example", "--no-key", "--key-file", "-"),
        ("--api", "https://directory.example", "--key-file", "-"),
        ("--api", "https://directory.example", "--key-file", "missing.txt"),
    ],
)
def test_wrong_usage_is_2(nobody, given):
    nobody.refused("login", *given, stdin="", code=2)


def test_logout_forgets(desk):
    assert desk.runs("logout") == "Forgotten.\n"
    assert not (desk.home / "account.json").exists()
    assert desk.runs("logout") == "There was nothing to forget.\n"


def test_the_distribution_has_the_command():
    told = tomllib.loads((ROOT / "clients/pyproject.toml").read_text())
    module, _, name = told["project"]["scripts"]["officer-directory-press"].partition(":")
    assert getattr(import_module(module), name) is main


@pytest.mark.parametrize("name", sorted({"login", "officers", "watch", "open", "receipts"}))
def test_help_teaches_by_examples(nobody, name):
    assert f"officer-directory-press {name}" in nobody.runs(name, "--help")
    assert name in nobody.runs("--help")


def test_the_folder_is_the_users_own_where_none_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("OFFICER_DIRECTORY_PRESS_HOME", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(click.ClickException):
        remembered()
    (made,) = [Path(root) / name for root, names, _ in os.walk(tmp_path) for name in names][-1:]
    assert made.name == "officer-directory-press"
