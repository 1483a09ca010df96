"""Settings, read once from the environment: `OFFICER_DIRECTORY_*`.

An empty setting is an unset one. A name that is not a setting is refused, so that a
misspelt one cannot pass unnoticed. Nothing reads the environment on import.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from officer_directory.errors import RefusedByRuleError
from officer_directory.store.bundled import bundled_folder

PREFIX = "OFFICER_DIRECTORY_"
_TESTS = f"{PREFIX}TEST_"  # the test suite's own; nothing else reads them
_PORTAL = ("PORTAL_KEY", "PORTAL_PUBLIC_URL", "PORTAL_TRUSTED_PROXIES")
_CLIENTS = {f"{PREFIX}{name}" for name in (*_PORTAL, "PRESS_HOME")}
_HR = f"{PREFIX}HR_"  # of the personnel systems' command, which refuses what it does not know
_ENGINES = ("sqlite", "postgresql")
_NUMBERS = {"ledger_press_seconds": (1, 3_600), "ledger_years": (1, 100), "threads": (2, 64)}
_REDIS = ("redis", "rediss")


class SettingError(RefusedByRuleError):
    """A setting that cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides; every field is `OFFICER_DIRECTORY_` and its name in capitals."""

    data: Path = field(
        default=Path("var"),
        metadata={"meaning": "Folder of the database, keys and files; owner-only."},
    )
    database_url: str = field(
        default="",
        metadata={"meaning": "The database: `sqlite:///FILE` or `postgresql://…`."},
    )
    policies: Path = field(
        default_factory=lambda: bundled_folder("policies"),
        metadata={"meaning": "Folder of policy bundles."},
    )
    public_url: str = field(
        default="",
        metadata={
            "meaning": "Address under which readers reach this service: for links, and the one"
            " host that is answered. Unset: localhost and addresses in numbers are."
        },
    )
    appeals: str = field(
        default="the head of the agency that runs this directory",
        metadata={"meaning": "To whom one may appeal whose key was revoked, or was refused."},
    )
    issuers: str = field(
        default="",
        metadata={"meaning": "TOML file of the issuers whose tokens are let in."},
    )
    embedded_issuer: str = field(
        default="on",
        metadata={"meaning": "`off`: no tokens are made here, and none made here are taken."},
    )
    photos: str = field(
        default="",
        metadata={
            "meaning": "Where photos are kept, encrypted: a folder (unset: `photos` in `DATA`), or"
            " `s3://BUCKET/PREFIX`, reached as the usual `AWS_*` variables say."
        },
    )
    threads: str = field(
        default="8",
        metadata={
            "meaning": "How many questions one process asks of the database at a time. It holds"
            " about three connections to PostgreSQL for each."
        },
    )
    redis_url: str = field(
        default="",
        metadata={"meaning": "Shared store of limits, for several replicas; `redis://…`."},
    )
    redis_prefix: str = field(
        default="officer-directory",
        metadata={"meaning": "What the names of keys in Redis begin with; one for a deployment."},
    )
    limits: Path | None = field(
        default=None,
        metadata={"meaning": "A limits file whose numbers replace those of the bundles."},
    )
    trusted_proxies: str = field(
        default="",
        metadata={"meaning": "Networks of proxies whose `X-Forwarded-For` is believed."},
    )

    ledger_anchor: Path | None = field(
        default=None,
        metadata={
            "meaning": "Folder, on another machine best of all, where each checkpoint is put, and"
            " compared with at start and every minute."
        },
    )
    ledger_witnesses: Path | None = field(
        default=None,
        metadata={
            "meaning": "File of witnesses that sign the open checkpoints: on each line an address"
            " and a verifier key."
        },
    )
    alerts: Path | None = field(
        default=None,
        metadata={
            "meaning": "A file of rules for alerts on unusual look-ups; its numbers replace those"
            " that are built in."
        },
    )
    ledger_years: str = field(
        default="5",
        metadata={
            "meaning": "For how many years what opens an inside entry is kept: then it is dropped,"
            " unless a legal hold is on it."
        },
    )
    oversight_key: Path | None = field(
        default=None,
        metadata={
            "meaning": "PEM file with oversight's X25519 public key: what opens oversight's entries"
            " in the ledger is kept encrypted to it. Unset: it is kept nowhere."
        },
    )
    ledger_press_seconds: str = field(
        default="60",
        metadata={"meaning": "How often the press log is signed, whatever was asked."},
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in an environment.

        Raises:
            SettingError: a name is unknown, or a value cannot be used.
        """
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and not name.startswith(_TESTS) and value.strip()
            if name not in _CLIENTS and not name.startswith(_HR)
        }
        known = {f.name: str if f.type is str else Path for f in fields(cls)}
        for name in sorted(given.keys() - known.keys()):
            raise SettingError(f"{PREFIX}{name.upper()} is not a setting; check its spelling.")
        values: dict[str, Any] = {n: known[n](value.strip()) for n, value in given.items()}
        return cls(**values)

    def __post_init__(self) -> None:
        url = self.database_url or f"sqlite:///{self.data.absolute() / 'directory.db'}"
        url = url.replace("postgres://", "postgresql://", 1)
        engine = url.partition(":")[0].partition("+")[0]
        if engine not in _ENGINES or url in ("sqlite://", "sqlite:///:memory:"):
            raise SettingError(f"{PREFIX}DATABASE_URL must be sqlite:///FILE or postgresql://…")
        if self.public_url and urlsplit(self.public_url).scheme not in ("http", "https"):
            raise SettingError(f"{PREFIX}PUBLIC_URL must begin with http:// or https://")
        if self.redis_url and urlsplit(self.redis_url).scheme not in _REDIS:
            raise SettingError(f"{PREFIX}REDIS_URL must begin with redis:// or rediss://")
        place = urlsplit(self.photos)
        if place.scheme not in ("", "s3") or (place.scheme == "s3" and not place.netloc):
            raise SettingError(f"{PREFIX}PHOTOS is a folder or s3://BUCKET/PREFIX.")
        for word in self.trusted_proxies.replace(",", " ").split():
            try:
                ip_network(word)
            except ValueError:
                raise SettingError(f"{PREFIX}TRUSTED_PROXIES: {word!r} is not a network.") from None
        for name, (least, most) in _NUMBERS.items():
            given = getattr(self, name)
            if not given.isdecimal() or not least <= int(given) <= most:
                raise SettingError(f"{PREFIX}{name.upper()} is a number from {least} to {most}.")
        if self.embedded_issuer not in ("on", "off"):
            raise SettingError(f"{PREFIX}EMBEDDED_ISSUER is on or off.")
        object.__setattr__(self, "data", self.data.absolute())
        object.__setattr__(self, "database_url", url)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def at_once(self) -> int:
        """How many questions are asked of the database at a time."""
        return int(self.threads)

    @property
    def streaming(self) -> int:
        """How many streams are read at a time, besides."""
        return self.at_once // 2

    @property
    def readers(self) -> int:
        """How many connections may read: of the questions, the streams, and the watch."""
        return self.at_once + self.streaming + 1

    @property
    def press_seconds(self) -> int:
        return int(self.ledger_press_seconds)

    @property
    def years_kept(self) -> int:
        return int(self.ledger_years)

    @property
    def issues_tokens(self) -> bool:
        return self.embedded_issuer == "on"

    @property
    def issuers_file(self) -> Path | None:
        return Path(self.issuers) if self.issuers else None

    @property
    def ledger_url(self) -> str:
        """Where the ledger is: a file of its own beside SQLite, else the same database."""
        return f"sqlite:///{self.data / 'ledger.db'}" if self.is_sqlite else self.database_url

    def prepare_data(self) -> Path:
        """DATA, made if it is not there, for its owner alone."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingError(f"{PREFIX}DATA {self.data}: {error.strerror}.") from error
        return self.data
