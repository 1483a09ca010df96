"""The how-to is run, and prints what it says; its crontab and its unit deliver."""

import configparser
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.clients.hr.delivering import bulk

from officer_directory_client.hr.command import cli

PAGE = (
    Path(__file__).parents[3] / "docs/how-to/deliver-from-an-hr-system-with-cron.md"
).read_text()
BLOCK = re.compile(r"<!-- ([^\n]+) -->\n```\w*\n(.*?)```", re.DOTALL)
SHOWN = dict(BLOCK.findall(PAGE))
RUN = {name.split()[1]: name for name in SHOWN if name.startswith("run: ")}


@pytest.fixture
def page(hr, monkeypatch):
    """The connector, in its folder, with the files that the page has."""
    for name, content in SHOWN.items():
        if name.startswith("file: "):
            hr.file(content, name.removeprefix("file: "))
    monkeypatch.chdir(hr.folder)
    (hr.folder / "secret").rename(hr.folder / "client-secret")
    settings = tomllib.loads(SHOWN["settings"])
    hr.set(**settings | {"api": hr.served.api, "client_id": hr.client.client_id})
    monkeypatch.setenv("OFFICER_DIRECTORY_HR_CONFIG", "hr.toml")
    return hr


def deliver(line):
    program, *arguments = shlex.split(line)
    assert program == "officer-directory-hr"
    return CliRunner().invoke(cli, arguments)


def test_every_block_that_is_marked_is_found():
    assert PAGE.count("<!-- ") == len(SHOWN)
    assert RUN.keys() == {"check", "plan", "wrong", "guard"}


@pytest.mark.parametrize("name", RUN)
def test_the_how_to_prints_what_it_says(page, name):
    line, _, said = SHOWN[RUN[name]].partition("\n")
    ran = deliver(line.removeprefix("$ "))
    settings = tomllib.loads(SHOWN["settings"])
    told = ran.output.replace(page.served.api, settings["api"])
    assert told.replace(page.client.client_id, settings["client_id"]) == said
    assert ran.exit_code == int((RUN[name].split()[2:] or ["0"])[0])
    assert page.imports() == 0


def test_the_crontab_delivers_the_newest(page):
    page.file(bulk("90001"), "out/roster-1.csv")
    line = SHOWN["crontab"].splitlines()[1].replace("/srv/hr", str(page.folder))
    *when, command = line.split(maxsplit=5)
    assert when == ["15", "2", "*", "*", "*"]
    assert deliver(command).exit_code == 3  # one of fifteen: the guard asks
    assert page.known() == {}
    ran = deliver(command + " --at-most-removed 100%")
    assert (ran.exit_code, ran.output, page.known().keys()) == (0, "", {"90001"})
    assert page.report["deliveries"][0]["outcome"] == "imported"
    assert deliver(command).output == ""


def test_the_service_delivers_each(page, monkeypatch):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(SHOWN["service"])
    for number in (1, 2):
        page.file(bulk(f"9000{number}"), f"out/changes-{number}.csv")
    command = unit["Service"]["ExecStart"].replace("/srv/hr", str(page.folder))
    assert (deliver(command).exit_code, page.known().keys()) == (0, {"90001", "90002"})
    settings = re.findall(r"OFFICER_DIRECTORY_HR_(\w+)=", SHOWN["service"])
    assert [name.lower() for name in settings] == ["config", "state"]
