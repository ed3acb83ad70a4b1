"""Fixtures of the archive tests."""

import pytest

from tests.sources.archives.taking import Taken


@pytest.fixture
def take(tmp_path):
    """Takes files (name to content) apart."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return lambda files, **options: Taken(folder, files, **options)
