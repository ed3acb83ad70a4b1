"""The hashes that lists give: by which algorithm, and how they are written down.

A hash of a list is text: SHA-256 plain, others with their name before (`md5:…`), several of one file divided by blanks.

**Source:** FIPS 180-4 (SHA-1, SHA-2), RFC 1321 (MD5), GB/T 32905 (SM3); the names are hashlib's.
"""

import hashlib
import re
from collections.abc import Callable

# Digits tell the algorithm; SM3, as long as SHA-256, only by its name.
_BY_LENGTH = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_HEX = re.compile(r"[0-9A-Fa-f]+")
_NAMES = {
    "md5": "md5",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha2224": "sha224",
    "sha256": "sha256",
    "sha2256": "sha256",
    "sha384": "sha384",
    "sha2384": "sha384",
    "sha512": "sha512",
    "sha2512": "sha512",
    "sm3": "sm3",
}
_STRENGTH = ("sha512", "sha384", "sha256", "sm3", "sha224", "sha1", "md5")


def algorithm_named(name: str) -> str | None:
    """The algorithm that a name means (`SHA-256`, `SHA2-256`, `MD5值`); None when it is none that can be computed."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    algorithm = _NAMES.get(plain)
    return algorithm if algorithm in hashlib.algorithms_available else None


def listed_hash(digits: str, algorithm: str | None = None) -> str | None:
    """A hash as it is written down; None when the digits are no hash of that algorithm or of any.

    Args:
        digits: Hexadecimal digits.
        algorithm: Its algorithm; None to tell it by the number of digits.
    """
    digits = digits.strip()
    if not _HEX.fullmatch(digits) or len(digits) not in _BY_LENGTH:
        return None
    told = _BY_LENGTH[len(digits)]
    if algorithm not in (None, told) and not (algorithm == "sm3" and told == "sha256"):
        return None
    name = algorithm or told
    return digits.lower() if name == "sha256" else f"{name}:{digits.lower()}"


def hashes_in(listed: str) -> dict[str, str]:
    """Algorithm to digits of what a list gives for one file."""
    pairs = (part.rpartition(":") for part in listed.split())
    return {algorithm or "sha256": digits for algorithm, _, digits in pairs}


def with_other(listed: str, other: str) -> str | None:
    """What two lines give for one file together; None when they contradict each other."""
    known, more = hashes_in(listed), hashes_in(other)
    if any(more[algorithm] != known[algorithm] for algorithm in known.keys() & more.keys()):
        return None
    return _written({**known, **more})


def differing(listed: str, hash_of: Callable[[str], str]) -> str:
    """Those of the listed hashes that the file doesn't have, "" when it has all.

    Args:
        listed: What the list gives for the file.
        hash_of: The file's own hash by algorithm.
    """
    return _written({name: digits for name, digits in hashes_in(listed).items() if hash_of(name) != digits})


def _written(hashes: dict[str, str]) -> str:
    """Strongest first."""
    return " ".join(
        hashes[name] if name == "sha256" else f"{name}:{hashes[name]}" for name in _STRENGTH if name in hashes
    )
