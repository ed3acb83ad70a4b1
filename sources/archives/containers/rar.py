"""RAR archives by rarfile: listed and, where members are only stored, read without help; else by a tool that is there.

Tools are `unrar`, `unar`, `7z`, `7zz` or `bsdtar`; they get the archive's place in the evidence store and write to a
pipe. Volumes are shown to rarfile under the names it looks for, by links in a folder that is removed again.

**Source:** rarfile 4.5; RAR 5.0 archive format of rarlab.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rarfile

from sources.archives.container import (
    PIECE_BYTES,
    ArchiveBytes,
    ArchiveDamaged,
    ArchiveIncomplete,
    Container,
    Member,
    MemberDamaged,
    PasswordNeeded,
    Passwords,
    ToolMissing,
    nothing,
)

_SIGNS = (b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00")
_NO_TOOL = (
    "RAR archives need a program to unpack them: install unrar, unar, 7zip or bsdtar (libarchive-tools) and add again"
)
# What rarfile raises on garbled archives.
_TROUBLE = (
    rarfile.Error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
_WRONG_PASSWORD = (rarfile.PasswordRequired, rarfile.RarWrongPassword, rarfile.NoCrypto)


def recognises(archive: ArchiveBytes, head: bytes) -> bool:
    """The signatures of RAR 3 and RAR 5."""
    del archive
    return head.startswith(_SIGNS)


def members(archive: ArchiveBytes, passwords: Passwords) -> Iterator[Member]:
    """The members in the order of the archive."""
    with _placed(archive) as place, _opened(place, passwords) as opened:
        infos = opened.infolist()
        if not infos and opened.needs_password():
            raise PasswordNeeded(f"the archive, names included, {passwords.complaint}")
        for info in infos:
            yield Member(
                name=info.filename or "",
                chunks=_Chunks(opened, info, passwords),
                size_bytes=info.file_size,
                packed_bytes=info.compress_size,
                is_folder=info.is_dir(),
                refusal=_refusal(info),
            )
        if opened.strerror():  # its words name files of the store
            raise ArchiveDamaged(
                "the archive is cut or a volume is missing; what came before is taken, ask for the rest"
            )


CONTAINER = Container("rar", recognises, members)


@contextmanager
def _placed(archive: ArchiveBytes) -> Iterator[Path]:
    """A path under which rarfile finds the archive and, by their names, its volumes."""
    if len(archive.parts) == 1:
        yield archive.parts[0]
        return
    with tempfile.TemporaryDirectory(prefix="steelnail-volumes-") as folder:
        for name, part in zip(archive.part_names, archive.parts, strict=True):
            # Only the ending counts for finding the next volume, and no name of the delivery becomes a path.
            Path(folder, f"volume{_ending(name)}").symlink_to(part.absolute())
        yield Path(folder, f"volume{_ending(archive.part_names[0])}")


def _ending(name: str) -> str:
    stem, _, suffix = name.lower().rpartition(".")
    number = stem.rpartition(".part")[2] if suffix == "rar" and ".part" in stem else ""
    return f".part{number}.rar" if number.isdigit() else f".{suffix}"


def _opened(place: Path, passwords: Passwords) -> rarfile.RarFile:
    """The archive, by a password where its names are encrypted."""
    try:
        opened = rarfile.RarFile(place, errors="stop")
    except rarfile.NeedFirstVolume as error:
        raise ArchiveIncomplete("this is a later volume of an archive; add it together with the first one") from error
    except _TROUBLE as error:
        raise ArchiveDamaged(f"the archive can't be read ({type(error).__name__}); ask for a sound copy") from error
    if opened.infolist() or not opened.needs_password():
        return opened
    for text in passwords:
        try:
            opened.setpassword(text)
        except _TROUBLE:
            continue
        if opened.infolist():
            passwords.worked(text)
            return opened
    return opened


def _refusal(info: rarfile.RarInfo) -> str | None:
    if info.is_symlink():
        return "this is a link, which is not followed; nothing is taken of it"
    if info.is_dir() or info.is_file():
        return None
    return "this is no regular file but a link to another member; nothing is taken of it"


class _Chunks:
    """Starts the stream of one member."""

    def __init__(self, opened: rarfile.RarFile, info: rarfile.RarInfo, passwords: Passwords) -> None:
        self._opened = opened
        self._info = info
        self._passwords = passwords

    def __call__(self) -> Iterator[bytes]:
        """The bytes of the member; with several passwords each is tried to the first bytes."""
        if not self._info.file_size:
            yield from nothing()
            return
        if not self._info.needs_password():
            yield from self._pieces(None)
            return
        for text in self._passwords:
            pieces = self._pieces(text)
            try:
                first = next(pieces, b"")
            except (MemberDamaged, PasswordNeeded):
                continue
            self._passwords.worked(text)
            yield first
            yield from pieces
            return
        raise PasswordNeeded(f"it {self._passwords.complaint}")

    def _pieces(self, password: str | None) -> Iterator[bytes]:
        try:
            with self._opened.open(self._info, pwd=password) as stream:
                while piece := stream.read(PIECE_BYTES):
                    yield piece
        except rarfile.RarCannotExec as error:
            raise ToolMissing(_NO_TOOL) from error
        except _WRONG_PASSWORD as error:
            raise PasswordNeeded(f"it {self._passwords.complaint}") from error
        except _TROUBLE as error:
            raise MemberDamaged(
                f"its bytes can't be read to the end ({type(error).__name__}); what came is kept, ask for a sound copy"
            ) from error
