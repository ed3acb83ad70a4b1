"""People and groups of the newer QQ client (NT): profiles, friends, groups and their members.

**Source:** formats.md 5.3; community documentation of the tables' numbered columns (several independent parsers, 2024
to 2026). The table of profiles is a cache of everybody ever met, not a list of friends.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from sources.clock_text import FIRST_YEAR, LAST_YEAR
from sources.qq.identified import IdentifiedPeople
from sources.qq.people import PLATFORM, account_of, group_thread_id, number_of, uid_of
from sources.record import BatchBuilder
from sources.sightings import AccountSeen, NameSeen
from sources.sqlite_file import Kind, SqliteFile
from warehouse.schema import ids

PROFILES, FRIENDS, MEMBERS = "profile_info_v6", "buddy_list", "group_member3"
GROUP_TABLES = ("group_detail_info_ver1", "group_list")
NEEDED: Mapping[str, tuple[str, ...]] = {
    PROFILES: ("1002", "20002"),
    FRIENDS: ("1000", "1002"),
    MEMBERS: ("60001", "1002"),
    "group_detail_info_ver1": ("60001", "60007"),
    "group_list": ("60001", "60007"),
}
_COLUMNS: Mapping[str, Mapping[str, Kind]] = {
    PROFILES: {
        "1000": "text",
        "1001": "text",
        "1002": "integer",
        "20002": "text",
        "20006": "integer",
        "20007": "integer",
        "20008": "integer",
        "20009": "text",
    },
    FRIENDS: {"1000": "text", "1001": "text", "1002": "integer"},
    MEMBERS: {
        "60001": "integer",
        "1000": "text",
        "1002": "integer",
        "20002": "text",
        "64003": "text",
        "64007": "integer",
        "64010": "integer",
        "64016": "integer",
        "64023": "text",
    },
    "group_detail_info_ver1": {"60001": "integer", "60002": "text", "60007": "text"},
    "group_list": {"60001": "integer", "60007": "text"},
}
_CATEGORIES = "category_list_v2"
_ADMIN_TITLE = "管理员"

Note = Callable[[str, AccountSeen, tuple[NameSeen, ...]], None]


class Contacts:
    """The tables of people and groups of one database on their way into rows.

    Args:
        people: Who is who; its owner is known.
        note: Notes an account with its names at a locator.
        builder: Where the rows go.
    """

    def __init__(self, people: IdentifiedPeople, note: Note, builder: BatchBuilder) -> None:
        self._people, self._note, self._builder = people, note, builder
        self._owner = None if people.owner is None else ids.account_id(PLATFORM, people.owner)
        self._tied: set[tuple[str, str]] = set()
        self._titled: set[str] = set()

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Add the rows of a stretch of a table; a row without any id is rejected."""
        adds = {PROFILES: self._profile, FRIENDS: self._friend, MEMBERS: self._member}
        add = adds.get(table, self._group)
        for row in frame.iter_rows(named=True):
            locator = f"table:{table}/{row['rowid']}"
            if add(row, locator):
                self._builder.record_count += 1
            else:
                self._builder.reject(locator, "the row names neither a number nor an opaque id")

    def _account(self, row: Mapping[str, Any], locator: str, *names: tuple[str, str | None, str | None]) -> str | None:
        """Note the account of a row with names (kind, name, thread); returns its id."""
        number, uid = number_of(row["1002"]), uid_of(row["1000"])
        native = self._people.native(number, uid)
        if native is None:
            return None
        account = account_of(native, self._people.owner)
        account_id = account.account_id
        seen = tuple(
            NameSeen(account_id, name.strip(), kind, self._owner if kind == "remark" else None, thread)
            for kind, name, thread in names
            if name and name.strip() and name.strip() != native
        )
        self._note(locator, account, seen)
        if uid is not None and native != uid and (account_id, uid) not in self._tied:
            self._tied.add((account_id, uid))
            self._selector(locator, account_id, "account", ids.account_id(PLATFORM, uid), uid, is_usable=True)
        return account_id

    def _profile(self, row: Mapping[str, Any], locator: str) -> bool:
        nickname, remark = row["20002"], row["20009"]
        names = [("account_nickname", nickname, None), ("handle", row["1001"], None)]
        if remark != nickname:
            names.append(("remark", remark, None))
        account_id = self._account(row, locator, *names)
        if account_id is None:
            return False
        born = _birthday(row)
        if born is not None:
            # Thousands share a birthday, and people invent theirs: it describes, and is never a key.
            self._selector(locator, account_id, "other", f"birth_date:{born}", born, is_usable=False)
        return True

    def _friend(self, row: Mapping[str, Any], locator: str) -> bool:
        account_id = self._account(row, locator, ("handle", row["1001"], None))
        if account_id is None:
            return False
        if account_id != self._owner:
            self._builder.add(
                "contact",
                locator=locator,
                account_id=self._owner,
                other_account_id=account_id,
                kind="address_book",
                contact_count=1,
            )
        return True

    def _member(self, row: Mapping[str, Any], locator: str) -> bool:
        number = number_of(row["60001"])
        if number is None:
            return False
        thread = group_thread_id(number)
        names = (("account_nickname", row["20002"], None), ("group_card", row["64003"], thread))
        account_id = self._account(row, locator, *names)
        if account_id is None:
            return False
        joined = _instant(row["64007"])
        if joined is not None:
            self._event(locator, thread, "join", account_id, happened_at=joined)
        titles = [_ADMIN_TITLE] if row["64010"] == 1 else []
        titles += [row["64023"].strip()] if row["64023"] and row["64023"].strip() else []
        for title in titles:
            self._event(locator, thread, "other", account_id, name=title)
        if row["64016"] == 1:
            self._event(locator, thread, "leave", account_id)
        self._thread(thread, None, locator)
        return True

    def _group(self, row: Mapping[str, Any], locator: str) -> bool:
        number = number_of(row["60001"])
        if number is None:
            return False
        thread = group_thread_id(number)
        self._thread(thread, row["60007"], locator)
        owner = uid_of(row.get("60002"))
        if owner is not None:
            account = account_of(self._people.native(None, owner) or owner, self._people.owner)
            self._note(locator, account, ())
            self._event(locator, thread, "own", account.account_id)
        return True

    def _thread(self, thread: str, title: str | None, locator: str) -> None:
        """Each group once; the tables of groups come before that of members."""
        if thread not in self._titled:
            self._titled.add(thread)
            self._builder.add(
                "thread", locator=locator, platform=PLATFORM, thread_id=thread, title=title or None, kind="group"
            )

    def _event(self, locator: str, thread: str, event: str, account_id: str, **more: object) -> None:
        self._builder.add(
            "membership_event", locator=locator, thread_id=thread, event=event, account_id=account_id, **more
        )

    def _selector(self, locator: str, account_id: str, kind: str, value: str, raw: str, *, is_usable: bool) -> None:
        self._builder.add(
            "selector",
            locator=locator,
            account_id=account_id,
            kind=kind,
            value=value,
            raw=raw,
            basis="profile",
            is_usable=is_usable,
        )


def contact_tables(database: SqliteFile) -> list[str]:
    """The tables of people and groups that this database has, groups before their members."""
    order = (PROFILES, FRIENDS, *GROUP_TABLES, MEMBERS)
    return [table for table in order if database.has(table, *NEEDED[table])]


def contact_frames(database: SqliteFile) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of these tables."""
    for table in contact_tables(database):
        for frame in database.frames(table, _COLUMNS[table]):
            yield table, frame


def owner_of_contacts(database: SqliteFile, numbers: Mapping[str, str]) -> str | None:
    """Whose list of friend categories this is: there is one such row, and it names the account's own opaque id."""
    if not database.has(_CATEGORIES, "1000"):
        return None
    owners = {
        uid
        for frame in database.frames(_CATEGORIES, {"1000": "text"})
        for uid in frame["1000"]
        if uid_of(uid) is not None
    }
    if len(owners) != 1:
        return None
    owner = str(next(iter(owners)))
    return numbers.get(owner, owner)


def _birthday(row: Mapping[str, Any]) -> str | None:
    year, month, day = row["20006"], row["20007"], row["20008"]
    try:
        born = datetime(year or 0, month or 0, day or 0)
    except (ValueError, OverflowError):
        return None
    return f"{born:%Y-%m-%d}" if 1900 <= born.year <= LAST_YEAR else None


def _instant(seconds: int | None) -> datetime | None:
    if not seconds or not 0 < seconds < 7_258_118_400:
        return None
    found = pl.Series([seconds * 1_000_000]).cast(pl.Datetime("us"))[0]
    return found if isinstance(found, datetime) and found.year >= FIRST_YEAR else None
