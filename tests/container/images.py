"""The Dockerfile carried out, instruction by instruction, each stage in a root of its own.

Only the instructions that ours has are known; another one is an error, so that none can go
untested. What is copied from the folder comes from a checkout, past `.dockerignore`.
"""

import json
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.container.clean_root import Root, debian

PROJECT = Path(__file__).parents[2]


@dataclass
class Image:
    """One built stage, and what it says of how it is run."""

    root: Root
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)


class Builder:
    """Builds the stages of the Dockerfile below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._context = folder / "context"
        self.images: dict[str, Image] = {}
        _check_out(self._context)

    def build(self) -> dict[str, Image]:
        from dockerfile_parse import DockerfileParser  # of the extra `container`

        parsed = DockerfileParser(str(PROJECT / "Dockerfile"), cache_content=True)
        for step in parsed.structure:
            if step["instruction"] != "COMMENT":
                getattr(self, f"_{step['instruction'].lower()}")(step["value"])
        return self.images

    def _from(self, value: str) -> None:
        origin, _, name = value.split()
        before = self.images.get(origin)
        path = self._folder / name
        if before is None:
            release = origin.removeprefix("debian:").removesuffix("-slim")
            self._image = Image(Root.copy_of(debian(release), path))
        else:
            root = Root.copy_of(before.root.path, path)
            root.environment, root.directory = dict(before.root.environment), before.root.directory
            self._image = Image(root)
        self.images[name] = self._image

    def _env(self, value: str) -> None:
        for word in shlex.split(value):
            name, _, given = word.partition("=")
            path = self._image.root.environment["PATH"]
            self._image.root.environment[name] = given.replace("$PATH", path)

    def _run(self, value: str) -> None:
        self._image.root.build(value)

    def _workdir(self, value: str) -> None:
        self._image.root.directory = value
        self._image.root.inside(".").mkdir(parents=True, exist_ok=True)

    def _copy(self, value: str) -> None:
        *sources, target = value.split()
        context = self._context
        if sources[0].startswith("--from="):
            context = self.images[sources.pop(0).removeprefix("--from=")].root.path
        inside = self._image.root.inside(target)
        for source in sources:
            origin = context / source.lstrip("/")
            into = inside / origin.name if target.endswith("/") else inside
            into.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "--archive", "-T", str(origin), str(into)], check=True)

    def _user(self, value: str) -> None:
        self._image.root.user = value

    def _volume(self, value: str) -> None:
        self._image.volumes.append(value)

    def _expose(self, value: str) -> None:
        assert value.isdigit()

    def _healthcheck(self, value: str) -> None:
        self._image.health = json.loads(value.partition("CMD")[2])

    def _entrypoint(self, value: str) -> None:
        self._image.entrypoint = json.loads(value)

    def _cmd(self, value: str) -> None:
        self._image.command = json.loads(value)


def _check_out(context: Path) -> None:
    """The files that git knows and `.dockerignore` lets in."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    let_in = [line[1:] for line in lines if line.startswith("!")]
    for name in listed.stdout.decode().splitlines():
        if any(name == one or fnmatch(name, f"{one}/*") for one in let_in):
            target = context / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target)
