"""A root of nothing but Debian's smallest system, and commands run inside it.

What a container engine would do is done with `chroot` and mounts of one's own, so it needs
the rights of root; the system itself comes from `debootstrap`, once for each release.
"""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_KEPT = Path(__file__).parents[2] / "build" / "roots"
_TRUSTED = "/run/trusted.pem"  # the machine's own authorities, for whatever stands between
_LENT = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def debian(release: str) -> Path:
    """The smallest system of a release, made once and kept in `build/roots`."""
    root = _KEPT / release
    if not root.exists():
        _KEPT.mkdir(parents=True, exist_ok=True)
        unfinished = _KEPT / f"{release}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", release, str(unfinished)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(root)
    return root


@dataclass
class Root:
    """One root: `environment`, `directory` and `user` are those of the next command."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    directory: str = "/"
    user: str = "0:0"
    volumes: dict[str, Path] = field(default_factory=dict)  # inside: outside

    @classmethod
    def copy_of(cls, other: Path, path: Path) -> "Root":
        subprocess.run(["cp", "--archive", str(other), str(path)], check=True)
        shutil.copy("/etc/resolv.conf", path / "etc/resolv.conf")
        return cls(path, {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"})

    def inside(self, path: str) -> Path:
        """Where a path of the root lies on this machine."""
        absolute = PurePosixPath(self.directory, path)
        return self.path.joinpath(*absolute.parts[1:])

    def build(self, command: str) -> None:
        """Run a command of a build: what it writes stays."""
        done = subprocess.run(
            self._command(["/bin/sh", "-c", command], read_only=False, building=True),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}"

    def start(self, command: Sequence[str]) -> "subprocess.Popen[str]":
        """Start what a container runs: nothing it writes outside /tmp and its volumes stays."""
        return subprocess.Popen(
            self._command(command, read_only=True, building=False),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _command(self, command: Sequence[str], read_only: bool, building: bool) -> list[str]:
        root = shlex.quote(str(self.path))
        steps = [f"mount --bind {root} {root}"]
        steps += [f"mount --rbind /{name} {root}/{name}" for name in ("dev", "proc")]
        if building:
            steps += [f"touch {root}{_TRUSTED}", f"mount --bind {_authorities()} {root}{_TRUSTED}"]
        steps += [
            f"mount --bind {shlex.quote(str(outside))} {root}{inside}"
            for inside, outside in self.volumes.items()
        ]
        if read_only:
            steps += [f"mount -o remount,bind,ro {root}", f"mount -t tmpfs none {root}/tmp"]
        environment = {**self.environment, **(_lent() if building else {})}
        given = [f"{name}={value}" for name, value in environment.items()]
        entering = f"cd {shlex.quote(self.directory)} && exec {shlex.join(command)}"
        steps.append(
            f"exec chroot --userspec={self.user} {root} "
            + shlex.join(["env", "--ignore-environment", *given, "/bin/sh", "-c", entering])
        )
        shut = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return [*shut, "/bin/sh", "-c", " && ".join(steps)]


def end(process: "subprocess.Popen[str]") -> None:
    """Ask what a root runs to end, as an engine does: `unshare` itself takes no such signal."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with suppress(FileNotFoundError):  # it has ended already
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGTERM)


def _authorities() -> str:
    return os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")


def _lent() -> Mapping[str, str]:
    """What a machine lends to what is built on it: its way out, and whom it trusts."""
    way_out = {name: os.environ[name] for name in _LENT if name in os.environ}
    return {**way_out, "PIP_CERT": _TRUSTED}
