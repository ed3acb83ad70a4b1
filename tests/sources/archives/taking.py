"""Takes archives apart with a store in memory and on a scratch folder, for tests."""

import hashlib
from pathlib import Path

from sources.archives.container import Passwords
from sources.archives.limits import Limits
from sources.archives.outcome import KeptBytes, KeptFile
from sources.archives.unpack import Unpacking


class Taken:
    """What taking one or several files apart gave.

    Attributes:
        contents: Path of a member to its bytes.
        problems: Path of a member or archive to its problem.
        statuses: Path of a member or archive to its status.
    """

    def __init__(self, folder: Path, files, *, passwords=(), limits=None, keep=None):
        self._folder = folder
        self._contents: dict[str, bytes] = {}
        given = [KeptFile(name, self.keep(name, iter([content]))) for name, content in files.items()]
        unpacking = Unpacking(keep or self.keep, Passwords(passwords), limits or Limits(), set(files))
        unpacking.take_apart(given)
        self.members = unpacking.members
        self.archives = {archive.path: archive for archive in unpacking.archives}
        kept = [member for member in self.members if member.kept is not None]
        self.contents = {member.path: self._contents[member.kept.exhibit_id] for member in kept}
        self.problems = {member.path: member.problem for member in self.members if member.problem}
        self.statuses = {member.path: member.status for member in self.members if member.status}
        for archive in unpacking.archives:
            self.statuses[archive.path] = archive.status
            if archive.problem:
                self.problems[archive.path] = archive.problem

    def keep(self, name, pieces):
        """Keep bytes under their hash, as the evidence store does."""
        content = b"".join(pieces)
        exhibit_id = hashlib.sha256(content).hexdigest()
        file = self._folder / exhibit_id
        file.write_bytes(content)
        self._contents[exhibit_id] = content
        return KeptBytes(exhibit_id, len(content), file)
