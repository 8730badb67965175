"""Seals small values for a stranger to carry: nobody can read, change, forge or lend them.

AES-256-GCM (NIST SP 800-38D) with a fresh random nonce, good for 2**32 values of a key; keys derived from secret
text by HKDF (RFC 5869), one for each purpose. The first key of the ring seals, every key opens: to rotate, put the
new one in front.

    nonce · AES-256-GCM( format · expiry · payload; bound_to )

As bytes for a place of ours, and in base64url for a browser.
"""

from __future__ import annotations

import base64
import os
import struct
import time
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liveview.errors import ConfigurationError, TokenError

# Characters; checked before anything is decoded. With the page's path in it, a URL of 6 KB fits.
MAX_SEALED = 8192
NONCE = 12
TAG = 16
_HEADER = struct.Struct(">Bd")  # format, expiry
_FORMAT = 1


class Seal:
    """Seals and opens with a ring of keys.

    Args:
        secrets: the secrets, the newest first.
        purpose: what is sealed; a value sealed for one purpose does not open for another.
        wall: the time in seconds since 1970.

    Raises:
        ConfigurationError: without any secret.
    """

    def __init__(self, secrets: Sequence[str], purpose: str, wall: Callable[[], float] = time.time) -> None:
        if not secrets:
            raise ConfigurationError("Seal(secrets=[], …): give at least one secret; the first one seals")
        self._keys = [AESGCM(derive(secret, purpose)) for secret in secrets]
        self._wall = wall

    def seal(self, payload: bytes, *, bound_to: bytes, expires_in: float) -> str:
        """Seal a value.

        Args:
            payload: the value.
            bound_to: what must be the same when it is opened, such as a session.
            expires_in: seconds for which it opens.

        Returns:
            Text of letters, digits, `-` and `_`.

        Raises:
            ValueError: for a payload that is too large to be opened again.
        """
        text = _encode(self.seal_bytes(payload, bound_to=bound_to, expires_in=expires_in))
        if len(text) > MAX_SEALED:
            raise ValueError(f"a payload of {len(payload)} bytes is more than a token of {MAX_SEALED} characters holds")
        return text

    def open(self, sealed: str, *, bound_to: bytes) -> bytes:
        """The value that was sealed.

        Raises:
            TokenError: where it was not sealed by one of our keys for this purpose and binding, or has expired.
                Nothing else is raised, whatever the text.
        """
        return self.open_bytes(_decode(sealed), bound_to=bound_to)

    def seal_bytes(self, payload: bytes, *, bound_to: bytes, expires_in: float) -> bytes:
        """Seal a value of any size.

        Args:
            payload: the value.
            bound_to: what must be the same when it is opened.
            expires_in: seconds for which it opens.
        """
        nonce = os.urandom(NONCE)
        header = _HEADER.pack(_FORMAT, self._wall() + expires_in)
        return nonce + self._keys[0].encrypt(nonce, header + payload, bound_to)

    def open_bytes(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """The value that was sealed. How much is looked at is the caller's to bound.

        Raises:
            TokenError: as for `open`.
        """
        if len(sealed) < NONCE + TAG + _HEADER.size:
            raise TokenError("a sealed value that is too short")
        content = self._decrypt(sealed, bound_to)
        version, expires = _HEADER.unpack_from(content)  # it is there: only we could have sealed it
        if version != _FORMAT:
            raise TokenError(f"a sealed value of an unknown format {version}")
        if self._wall() > expires:
            raise TokenError(f"expired {self._wall() - expires:.0f} s ago")
        return content[_HEADER.size :]

    def _decrypt(self, content: bytes, bound_to: bytes) -> bytes:
        for key in self._keys:
            try:
                return key.decrypt(content[:NONCE], content[NONCE:], bound_to)
            except InvalidTag:
                continue
        raise TokenError("not sealed by this application for this session and page, or changed on the way")


def _decode(sealed: str) -> bytes:
    if len(sealed) > MAX_SEALED:
        raise TokenError(f"a sealed value of more than {MAX_SEALED} characters")
    try:
        content = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise TokenError("a sealed value that is no base64") from None
    if _encode(content) != sealed:  # base64 has spare bits: one value, one text
        raise TokenError("a sealed value that is written in an unusual way")
    return content


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def derive(secret: str, purpose: str) -> bytes:
    """A key of 256 bits for one purpose: nobody finds the secret or another purpose's key from it.

    Args:
        secret: what it is made from.
        purpose: what for.
    """
    return HKDF(SHA256(), 32, salt=None, info=f"liveview {purpose}".encode()).derive(secret.encode())
