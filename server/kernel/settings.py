"""Everything that a deployment may change, read once from the environment.

`docs/settings.md` is generated from this class (`python -m server settings-doc`).
"""

from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All that a deployment may change. Read once in cli.py, passed to build_app."""

    model_config = SettingsConfigDict(frozen=True, ignored_types=(cached_property,))

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, description="Port to listen on.")
    data_dir: Path = Field(
        default=Path("var"), description="Database, papers, jobs and secret. Back it up."
    )
    database_url: str | None = Field(
        default=None, description="PostgreSQL address; unset means SQLite in `DATA_DIR`."
    )
    blobs_url: str | None = Field(
        default=None,
        description="S3-compatible store of papers, `s3://bucket/prefix`; unset means"
        " `DATA_DIR/blobs`.",
    )
    blobs_endpoint: str | None = Field(
        default=None,
        description="Address of that store, e.g. `https://s3.example.vn`; unset means Amazon's.",
    )
    blobs_region: str = Field(default="us-east-1", description="Region of its bucket.")
    blobs_access_key: str | None = Field(
        default=None, description="Access key of the store; unset means that of `AWS_*` variables."
    )
    blobs_secret_key: SecretStr | None = Field(default=None, description="Its secret key.")
    blobs_ca: Path | None = Field(
        default=None,
        description="Certificate authority (PEM) of the store, if it is no public one.",
    )
    blobs_timeout_seconds: float = Field(
        default=8.0,
        description="Seconds in which the store must answer, or take or give 5 MB of a file.",
    )
    smtp_host: str = Field(
        default="", description="Mail server that takes reminders; unset means that none are sent."
    )
    smtp_port: int = Field(default=587, description="Its port.")
    smtp_tls: str = Field(
        default="starttls",
        description="How the way to it is kept secret: `starttls`, `tls` from the beginning, or"
        " empty for not at all.",
    )
    smtp_user: str = Field(default="", description="Name to sign in there with, if any.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    smtp_ca: Path | None = Field(
        default=None, description="Its certificate authority (PEM), if it is no public one."
    )
    smtp_from: str = Field(
        default="", description="Address that reminders come from, e.g. `vanphong@example.vn`."
    )
    smtp_timeout_seconds: float = Field(
        default=20.0, description="Seconds in which the mail server must answer."
    )
    tls_cert: Path | None = Field(
        default=None, description="Certificate chain (PEM), to serve https."
    )
    tls_key: Path | None = Field(default=None, description="Its private key (PEM).")
    public_origin: str | None = Field(
        default=None,
        description="Address people type when a proxy stands in front, e.g. "
        "`https://hop.example.vn`. Requests for another host are refused.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed."
    )
    locale: str = Field(
        default="vi", description="Language before a person has chosen one: `vi` or `en`."
    )
    timezone: str = Field(
        default="Asia/Ho_Chi_Minh", description="Time zone of the office; stored times are UTC."
    )
    max_upload_bytes: int = Field(
        default=200 * 1024**2, description="Largest paper accepted, in bytes."
    )
    max_pages: int = Field(default=5000, description="Longest paper accepted, in pages.")
    session_hours: float = Field(
        default=12.0, description="Hours after which a person signs in again."
    )
    session_idle_minutes: float = Field(
        default=240.0, description="Minutes without any request or open page before a session ends."
    )
    sign_in_tries: int = Field(
        default=10, description="Wrong passwords allowed per account and address."
    )
    sign_in_window_minutes: float = Field(
        default=15.0, description="Minutes over which they are counted."
    )
    live_stall_seconds: float = Field(
        default=20.0, description="Seconds before whoever takes nothing of what is sent is let go."
    )
    live_heartbeat_seconds: float = Field(default=4.0, description="Seconds between heartbeats.")
    writer_queue: int = Field(
        default=200, description="Writes that may wait before one is refused (503)."
    )
    writer_wait_seconds: float = Field(
        default=2.0, description="Seconds a write may wait for its turn before it is refused (503)."
    )
    disk_reserve_bytes: int = Field(
        default=200 * 1024**2,
        description="Room kept in `DATA_DIR` for an open session on a full disk, in bytes.",
    )
    disk_alarm_percent: float = Field(
        default=10.0, description="Room on its disk below which the log says so, in per cent."
    )
    slow_head_seconds: float = Field(
        default=10.0, description="Seconds in which a request's head must have come."
    )
    slow_body_seconds: float = Field(
        default=20.0,
        description="Seconds in which a body or an answer must have moved on by 1 KiB.",
    )
    receipt_days: int = Field(
        default=30, description="Days for which a form sent twice is recognised."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Bearer token for `/metrics` (Prometheus); unset means no such address.",
    )
    log_level: str = Field(default="INFO", description="Least severity that is logged.")

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, url: str | None) -> str | None:
        """Accept the `postgres://` that hosting services hand out."""
        if not url:
            return None
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
            raise ValueError("DATABASE_URL must be a PostgreSQL address")
        return f"postgresql+psycopg://{rest}"

    @field_validator("blobs_url")
    @classmethod
    def _bucket(cls, url: str | None) -> str | None:
        """Take an empty address for none, as with `database_url`."""
        if not url:
            return None
        address = urlsplit(url)
        if address.scheme != "s3" or not address.netloc:
            raise ValueError("BLOBS_URL must be s3://bucket or s3://bucket/prefix")
        return url

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, locale: str) -> str:
        if locale not in ("vi", "en"):
            raise ValueError("LOCALE must be vi or en")
        return locale

    @field_validator("smtp_tls")
    @classmethod
    def _known_tls(cls, mode: str) -> str:
        if mode not in ("", "starttls", "tls"):
            raise ValueError("SMTP_TLS must be starttls, tls or empty")
        return mode

    @property
    def sends_mail(self) -> bool:
        """Whether reminders can go by e-mail at all."""
        return bool(self.smtp_host and self.smtp_from)

    @property
    def serves_tls(self) -> bool:
        """Whether this process itself speaks https."""
        return self.tls_cert is not None

    @property
    def address(self) -> str:
        """Where people find this instance, as far as it knows; no slash at the end."""
        scheme = "https" if self.serves_tls else "http"
        return (self.public_origin or f"{scheme}://{self.host}:{self.port}").rstrip("/")

    @cached_property
    def public_host(self) -> str | None:
        """Host and port of `public_origin`, or None where any host will do."""
        return urlsplit(self.public_origin).netloc if self.public_origin else None

    @property
    def blob_dir(self) -> Path:
        """Where papers lie, by hash, unless `blobs_url` says otherwise."""
        return self.data_dir / "blobs"

    @property
    def upload_dir(self) -> Path:
        """Where uploads wait until they have been inspected."""
        return self.data_dir / "uploads"


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = [
        "# Settings",
        "",
        "Read from the environment when a process starts. Generated by"
        " `python -m server settings-doc`; do not edit.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
