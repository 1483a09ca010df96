"""compose.yaml read as an engine reads it: variables put in, commands and checks of a service."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.container.images import PROJECT, Image

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<how>:[-?])?(?P<other>[^}]*)\}")
SERVICES = ("postgres", "redis")  # which this machine has already


@dataclass
class Service:
    """A service that runs an image of ours."""

    image: Image
    settings: dict[str, Any]

    @property
    def command(self) -> list[str]:
        return [*self.image.entrypoint, *self.settings.get("command", self.image.command)]

    def start(self, data: Path):
        """Start it as its image and its settings say; its volumes lie below a folder."""
        root = self.image.root
        assert self.settings["read_only"] is True
        assert self.settings["cap_drop"] == ["ALL"]
        given = self.settings.get("environment", {})
        root.environment |= {name: str(value or "") for name, value in given.items()}
        root.volumes = {}
        for volume in self.settings.get("volumes", []):
            name, inside = volume.split(":")
            root.volumes[inside] = data / name
        return root.start(self.command)

    def is_healthy(self) -> bool:
        command = self.image.health
        assert command[0] != "NONE"
        with self.image.root.start(command) as asked:
            asked.communicate()
        return asked.returncode == 0


def composed(images: dict[str, Image], given: dict[str, str]) -> dict[str, Service]:
    """The services that are built here, by name."""
    text = (PROJECT / "compose.yaml").read_text()
    found = yaml.safe_load(_VARIABLE.sub(lambda match: _filled(match, given), text))
    return {
        name: Service(images[settings["build"]["target"]], settings)
        for name, settings in found["services"].items()
        if name not in SERVICES
    }


def _filled(match: re.Match[str], given: dict[str, str]) -> str:
    value = given.get(match["name"], "")
    if value or match["how"] is None:
        return value
    assert match["how"] == ":-", f"{match['name']} has to be given: {match['other']}"
    return match["other"]
