"""Reading the environment: a default that works, and a start that stops and names the variable."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, *, default: str) -> str:
    """Return a text from the environment."""
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """Return a yes or no from the environment, or stop and name the variable."""
    raw = os.environ.get(name, "yes" if default else "no").lower()
    if raw not in {"yes", "no", "true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name}={raw!r}: expected yes or no.")
    return raw in {"yes", "true", "1"}


def env_int(name: str, *, default: int, least: int) -> int:
    """Return a whole number from the environment, or stop and name the variable."""
    raw = os.environ.get(name, str(default))
    if not raw.isdecimal() or int(raw) < least:
        raise ImproperlyConfigured(f"{name}={raw!r}: expected a whole number, at least {least}.")
    return int(raw)


def env_list(name: str, *, default: str) -> list[str]:
    """Return comma-separated words from the environment."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def env_database(name: str, *, default_file: Path) -> dict[str, object]:
    """Return Django's description of the database: a postgresql:// address, or a SQLite file."""
    raw = os.environ.get(name, "")
    if not raw or raw.startswith("sqlite:"):
        file = raw.removeprefix("sqlite:").removeprefix("//") or str(default_file)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(raw)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name}: expected postgresql://user:password@host:port/name or sqlite:FILE."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": env_bool("GRAPPE_DATABASE_POOL", default=True)}
        | dict(parse_qsl(parts.query)),
    }


def env_secret(name: str, *, file: Path, production: bool) -> str:
    """Return a secret from the environment; outside production, one kept in a file of its own."""
    if name in os.environ:
        if len(os.environ[name]) < 32:
            raise ImproperlyConfigured(f"{name}: expected at least 32 characters.")
        return os.environ[name]
    if production:
        raise ImproperlyConfigured(f"{name} is missing: production takes its secrets from it.")
    if not file.exists():
        from django.core.management.utils import get_random_secret_key

        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(get_random_secret_key())
        file.chmod(0o600)
    return file.read_text()
