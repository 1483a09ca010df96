"""Both shells have the same methods, and nothing that one directory needs is large or ours."""

import inspect
import subprocess
import sys
import threading
from importlib.metadata import distribution
from pathlib import Path

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from packaging.requirements import Requirement

import officer_directory_client
from officer_directory_client import (
    AsyncPublicDirectory,
    ClientSecret,
    HrDirectory,
    PublicDirectory,
)

FACES = ("PublicDirectory", "PressDirectory", "HrDirectory")


def methods(face):
    return {
        name: found
        for name, found in inspect.getmembers(face, inspect.isfunction)
        if not name.startswith("_")
    }


def first_line(method):
    return inspect.getdoc(method).partition("\n")[0]


@pytest.mark.parametrize("face", FACES)
def test_both_shells_have_the_same_methods_signatures_and_summaries(face):
    sync = methods(getattr(officer_directory_client, face))
    later = methods(getattr(officer_directory_client, f"Async{face}"))
    assert sync.keys() == later.keys()
    for name, found in sync.items():
        here, there = inspect.signature(found), inspect.signature(later[name])
        assert here.parameters == there.parameters, name
        said = str(there.return_annotation).replace("AsyncPages", "Pages")
        assert str(here.return_annotation) == said, name
        assert first_line(found) == first_line(later[name]), name
        lazy = "Pages" in said
        assert inspect.iscoroutinefunction(later[name]) != lazy, name


def test_every_public_name_is_there():
    assert sorted(officer_directory_client.__all__) == officer_directory_client.__all__
    assert all(hasattr(officer_directory_client, name) for name in officer_directory_client.__all__)


def test_many_tasks_ask_one_directory_at_the_same_time(directory_served):
    async def ask():
        found = []
        async with AsyncPublicDirectory(directory_served.api) as directory:

            async def one(name):
                found.append((await directory.officers(q=name).first()).records[0].last_name)

            async with anyio.create_task_group() as tasks:
                for name in ("diaz", "okafor", "kim", "garcia") * 4:
                    tasks.start_soon(one, name)
        return sorted(found)

    with start_blocking_portal() as portal:
        assert portal.call(ask) == sorted(["Díaz", "Okafor", "Kim", "García"] * 4)


def test_many_threads_ask_one_directory_at_the_same_time(directory_served):
    client = directory_served.client()
    found, names = [], ["diaz", "okafor", "kim", "garcia"] * 4
    with HrDirectory(
        directory_served.api, ClientSecret(client.client_id, client.client_secret)
    ) as hr:
        asking = [
            threading.Thread(
                target=lambda name=name: found.append(hr.officers(q=name).first().records[0].uid)
            )
            for name in names
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
    assert sorted(found) == sorted(["30117", "30218", "30420", "30622"] * 4)


def test_a_download_that_is_given_up_leaves_nothing(directory_served, tmp_path):
    def give_up(done, total):
        raise KeyboardInterrupt

    with PublicDirectory(directory_served.api) as directory, pytest.raises(KeyboardInterrupt):
        directory.download(tmp_path / "o.csv", progress=give_up)
    assert list(tmp_path.iterdir()) == []


def closure():
    """What `pip install ./clients` installs, by name, without itself."""
    found, ahead = {}, ["officer-directory-client"]
    while ahead:
        name = ahead.pop()
        for text in distribution(name).requires or ():
            wanted = Requirement(text)
            if wanted.name in found or (
                wanted.marker and not wanted.marker.evaluate({"extra": ""})
            ):
                continue
            found[wanted.name] = distribution(wanted.name)
            ahead.append(wanted.name)
    return found


def test_an_installation_is_under_30_megabytes():
    """Every file that the client and what it needs put on the disk, compiled code included."""
    wheels = closure()
    assert {"authlib", "click", "httpx2"} <= wheels.keys()
    assert not {"pydantic", "fastapi", "sqlalchemy", "typer", "rich"} & wheels.keys()
    package = Path(officer_directory_client.__file__).parent
    ours = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
    sizes = {
        name: sum(p.stat().st_size for f in found.files or () if (p := f.locate()).is_file())
        for name, found in wheels.items()
    }
    assert all(sizes.values()), sizes
    assert sum(sizes.values()) + ours < 30_000_000, sizes


def test_the_client_imports_nothing_of_the_service():
    """In a process of its own, where nothing else has imported it."""
    code = (
        "import sys, officer_directory_client;"
        "print(sorted(n for n in sys.modules if n.partition('.')[0] in"
        " ('officer_directory', 'fastapi', 'starlette', 'sqlalchemy', 'casbin')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
