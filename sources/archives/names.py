"""Names in archives: decoded strictly, shown as paths inside the seizure, never used as places on disk.

A name that leads out of the archive, begins at a root or a drive, or has control signs loses only that in the shown
path: the bytes are evidence, and full dumps of phones are full of absolute names. What was changed is said.

**Source:** formats.md 11 (GBK names without the UTF-8 flag); APPNOTE 6.3.10 4.4.17 (names); POSIX pax.
"""

import re
from dataclasses import dataclass

_DRIVE = re.compile(r"([A-Za-z]):(?=/|$)")
# Longer than any file system allows; a name of 64 KiB is an attack on whoever prints it.
_LONGEST_PATH = 1000
_LONGEST_QUOTE = 120


@dataclass(frozen=True)
class MemberPath:
    """The path a member is shown under, and what had to be changed for it.

    Attributes:
        path: Path inside the archive, '/' as separator; never empty.
        remark: One sentence when the name was unsafe; else None.
    """

    path: str
    remark: str | None


def decoded_name(raw: bytes) -> str:
    r"""A name as text: UTF-8 strict, else GB18030 strict, else UTF-8 with lone surrogates, shown as `\xNN`."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "surrogateescape")


def quoted(name: str) -> str:
    """A name in quotes for a sentence: printable and not too long."""
    shown = _printable(name)
    return f"'{shown[:_LONGEST_QUOTE]}…'" if len(shown) > _LONGEST_QUOTE else f"'{shown}'"


def member_path(name: str) -> MemberPath:
    """The path a member is shown under."""
    path = name.replace("\\", "/")
    wrong = []
    printable = _printable(path)
    if printable != path:
        wrong.append("has signs that can't be shown")
        path = printable
    if _DRIVE.match(path):
        wrong.append("begins with a drive")
        path = _DRIVE.sub(r"\1", path, count=1)
    if path.startswith("/"):
        wrong.append("begins at the root")
    parts = path.split("/")
    if ".." in parts:
        wrong.append("leads out of the archive")
    path = "/".join(part for part in parts if part not in ("", ".", ".."))
    if len(path) > _LONGEST_PATH:
        wrong.append("is too long")
        path = f"{path[:_LONGEST_PATH]}…"
    if not path:
        wrong.append("is empty")
        path = "unnamed"
    remark = f"its name in the archive {quoted(name)} {' and '.join(wrong)}; it is kept under this path instead"
    return MemberPath(path, remark if wrong else None)


def numbered(path: str, number: int) -> str:
    """A path told from others of the same name: `chat~2.txt`."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return f"{folder}{slash}{stem}~{number}.{suffix}" if dot and stem else f"{folder}{slash}{name}~{number}"


def _printable(text: str) -> str:
    """Text with control signs, line and paragraph ends, direction marks and lone surrogates written as escapes."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\u3000" else _escape(sign) for sign in text)


def _escape(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":  # a byte in no encoding
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode()
