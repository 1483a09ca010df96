"""The examples in the documentation of the client are run, against the real server."""

import doctest
import importlib
import pkgutil
from datetime import date

import pytest

import officer_directory_client
from officer_directory_client import ClientSecret, HrDirectory, PublicDirectory

NAMES = sorted(
    f"officer_directory_client.{found.name}"
    for found in pkgutil.iter_modules(officer_directory_client.__path__)
    if not found.ispkg
)
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


def examples(name):
    return [t for t in doctest.DocTestFinder().find(importlib.import_module(name)) if t.examples]


def run(tests, **given):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in tests:
        test.globs |= given
        runner.run(test)
    return runner.tries, runner.failures


READING = [name for name in ("officer_directory_client", *NAMES) if "personnel" not in name]


def test_examples_of_reading_are_true(directory_served, tmp_path, capsys):
    with PublicDirectory(directory_served.api) as directory:
        given = {"directory": directory, "api": directory_served.api, "folder": tmp_path}
        tests = [test for name in READING for test in examples(name)]
        tried, failed = run(tests, date=date, **given)
    assert (failed, tried > 12) == (0, True), capsys.readouterr().out


def test_examples_of_writing_are_true(written_to, capsys):
    client = written_to.client()
    credential = ClientSecret(client.client_id, client.client_secret)
    with HrDirectory(written_to.api, credential) as hr:
        tried, failed = run(examples("officer_directory_client.personnel"), hr=hr)
    assert (failed, tried > 6) == (0, True), capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_what_others_import_is_documented(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for said in vars(module).values():
        if getattr(said, "__module__", None) == name and not said.__name__.startswith("_"):
            assert said.__doc__, said
