"""How far an archive may unpack before it counts as a bomb, and the running account of one delivered archive.

**Source:** D. Fifield, "A better zip bomb" (WOOT 2019): deflate reaches 1032:1, overlapping members millions to one,
nested archives any ratio. Texts and databases of phones shrink 3 to 50 times, logs up to 200.
"""

from dataclasses import dataclass

from sources.archives.container import MemberRefused


@dataclass(frozen=True)
class Limits:
    """Bounds; what crosses one is not taken, is said, and the rest is taken.

    Attributes:
        depth: Archives inside archives that are taken apart.
        members: Members of one delivered archive, nested ones included.
        unpacked_bytes: Bytes that one delivered archive may unpack to, nested ones included.
        member_ratio: Unpacked to packed size of one member that is bigger than `member_ratio_from`.
        member_ratio_from: Bytes below which the ratio of a member doesn't matter.
        total_ratio: Unpacked bytes to the size of the delivered archive, beyond `total_ratio_from`.
        total_ratio_from: Bytes below which the ratio of the whole doesn't matter.
        repeated_members: Rows written for archives that were taken apart before in the same delivery.
    """

    depth: int = 8
    members: int = 3_000_000
    unpacked_bytes: int = 8 << 40
    member_ratio: int = 400
    member_ratio_from: int = 256 << 20
    total_ratio: int = 300
    total_ratio_from: int = 1 << 30
    repeated_members: int = 100_000


@dataclass
class Account:
    """What was taken so far out of one delivered archive.

    Attributes:
        limits: The bounds.
        packed_bytes: Size of the delivered archive.
        unpacked_bytes: Bytes that came out of it and what lies in it.
        member_count: Members seen.
        repeated_count: Members written again for a repeated archive.
        stop: Why nothing more is taken, one sentence; None while there is room.
        blocked_archive: Archive that is read forward and can't be read on behind a bomb.
    """

    limits: Limits
    packed_bytes: int
    unpacked_bytes: int = 0
    member_count: int = 0
    repeated_count: int = 0
    stop: str | None = None
    blocked_archive: str | None = None

    def count_member(self) -> None:
        """Count a member; sets `stop` when there are too many."""
        self.member_count += 1
        if self.member_count > self.limits.members and self.stop is None:
            self.stop = (
                f"the archive has more than {self.limits.members:,} members; unpack it yourself and add the files"
            )

    def check_claim(self, size_bytes: int | None, packed_bytes: int | None) -> None:
        """Refuse a member by what the archive claims of it, before a byte is unpacked.

        Raises:
            MemberRefused: When its ratio or size is that of a bomb.
        """
        if size_bytes is None:
            return
        self._check_member(size_bytes, packed_bytes)
        self._check_total(self.unpacked_bytes + size_bytes)

    def count_bytes(self, came: int, size_so_far: int, packed_bytes: int | None) -> None:
        """Count unpacked bytes of a member.

        Args:
            came: Bytes that just came.
            size_so_far: Bytes of this member that came, these included.
            packed_bytes: Its packed size, where known.

        Raises:
            MemberRefused: When the member or the whole is a bomb.
        """
        self.unpacked_bytes += came
        self._check_member(size_so_far, packed_bytes)
        self._check_total(self.unpacked_bytes)

    def _check_member(self, size_bytes: int, packed_bytes: int | None) -> None:
        if packed_bytes is None or size_bytes <= self.limits.member_ratio_from:
            return
        if size_bytes > self.limits.member_ratio * max(1, packed_bytes):
            raise MemberRefused(
                f"it unpacks to more than {self.limits.member_ratio} times its packed size, as bombs do; not taken, "
                "unpack it yourself and add the file if it is sound"
            )

    def _check_total(self, unpacked_bytes: int) -> None:
        most = max(self.limits.total_ratio_from, self.limits.total_ratio * self.packed_bytes)
        if unpacked_bytes > min(most, self.limits.unpacked_bytes):
            raise MemberRefused(
                f"with it the archive would unpack to more than {min(most, self.limits.unpacked_bytes) >> 20:,} MiB, "
                "as bombs do; not taken, unpack it yourself and add the files if they are sound"
            )
