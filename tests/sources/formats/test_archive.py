"""Archives among exhibits: recognised, holding no records of their own."""

import gzip

import pytest

from sources.formats.archive import FORMAT
from sources.registry import detect, read_head
from tests.sources.archives.containers.test_rar import rar
from tests.sources.archives.containers.test_seven_zip import seven
from tests.sources.archives.hostile import plain_zip, tarred

FILES = {"chat.txt": b"12:00 <nail> hello\n"}
ARCHIVES = {
    "zip": plain_zip(FILES),
    "empty zip": plain_zip({}),
    "tar": tarred(("chat.txt", b"hello", {})),
    "tar.gz": gzip.compress(tarred(("chat.txt", b"hello", {}))),
    "gz": gzip.compress(b"hello"),
    "7z": seven(FILES),
    "rar": rar(FILES),
    "cut zip": plain_zip(FILES)[:45],
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_archive_is_found_by_content_and_holds_no_records(tmp_path, everything_of, exhibit_of, kind):
    """Whatever its name, an archive is `archive` and read with 0 records; its members are exhibits of their own."""
    file = tmp_path / "seized.dat"
    file.write_bytes(ARCHIVES[kind])
    assert detect(read_head(file, "seized.dat")) is FORMAT
    everything = everything_of(FORMAT, exhibit_of(file))
    assert (everything.total, everything.end.status, FORMAT.count(exhibit_of(file))) == (0, "read", 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK is no archive", b"hello\n" * 100, plain_zip({"[Content_Types].xml": b"<Types/>"})],
)
def test_look_alikes_and_documents_are_none(tmp_path, content):
    """Texts, bits of a signature and office documents are not archives; an empty local header is nothing but one."""
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    assert FORMAT.sniff(read_head(file, "a.zip")) == (0.5 if content == b"PK\x03\x04" else 0.0)
