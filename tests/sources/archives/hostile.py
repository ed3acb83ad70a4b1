"""Archives made to deceive, built byte by byte; nothing here comes from a real case."""

import io
import struct
import tarfile
import zipfile
import zlib


def local(name, content, *, method=0, flags=0, size=None, packed=None, crc=None, extra=b""):
    """A local header with its bytes; sizes and checksum may lie."""
    data = deflated(content) if method == 8 else content
    return (
        struct.pack(
            "<4s5H3L2H",
            b"PK\x03\x04",
            20,
            flags,
            method,
            0,
            33,
            zlib.crc32(content) if crc is None else crc,
            len(data) if packed is None else packed,
            len(content) if size is None else size,
            len(name),
            len(extra),
        )
        + name
        + extra
        + data
    )


def central(name, content, offset, *, method=0, flags=0, size=None, packed=None, crc=None, extra=b"", mode=0, disk=0):
    """A directory entry; sizes, checksum and place may lie."""
    data = deflated(content) if method == 8 else content
    return (
        struct.pack(
            "<4s2B5H3L5H2L",
            b"PK\x01\x02",
            20,
            3 if mode else 0,
            20,
            flags,
            method,
            0,
            33,
            zlib.crc32(content) if crc is None else crc,
            len(data) if packed is None else packed,
            len(content) if size is None else size,
            len(name),
            len(extra),
            0,
            disk,
            0,
            mode << 16,
            offset,
        )
        + name
        + extra
    )


def end(count, size, offset, *, disk=0, comment=b""):
    """The end record."""
    return struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, count, count, size, offset, len(comment)) + comment


def zipped(*members, prefix=b""):
    """A zip of (name, content, options for both headers)."""
    body, directory = prefix, b""
    for name, content, options in members:
        both = {key: value for key, value in options.items() if key != "mode"}
        directory += central(name, content, len(body), **options)
        body += local(name, content, **both)
    return body + directory + end(len(members), len(directory), len(body))


def deflated(content):
    """Raw deflate."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def plain_zip(files, compression=zipfile.ZIP_DEFLATED):
    """An ordinary zip of name to content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(*members, mode="w", **options):
    """A tar of (name, content, fields of TarInfo)."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode, **options) as archive:
        for name, content, fields in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in fields.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content) if content else None)
    return stream.getvalue()


def fully_overlapping_zip(count):
    """Fifield's construction in its plainest form: many entries that share one kernel."""
    kernel = bytes(1 << 16)
    head = local(b"0", kernel, method=8)
    directory = b"".join(central(b"%d" % number, kernel, 0, method=8) for number in range(count))
    return head + directory + end(count, len(directory), len(head))
