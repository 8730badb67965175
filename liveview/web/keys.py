"""Where the app's secret comes from."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from liveview.errors import ConfigurationError
from liveview.seal import derive

VARIABLE = "LIVEVIEW_SECRET"
STATE_VARIABLE = "LIVEVIEW_STATE_DIR"
# 256 bits of a good source; what a person types is longer to make up for its regularity.
MINIMUM_LENGTH = 32


def secrets_of(given: str | list[str] | None, *, has_machines: bool = False) -> list[str]:
    """The key ring's secrets, the newest first.

    Args:
        given: what the app was made with; else `LIVEVIEW_SECRET` (several by commas); else a file made for
            this user on this machine, so that a restart keeps the pages that are open.
        has_machines: whether other machines serve the app: a file would be another one on each.

    Raises:
        ConfigurationError: for a secret that is too short to be one, or none where machines have to share it.
    """
    if given is None:
        given = [part.strip() for part in os.environ.get(VARIABLE, "").split(",") if part.strip()]
    found = [given] if isinstance(given, str) else list(given)
    for secret in found:
        if len(secret) < MINIMUM_LENGTH:
            raise ConfigurationError(
                f"the secret has {len(secret)} characters and needs {MINIMUM_LENGTH}: "
                'make one with python -c "import secrets; print(secrets.token_urlsafe(32))"'
            )
    if not found and has_machines:
        raise ConfigurationError(
            f"the machines of a cluster need one secret, by which each knows the pages of the others: set {VARIABLE} "
            'to the same on all of them, made by python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return found or [_from_file(state_directory() / "secret")]


def secret_for(purpose: str) -> str:
    """A secret for something beside the pages, such as sessions: the same in all workers, and after a restart.

    It is made from the app's own (`LIVEVIEW_SECRET`, or the file in the state directory), and tells nothing of it.
    Where that is changed this one is another, too.

    Args:
        purpose: what for. For each there is another one.

    Returns:
        64 characters.

    Raises:
        ConfigurationError: there is no place for the app's secret.
    """
    return derive(secrets_of(None)[0], f"for {purpose}").hex()


def state_directory() -> Path:
    """Where the framework keeps what must survive a restart: `LIVEVIEW_STATE_DIR`, else the user's state directory."""
    if os.environ.get(STATE_VARIABLE):
        return Path(os.environ[STATE_VARIABLE])
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "liveview"


def _from_file(path: Path) -> str:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write(path, secrets.token_urlsafe(32))
        return _read(path)
    except OSError as error:
        raise ConfigurationError(
            f"the app's secret cannot be kept in {path} ({error.strerror}): set {VARIABLE}, or {STATE_VARIABLE} to a "
            "folder that can be written"
        ) from error


def _read(path: Path) -> str:
    found = path.stat()
    if found.st_mode & 0o077:
        raise ConfigurationError(f"{path} can be read by others: chmod 600 it, or delete it to get a new secret")
    if os.name != "nt" and found.st_uid != os.geteuid():
        raise ConfigurationError(f"{path} is another user's, who knows what is in it: delete it to get a new secret")
    secret = path.read_text().strip()
    if len(secret) < MINIMUM_LENGTH:
        raise ConfigurationError(f"{path} holds no secret: delete it to get a new one")
    return secret


def _write(path: Path, secret: str) -> None:
    # Whole or not at all, and never over another process's: two workers may start at once.
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
