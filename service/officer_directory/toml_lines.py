"""TOML with its line numbers, which `tomllib` forgets: for files whose faults are pointed at."""

import re
import tomllib
from typing import Any

from officer_directory.faults import BundleRefusedError, Fault


class TomlLines:
    """Where a TOML text says something."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._lines: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
                section = header[1].replace('"', "")
                self._lines.setdefault((section, ""), number)
            elif key := re.match(r"\s*\"?([\w-]+)\"?\s*[=.]", line):
                self._lines.setdefault((section, key[1]), number)

    def line(self, section: str, key: str = "") -> int:
        fallback = self._lines.get((section, ""), self._lines.get(("", section), 1))
        return self._lines.get((section, key), fallback)

    def fault(self, section: str, key: str, word: str, problem: str) -> Fault:
        return Fault(self.file, self.line(section, key), word, problem)


def read_toml(text: str, file: str) -> tuple[dict[str, Any], TomlLines]:
    """What a TOML text says, and where.

    Raises:
        BundleRefusedError: it is not TOML; with the line.
    """
    try:
        return tomllib.loads(text), TomlLines(text, file)
    except tomllib.TOMLDecodeError as error:
        raise BundleRefusedError([_broken(str(error), text, file)]) from error


def _broken(message: str, text: str, file: str) -> Fault:
    at = re.search(r"at line (\d+)", message)
    lines = text.split("\n")
    line = int(at[1]) if at else len(lines) - 1
    return Fault(file, line, lines[line - 1].strip(), f"is not TOML: {message}")
