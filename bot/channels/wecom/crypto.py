"""WeCom's encryption (document 90968), both ways: callbacks signed and sealed, files sealed.

    signature   sha1 of the sorted, joined [token, timestamp, nonce, encrypt]
    key         base64(EncodingAESKey + "="), AES-256-CBC, IV = the key's first 16 bytes
    plaintext   16 random bytes, 4 bytes of length (big-endian), the message, the receiveid; PKCS#7 to 32

The receiveid is the corporation's id for an agent app and empty for an AI bot.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # bytes to which WeCom pads, not AES's 16: developer.work.weixin.qq.com/document/path/90968
OLDEST = 300  # seconds that a signed callback is good for, before and after


class Forged(Exception):
    """Not from WeCom, not for us, damaged, or too old: it is refused, and nothing more is said."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What travels: the sealed message with its signature."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


class Crypto:
    """Opens and seals. Raises ValueError for a key that is none."""

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        self._token, self._receive_id = token, receive_id.encode()
        try:
            self._key = base64.b64decode(f"{encoding_aes_key}=", validate=True)
        except binascii.Error:
            raise ValueError("an EncodingAESKey has 43 characters") from None
        if len(encoding_aes_key) != 43 or len(self._key) != 32:
            raise ValueError("an EncodingAESKey has 43 characters")

    def open(self, sealed: Sealed, now: float) -> bytes:
        """The message. `now`: seconds since 1970. Raises Forged."""
        expected = self.signature(sealed.timestamp, sealed.nonce, sealed.encrypt)
        if not hmac.compare_digest(expected.encode(), sealed.signature.encode()):
            raise Forged("signature")
        if not sealed.timestamp.isascii() or not sealed.timestamp.isdigit() or len(sealed.timestamp) > 12:
            raise Forged("timestamp")
        if abs(now - int(sealed.timestamp)) > OLDEST:
            raise Forged("stale")
        return self._unsealed(sealed.encrypt)

    def seal(self, message: bytes, timestamp: str, nonce: str) -> Sealed:
        """An answer, sealed and signed."""
        length = len(message).to_bytes(4, "big")
        hidden = _encrypt(self._key, secrets.token_bytes(16) + length + message + self._receive_id)
        encrypt = base64.b64encode(hidden).decode()
        return Sealed(encrypt, self.signature(timestamp, nonce, encrypt), timestamp, nonce)

    def signature(self, timestamp: str, nonce: str, encrypt: str) -> str:
        """What WeCom would sign."""
        joined = "".join(sorted((self._token, timestamp, nonce, encrypt)))
        return hashlib.sha1(joined.encode("utf-8", "surrogatepass")).hexdigest()

    def _unsealed(self, encrypt: str) -> bytes:
        try:
            plain = decrypt(self._key, base64.b64decode(encrypt, validate=True))
        except (binascii.Error, ValueError):
            raise Forged("padding") from None
        length = int.from_bytes(plain[16:20], "big")
        message, receive_id = plain[20 : 20 + length], plain[20 + length :]
        if len(plain) < 20 or len(message) != length or not hmac.compare_digest(receive_id, self._receive_id):
            raise Forged("receiveid")
        return message


def decrypt(key: bytes, hidden: bytes) -> bytes:
    """AES-256-CBC, the IV is the key's beginning, PKCS#7 to 32. Raises ValueError for what was not sealed so."""
    if len(key) != 32 or not hidden or len(hidden) % 16:
        raise ValueError("not sealed so")
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = opener.update(hidden) + opener.finalize()
    pad = padded[-1]
    if not 1 <= pad <= BLOCK or pad > len(padded) or padded[-pad:] != bytes([pad]) * pad:
        raise ValueError("padding")
    return padded[:-pad]


def _encrypt(key: bytes, plain: bytes) -> bytes:
    pad = BLOCK - len(plain) % BLOCK
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()
