"""Typed readers of environment variables. Nonsense stops the process with one sentence.

Every reader also takes the value from the file that ``NAME_FILE`` names, as container secrets are given.
A variable that is set and empty counts as not set.
"""

import os
from pathlib import Path
from typing import overload
from urllib.parse import SplitResult, unquote, urlsplit

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class BadSetting(SystemExit):
    """A variable holds something that cannot be meant; its message is what the operator reads."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"permis: the setting {name} {problem}")


def _raw(name: str) -> str | None:
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise BadSetting(name, f"is given twice, as {name} and as {name}_FILE: leave one out")
    if file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(f"{name}_FILE", f"names a file that cannot be read: {error}") from error
    return value or None


@overload
def text(name: str) -> str | None: ...
@overload
def text(name: str, default: str) -> str: ...
def text(name: str, default: str | None = None) -> str | None:
    """Return the variable as it stands, or the default."""
    return _raw(name) or default


def token(name: str) -> str | None:
    """Return a secret that will stand in a header: visible ASCII characters alone."""
    value = _raw(name)
    if value and not (value.isascii() and value.isprintable() and " " not in value):
        raise BadSetting(name, "holds characters that no token has: copy it anew")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return true or false; accepts 1/0, true/false, yes/no, on/off."""
    value = (_raw(name) or "").lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise BadSetting(name, f"is {value!r}: use true or false")
    return value in _TRUE


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within ``low``..``high``, both included."""
    value = _raw(name)
    if value is None:
        return default
    try:
        result = int(value)
    except ValueError:
        raise BadSetting(name, f"is {value!r}: use a whole number") from None
    if not low <= result <= high:
        raise BadSetting(name, f"is {result}: use a number from {low} to {high}")
    return result


def words(name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the comma-separated parts, without blanks."""
    value = _raw(name)
    return default if value is None else tuple(part.strip() for part in value.split(",") if part.strip())


def folder(name: str, default: Path) -> Path:
    """Return an absolute path; the folder need not exist yet."""
    value = _raw(name)
    path = default if value is None else Path(value).expanduser()
    if not path.is_absolute():
        raise BadSetting(name, f"is {value!r}: use an absolute path")
    return path


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """Return a URL of one of the schemes, without a trailing slash."""
    value = _raw(name)
    if value is None:
        return default
    if _split(name, value).scheme not in schemes:
        raise BadSetting(name, f"must begin with {' or '.join(s + '://' for s in schemes)}")
    return value.rstrip("/")


def database(name: str, default: str) -> dict[str, object]:
    """Return Django's connection settings for ``postgresql://user:password@host:port/name?host=/socket/folder``."""
    parts = _split(name, _raw(name) or default)
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadSetting(name, "must begin with postgresql://")
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    host = unquote(options.pop("host", "")) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "permis",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(_port(name, parts) or ""),
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }


def _split(name: str, value: str) -> SplitResult:
    try:
        return urlsplit(value)
    except ValueError:
        raise BadSetting(name, "is not a URL") from None


def _port(name: str, parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise BadSetting(name, "has a port that is not a number from 0 to 65535") from None
