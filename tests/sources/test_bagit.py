"""BagIt bags: what is promised, what is only named for download, what is told."""

import hashlib

import pytest

from sources.bagit import read_bag
from sources.errors import ManifestUnreadable

MD5, SHA512 = (hashlib.new(name, b"a").hexdigest() for name in ("md5", "sha512"))


@pytest.fixture
def bag(tmp_path):
    """Writes tag files and reads the bag."""

    def read(**files):
        written = {}
        for name, content in files.items():
            name = name.replace("__", "-").replace("_", ".")
            (tmp_path / name).write_text(content)
            written[name] = tmp_path / name
        return read_bag(written)

    return read


def test_manifests_of_several_hashes_and_escapes_are_put_together(bag):
    """All manifests count, percent signs in names are undone, tag files are promised, too."""
    found = bag(
        manifest__md5_txt=f"{MD5}  data/a%0Ab.txt\n",
        manifest__sha512_txt=f"{SHA512}  data/a%0Ab.txt\n",
        tagmanifest__md5_txt=f"{MD5} bagit.txt\n",
    )
    assert found.expected == {"data/a\nb.txt": f"sha512:{SHA512} md5:{MD5}", "bagit.txt": f"md5:{MD5}"}


def test_what_is_to_be_fetched_and_what_is_told_is_read(bag):
    """fetch.txt names what nobody fetches; bag-info.txt with folded lines becomes a note."""
    found = bag(
        manifest__md5_txt=f"{MD5}  data/a.txt\n",
        fetch_txt="https://host.example/a - data/a.txt\n",
        bag__info_txt="Source-Organization: Northern\n  laboratory\nContact-Name:\nBagging-Date: 2024-01-06\n",
    )
    assert found.not_fetched == {"data/a.txt"}
    assert found.note == "Source-Organization: Northern laboratory; Bagging-Date: 2024-01-06"


def test_bag_that_promises_nothing_or_contradicts_itself_is_explained(bag):
    """No manifest, or two that differ, is one sentence."""
    with pytest.raises(ManifestUnreadable, match="no manifest"):
        bag(bagit_txt="BagIt-Version: 1.0\n")
    with pytest.raises(ManifestUnreadable, match="another hash"):
        bag(manifest__md5_txt=f"{MD5}  data/a\n", tagmanifest__md5_txt=f"{'0' * 32}  data/a\n")
