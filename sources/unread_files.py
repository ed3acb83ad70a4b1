"""What to say of a file that no reader knows: what it seems to be, and what to do to have it read.

A phone dump holds thousands of pictures beside a few files that matter; one sentence for all of them would hide an
encrypted message database among them.

**Source:** the signatures that the formats themselves lay down: SQLite's file format (database, write-ahead log,
rollback journal), ISO base media files, RIFF, Ogg, PNG, JPEG, GIF, PDF, CFB, ZIP, ELF, PE, EWF, VMDK, QCOW2, VHDX.
"""

import math
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from sources.reading import head_text
from sources.record import Head
from sources.sqlite_file import looks_like_sqlite, tables_in

UNKNOWN = "no reader knows this format; the file is kept as it is, export it in a known format and add that too"
MEDIA = "a picture, film or sound: kept, and not read; look at it yourself"
_LOG = (
    "the newest changes of the SQLite database beside it, which are not read; let sqlite3 merge them in a copy of both "
    "(pragma wal_checkpoint), and add that copy too"
)
_JOURNAL = "what the SQLite database beside it held before its last changes; kept, and not read"
_INDEX = "an index of a SQLite write-ahead log: it holds no records"
_ENCRYPTED_DATABASE = (
    "seems to be an encrypted database (random bytes from the start); decrypt a copy with the key of the app, and add "
    "that too"
)
_ENCRYPTED_BACKUP = "an encrypted WhatsApp backup; decrypt a copy with the key of the phone, and add that too"
_RANDOM = "random bytes: encrypted or packed; decrypt or unpack a copy, and add that too"
_ZEROS = "nothing but zero bytes: the copy failed or the file was wiped; look whether the original is so, too"
_DOCUMENT = "a document or program, whose words are not read; export tables and chats in it as CSV, XLSX or text"
_PROGRAM = "a program: kept, and never run"
_IMAGE = "a disk image or backup, which is not taken apart; extract its files with a forensic tool, and add those"
_TEXT = "a text in no layout that is known; look at it yourself, a list of names needs a heading or one pair a line"
_BLANKS = "nothing but blanks or empty lines; look whether the original is so, too"
_JSON = (
    "a JSON document of no export that is known (settings, a cache, another app); look at it yourself, and export "
    "chats or lists in it in a known format"
)
_MAPPED = (
    "name the columns that matter as lists do (姓名, 绰号, 微信号, 手机号; name, nickname, phone) in a copy, "
    "and add that"
)
_TABLE = f"a table whose headings no reader knows; {_MAPPED}"
_WORKBOOK = f"a workbook without a table whose headings are known; {_MAPPED}"
_XML = "an XML document of no layout that is known; look at it yourself, and export what matters as CSV"
_PAGE = "a web page of no export that is known; look at it yourself, and export what matters as CSV"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", MEDIA),
    (b"\x89PNG", MEDIA),
    (b"GIF8", MEDIA),
    (b"BM", MEDIA),
    (b"II*\0", MEDIA),
    (b"MM\0*", MEDIA),
    (b"OggS", MEDIA),
    (b"ID3", MEDIA),
    (b"fLaC", MEDIA),
    (b"#!AMR", MEDIA),
    (b"#!SILK_V3", MEDIA),
    (b"\x02#!SILK_V3", MEDIA),
    (b"\x1aE\xdf\xa3", MEDIA),
    (b"FLV\x01", MEDIA),
    (b"wxgf", MEDIA),
    (b"\x37\x7f\x06\x82", _LOG),
    (b"\x37\x7f\x06\x83", _LOG),
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", _JOURNAL),
    (b"\x18\xe2\x2d\0", _INDEX),
    (b"%PDF", _DOCUMENT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _DOCUMENT),
    (b"PK\x03\x04", _DOCUMENT),
    (b"{\\rtf", _DOCUMENT),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
    (b"dex\n", _PROGRAM),
    (b"EVF\x09", _IMAGE),
    (b"EVF2", _IMAGE),
    (b"LVF\x09", _IMAGE),
    (b"KDMV", _IMAGE),
    (b"QFI\xfb", _IMAGE),
    (b"vhdxfile", _IMAGE),
    (b"conectix", _IMAGE),
    (b"ANDROID BACKUP", _IMAGE),
)
_RIFF_MEDIA = (b"WAVE", b"WEBP", b"AVI ")
_DATABASE_NAMES = re.compile(r"\.(?:db|sqlite3?|db3|sqlitedb)$", re.IGNORECASE)
_CRYPT_NAMES = re.compile(r"\.crypt\d*$", re.IGNORECASE)
_NAMED_TABLES = 4
# Fewer bytes say nothing of how random they are; text stays below six bits a byte, packed data reaches nearly eight.
_LEAST_FOR_RANDOMNESS = 1024
_RANDOM_BITS = 7.5
_SECTOR = 512
_SURE_LETTERS = 4
_OPENING = 200
_TABLE_LINES = 10


def why_unread(head: Head) -> str:
    """One sentence of what an unread file seems to be and what to do.

    Args:
        head: Its path, size and first bytes; only the bytes decide, but a name that claims a database or backup says
            what random bytes most likely are.
    """
    start = head.first_bytes
    name = PurePosixPath(head.path).name
    if not any(start):
        return _ZEROS
    if looks_like_sqlite(start):
        return _unknown_database(sorted(tables_in(head)))
    if _is_media_container(start):
        return MEDIA
    if start.startswith(b"PK\x03\x04") and (b"xl/" in start or b"xl\\" in start):
        return _WORKBOOK
    known = next((pair for pair in _SIGNATURES if start.startswith(pair[0])), None)
    # Two or three letters (BM, MZ, ID3) may also begin a text.
    if known is not None and not (len(known[0]) < _SURE_LETTERS and known[0].isascii() and head_text(start)):
        return known[1]
    if _is_random(start):
        if _CRYPT_NAMES.search(name):
            return _ENCRYPTED_BACKUP
        is_database = _DATABASE_NAMES.search(name) and head.size_bytes % _SECTOR == 0
        return _ENCRYPTED_DATABASE if is_database else _RANDOM
    text = head_text(start)
    return UNKNOWN if text is None or "\0" in text else _unknown_text(text.strip("\ufeff \t\r\n\f\v\u3000"))


def _unknown_text(text: str) -> str:
    if not text:
        return _BLANKS
    opening = text[:_OPENING].lower()
    if opening.startswith(("{", "[")):
        return _JSON
    if opening.startswith(("<!doctype html", "<html")):
        return _PAGE
    if opening.startswith("<"):
        return _XML
    return _TABLE if _is_table(text) else _TEXT


def _is_table(text: str) -> bool:
    """Whether the first lines are parted alike by commas, semicolons or tabs."""
    lines = [line for line in text.split("\n")[:_TABLE_LINES] if line.strip()]
    return len(lines) > 1 and any(
        lines[0].count(sign) > 0 and all(line.count(sign) == lines[0].count(sign) for line in lines[:-1])
        for sign in ("\t", ",", ";")
    )


def _unknown_database(tables: Sequence[str]) -> str:
    if not tables:
        return "a SQLite database without tables, or encrypted behind its first bytes; ask for it decrypted and whole"
    named = ", ".join(tables[:_NAMED_TABLES])
    more = f" and {len(tables) - _NAMED_TABLES:,} more" if len(tables) > _NAMED_TABLES else ""
    return (
        f"a SQLite database with tables that no reader knows ({named}{more}); export what matters as CSV, and add that"
    )


def _is_media_container(start: bytes) -> bool:
    """Films and pictures that name themselves behind their first bytes (MP4, HEIC, WEBP), and MPEG sound."""
    if start[4:8] in (b"ftyp", b"moov", b"mdat"):
        return True
    if start.startswith(b"RIFF") and start[8:12] in _RIFF_MEDIA:
        return True
    return len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2


def _is_random(octets: bytes) -> bool:
    if len(octets) < _LEAST_FOR_RANDOMNESS:
        return False
    shares = [octets.count(value) / len(octets) for value in range(256)]
    return -sum(share * math.log2(share) for share in shares if share) > _RANDOM_BITS
