"""Zip archives as people and programs write them, and as attackers do."""

import io
import struct
import zipfile
import zlib

import pytest
import pyzipper

from tests.sources.archives.hostile import (
    central,
    deflated,
    end,
    fully_overlapping_zip,
    local,
    plain_zip,
    zipped,
)

CHAT = "群聊 hello\n".encode() * 40


def _encrypted(files, password, kind=pyzipper.WZ_AES, **options):
    stream = io.BytesIO()
    with pyzipper.AESZipFile(stream, "w", pyzipper.ZIP_DEFLATED, encryption=kind) as archive:
        archive.setpassword(password.encode())
        for key, value in options.items():
            setattr(archive, key, value)
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _zip_crypto(name, content, password):
    """A ZipCrypto member; no library at hand writes them."""
    table = [0] * 256
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        table[byte] = value
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte):
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        update(byte)
    sealed = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(content) >> 24]) + deflated(content):
        mask = keys[2] | 2
        sealed.append(byte ^ ((mask * (mask ^ 1)) >> 8) & 0xFF)
        update(byte)
    told = {"method": 8, "flags": 1, "packed": len(sealed)}
    head = local(name, content, **told)[: 30 + len(name)] + bytes(sealed)
    directory = central(name, content, 0, **told)
    return head + directory + end(1, len(directory), len(head))


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_compression_of_the_standard_library_is_unpacked(take, compression):
    """Stored, deflated, bzip2 and LZMA members give their bytes; folders are no members."""
    taken = take({"a.zip": plain_zip({"folder/": b"", "folder/chat.txt": CHAT, "empty.txt": b""}, compression)})
    assert taken.contents == {"a.zip!/folder/chat.txt": CHAT, "a.zip!/empty.txt": b""}
    assert taken.statuses == {"a.zip": "read"}
    assert taken.problems == {}


def test_deflate64_of_big_windows_zips_is_unpacked(take):
    """Method 9, which Windows takes for big folders, gives its bytes."""
    inflate64 = pytest.importorskip("inflate64")
    packer = inflate64.Deflater()
    packed = packer.deflate(CHAT) + packer.flush()
    told = {"method": 9, "packed": len(packed)}
    head = local(b"chat.txt", CHAT, **told)[: 30 + 8] + packed
    directory = central(b"chat.txt", CHAT, 0, **told)
    taken = take({"a.zip": head + directory + end(1, len(directory), len(head))})
    assert taken.contents == {"a.zip!/chat.txt": CHAT}
    assert taken.statuses == {"a.zip": "read"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("聊天记录/锤子.txt".encode("gb18030"), "聊天记录/锤子.txt"),
        ("聊天记录/锤子.txt".encode(), "聊天记录/锤子.txt"),
        (b"bad\xff\xff\x00name.txt", "bad\\xff\\xff\\x00name.txt"),
    ],
)
def test_names_without_the_unicode_flag_are_decoded_strictly(take, raw, shown):
    """UTF-8 first, then GB18030, and what is neither keeps its bytes as escapes."""
    taken = take({"a.zip": zipped((raw, CHAT, {}))})
    assert list(taken.contents) == [f"a.zip!/{shown}"]


def test_unicode_path_of_info_zip_goes_before(take):
    """The extra field with the Unicode name counts where its checksum fits the name, and only there."""
    name = "名單.txt".encode("big5")
    path = "名單.txt".encode()
    field = struct.pack("<HHBL", 0x7075, 5 + len(path), 1, zlib.crc32(name)) + path
    stale = struct.pack("<HHBL", 0x7075, 5 + len(path), 1, 1) + path
    taken = take({"a.zip": zipped((name, b"1", {"extra": field}), (b"plain.txt", b"2", {"extra": stale}))})
    assert taken.contents == {"a.zip!/名單.txt": b"1", "a.zip!/plain.txt": b"2"}


def test_descriptor_and_zip64_members_are_read(take):
    """Sizes that stand behind the bytes, or in 64 bits, are understood."""

    class Unseekable(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *place):
            raise io.UnsupportedOperation

    stream = Unseekable()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.txt", "w", force_zip64=True) as f,
    ):
        f.write(CHAT)
    assert take({"a.zip": stream.getvalue()}).contents == {"a.zip!/a.txt": CHAT}
    # Cut before its directory, the descriptor still tells where the member ends.
    cut = stream.getvalue()[: stream.getvalue().index(b"PK\x01\x02")]
    taken = take({"cut.zip": cut})
    assert taken.contents == {"cut.zip!/a.txt": CHAT}
    assert taken.statuses == {"cut.zip": "partial"}


def test_bytes_before_the_archive_do_not_matter(take):
    """An archive that an older one, or a stub, was put before has shifted places."""
    taken = take({"a.zip": zipped((b"old.txt", b"old", {}))[:40] + plain_zip({"a.txt": CHAT})})
    assert taken.contents["a.zip!/a.txt"] == CHAT


def test_aes_needs_the_right_password(take):
    """Without it the members are named and asked for; with it, tried among others, they come whole."""
    content = _encrypted({"a.txt": CHAT, "empty.txt": b""}, "钉子 7")
    locked = take({"a.zip": content})
    assert locked.contents == {}
    assert locked.statuses["a.zip"] == "unsupported"
    assert "add the archive again with --password" in locked.problems["a.zip"]
    assert set(locked.problems) == {"a.zip", "a.zip!/a.txt", "a.zip!/empty.txt"}
    wrong = take({"a.zip": content}, passwords=["no"])
    assert "none of the given passwords" in wrong.problems["a.zip!/a.txt"]
    opened = take({"a.zip": content}, passwords=["no", "钉子 7"])
    assert opened.contents == {"a.zip!/a.txt": CHAT, "a.zip!/empty.txt": b""}
    assert opened.problems == {}


def test_old_encryption_finds_its_password_among_many(take):
    """Its check is one byte: of several that pass it the one with the right checksum opens."""
    content = _zip_crypto(b"a.txt", CHAT, b"nail")
    many = [f"wrong{number}" for number in range(600)]
    assert take({"a.zip": content}, passwords=[*many, "nail"]).contents == {"a.zip!/a.txt": CHAT}
    assert take({"a.zip": content}, passwords=["nail", *many]).contents == {"a.zip!/a.txt": CHAT}
    assert take({"a.zip": content}).contents == {}


def test_one_locked_member_makes_the_archive_partial(take):
    """What is not encrypted is taken."""
    locked = _zip_crypto(b"a.txt", CHAT, b"nail")
    head = locked[: locked.index(b"PK\x01\x02")]
    free = local(b"b.txt", b"free")
    directory = central(b"b.txt", b"free", len(head)) + locked[len(head) : locked.index(b"PK\x05\x06")]
    taken = take({"a.zip": head + free + directory + end(2, len(directory), len(head) + len(free))})
    assert taken.contents == {"a.zip!/b.txt": b"free"}
    assert taken.statuses["a.zip"] == "partial"
    assert "1 of its 2 members are encrypted" in taken.problems["a.zip"]


def test_changed_seal_is_said_and_the_bytes_are_kept(take):
    """AES members with a wrong seal are kept as partial."""
    content = bytearray(_encrypted({"a.txt": CHAT}, "pw"))
    content[content.index(b"PK\x01\x02") - 1 - 0] ^= 1
    taken = take({"a.zip": bytes(content)}, passwords=["pw"])
    assert taken.contents == {"a.zip!/a.txt": CHAT}
    assert taken.statuses == {"a.zip!/a.txt": "partial", "a.zip": "partial"}
    assert "seal" in taken.problems["a.zip!/a.txt"]


@pytest.mark.parametrize("method", [0, 8])
def test_wrong_checksum_is_said_and_the_bytes_are_kept(take, method):
    """A member whose checksum differs is evidence all the same; it is kept, said and partial."""
    taken = take({"a.zip": zipped((b"a.txt", CHAT, {"crc": 1, "method": method}), (b"b.txt", b"b", {}))})
    assert taken.contents == {"a.zip!/a.txt": CHAT, "a.zip!/b.txt": b"b"}
    assert taken.statuses == {"a.zip!/a.txt": "partial", "a.zip": "partial"}
    assert "CRC-32" in taken.problems["a.zip!/a.txt"]


@pytest.mark.parametrize("claim", [3, 100_000])
def test_lying_sizes_are_said_and_what_came_is_kept(take, claim):
    """A header that promises more or less than comes is contradicted by the bytes."""
    taken = take({"a.zip": zipped((b"a.txt", CHAT, {"size": claim, "method": 8}))})
    assert taken.contents == {"a.zip!/a.txt": CHAT}
    assert f"promises {claim:,} bytes and {len(CHAT):,} came" in taken.problems["a.zip!/a.txt"]


def test_header_that_contradicts_the_directory_is_said(take):
    """Another name or size before the bytes than in the directory is how files are hidden from one program."""
    head = local(b"invoice.txt", CHAT)
    directory = central(b"chat.txt", CHAT, 0)
    other = local(b"b.txt", b"bytes", size=9)
    directory += central(b"b.txt", b"bytes", len(head))
    taken = take({"a.zip": head + other + directory + end(2, len(directory), len(head) + len(other))})
    assert taken.contents == {"a.zip!/chat.txt": CHAT, "a.zip!/b.txt": b"bytes"}
    assert "'invoice.txt'" in taken.problems["a.zip!/chat.txt"]
    assert "promises 9 bytes" in taken.problems["a.zip!/b.txt"]


def test_members_that_the_directory_hides_are_taken_and_said(take):
    """A local header that no directory names (deleted, hidden) is evidence."""
    hidden = local(b"secret.txt", CHAT, method=8)
    head = hidden + local(b"seen.txt", b"seen")
    directory = central(b"seen.txt", b"seen", len(hidden))
    taken = take({"a.zip": head + directory + end(1, len(directory), len(head))})
    assert taken.contents == {"a.zip!/seen.txt": b"seen", "a.zip!/secret.txt": CHAT}
    assert "hidden" in taken.problems["a.zip!/secret.txt"]


def test_overlapping_members_are_refused_but_the_first(take):
    """Members that share bytes, as better bombs do, are not unpacked again and again."""
    taken = take({"a.zip": fully_overlapping_zip(500)})
    assert list(taken.contents) == ["a.zip!/0"]
    assert len(taken.problems) == 500
    assert all("overlap" in taken.problems[f"a.zip!/{number}"] for number in range(1, 500))
    assert taken.statuses["a.zip"] == "partial"


def test_member_that_claims_everything_hides_nothing(take):
    """A packed size beyond the directory does not make the others overlap."""
    taken = take({"a.zip": zipped((b"a.txt", b"a", {"packed": 1 << 30}), (b"b.txt", b"b", {}))})
    assert taken.contents["a.zip!/b.txt"] == b"b"


def test_links_and_devices_of_unix_are_named_and_not_taken(take):
    """A link's bytes are a path, a device has none; both are said and lose no other member."""
    taken = take(
        {
            "a.zip": zipped(
                (b"link", b"/etc/passwd", {"mode": 0o120777}),
                (b"tty", b"", {"mode": 0o020666}),
                (b"file", b"file", {"mode": 0o100644}),
            )
        }
    )
    assert taken.contents == {"a.zip!/file": b"file"}
    assert "link" in taken.problems["a.zip!/link"]
    assert "device" in taken.problems["a.zip!/tty"]
    assert taken.statuses == {"a.zip": "read"}


@pytest.mark.parametrize("name", ["[Content_Types].xml", "AndroidManifest.xml"])
def test_documents_and_programs_stay_whole(take, name):
    """Office documents and phone programs are files for readers, also when they are cut."""
    content = plain_zip({name: b"<Types/>", "word/document.xml": CHAT})
    assert take({"a.docx": content}).archives == {}
    assert take({"a.docx": content[:120]}).archives == {}


def test_open_documents_and_java_stay_whole(take):
    """`mimetype` first and stored is OpenDocument or EPUB; a manifest with classes is Java."""
    odt = plain_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": CHAT}, zipfile.ZIP_STORED)
    jar = plain_zip({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "a/B.class": b"\xca\xfe\xba\xbe"})
    assert take({"a.odt": odt, "b.jar": jar}).archives == {}
    signed = plain_zip({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "chat.txt": CHAT})
    assert "signed.zip!/chat.txt" in take({"signed.zip": signed}).contents


@pytest.mark.parametrize("name", ["phone.ufdr", "phone.xry", "phone"])
def test_forensic_packages_are_archives_by_content(take, name):
    """The ending doesn't matter."""
    assert take({name: plain_zip({"report.xml": b"<project/>"})}).contents == {f"{name}!/report.xml": b"<project/>"}


def test_split_volumes_of_both_kinds_are_read(take):
    """`.zip.001` are pieces of one file, `.z01` volumes with places of their own; all in any order."""
    whole = plain_zip({"a.txt": CHAT, "b.txt": b"b" * 100})
    parts = {
        f"x/phone.zip.{number:03d}": whole[start : start + 90]
        for number, start in enumerate(range(0, len(whole), 90), 1)
    }
    taken = take(dict(reversed(parts.items())))
    assert taken.contents == {"x/phone.zip.001!/a.txt": CHAT, "x/phone.zip.001!/b.txt": b"b" * 100}
    assert taken.archives["x/phone.zip.001"].other_volumes == tuple(sorted(parts))[1:]
    first = b"PK\x07\x08" + local(b"a.txt", CHAT)
    second = local(b"b.txt", b"b")
    directory = central(b"a.txt", CHAT, 4) + central(b"b.txt", b"b", 0, disk=1)
    last = second + directory + end(2, len(directory), len(second), disk=1)
    taken = take({"p.zip": last, "p.z01": first})
    assert taken.contents == {"p.zip!/a.txt": CHAT, "p.zip!/b.txt": b"b"}


def test_missing_volumes_are_named(take):
    """What is missing is said by name, and nothing is guessed."""
    whole = plain_zip({"a.txt": CHAT})
    taken = take({"phone.zip.001": whole[:50], "phone.zip.003": whole[80:]})
    assert taken.contents == {}
    assert taken.statuses == {"phone.zip.001": "unsupported"}
    assert "phone.zip.002 did not come" in taken.problems["phone.zip.001"]
    directory = central(b"a.txt", CHAT, 0)
    alone = take({"p.zip": local(b"a.txt", CHAT) + directory + end(1, len(directory), 0, disk=2)})
    assert "3 volumes and 1 came" in alone.problems["p.zip"]
    assert take({"p.z01": b"PK\x07\x08"}).problems == {
        "p.z01": "the archive is split and p.zip did not come; add all its volumes together"
    }


def test_cut_archives_give_what_came_before(take):
    """At every place of a cut: what is whole is whole, what is begun is partial, and nothing crashes."""
    whole = plain_zip({"a.txt": b"a" * 200, "b.txt": CHAT, "c.txt": b"c"}, zipfile.ZIP_STORED)
    for length in range(30, len(whole), 7):
        taken = take({"a.zip": whole[:length]})
        for path, content in taken.contents.items():
            if path not in taken.statuses:
                assert content in (b"a" * 200, CHAT, b"c")
        if length < len(whole) - 22:
            assert taken.statuses["a.zip"] in ("partial", "rejected")
    assert take({"a.zip": whole[:-22]}).contents.keys() == {"a.zip!/a.txt", "a.zip!/b.txt", "a.zip!/c.txt"}


def test_directory_that_points_nowhere_is_said(take):
    """An entry without a header where it should stand is a row of its own."""
    head = local(b"a.txt", b"a")
    directory = central(b"a.txt", b"a", 0) + central(b"ghost.txt", b"g", 7)
    taken = take({"a.zip": head + directory + end(2, len(directory), len(head))})
    assert taken.contents == {"a.zip!/a.txt": b"a"}
    assert "ghost.txt" in " ".join(taken.problems)


def test_unknown_methods_are_refused_one_by_one(take):
    """A method nobody knows costs its member only."""
    taken = take({"a.zip": zipped((b"a.txt", b"a", {"method": 98}), (b"b.txt", b"b", {}))})
    assert taken.contents == {"a.zip!/b.txt": b"b"}
    assert "method 98 is not known" in taken.problems["a.zip!/a.txt"]
