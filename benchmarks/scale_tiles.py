"""Makes a big synthetic case out of one that was read: tiles of it, each with people, words and times of its own.

A tile is the base case once more in the working database, with every name, account, number, conversation and exhibit
renamed the same way wherever it stands, also inside messages, and with all times moved. So the tiles share no names,
threads or selectors, but are as entangled inside as the generator makes a case. Words that nobody bears as a name are
the same in all tiles; general forms of address (老板) and pictures too. Only the base passes through the readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import polars as pl

from resolvers.names.alias_form import has_han
from resolvers.names.lexicon import lexicon
from warehouse.connection import RECORD_SCHEMA, Warehouse
from warehouse.schema.records import RECORD_RELATIONS

# What is put before every name of a tile, in Chinese and in Latin letters.
_MARKS = ("青qing", "岭ling", "沙sha", "河he", "松song", "柏bai", "桥qiao", "湖hu", "峰feng", "云yun", "舟zhou",
          "泉quan", "岩yan", "梅mei", "竹zhu", "兰lan", "桐tong", "溪xi", "川chuan", "谷gu", "岸an")  # fmt: skip
_ACCOUNTS = ("account_id", "sender_account_id", "other_account_id", "actor_account_id", "observer_account_id")
_IDS = ("thread_id", "native_message_id", "reply_to_native_message_id")
_NAMES = ("name", "sender_name", "forwarded_from", "real_name", "holder")
_TEXTS = ("text", "title", "raw", "role_text", "superior_text", "group_text", "note")
_NUMBERS = ("value", "phone", "document_number", "ip", "device", "bank_card", "host")
_TIMES = ("sent_at", "happened_at", "first_seen_at", "last_seen_at", "registered_at")
# No whole number of hours: no tile looks like another one in another zone.
_STEP = timedelta(days=3, hours=5, minutes=17, seconds=23)


@dataclass(frozen=True)
class _Renaming:
    """How one tile renames.

    Attributes:
        number: Number of the tile, from 1.
        names: Names of the base and of the tile.
        natives: Native ids likewise.
        accounts: Account ids likewise.
        exhibits: Exhibit ids likewise.
        numbers: Phones, cards, addresses and other selectors likewise.
        texts: All of it that may stand in a message.
    """

    number: int
    names: dict[str, str]
    natives: dict[str, str]
    accounts: dict[str, str]
    exhibits: dict[str, str]
    numbers: dict[str, str]
    texts: dict[str, str]


def add_tiles(warehouse: Warehouse, case_id: str, tiles: int, spoken_names: pl.Series) -> None:
    """Put tiles beside the base case, until there are as many as wanted, the base counted.

    Args:
        warehouse: Working database in which the base case was read.
        case_id: The case.
        tiles: How many tiles the case shall have.
        spoken_names: Names that stand in messages and in no record, from the answer key.
    """
    base = {
        relation.name: warehouse.frame(
            f"select * exclude (case_id) from {RECORD_SCHEMA}.{relation.name} where case_id = $case_id",
            {"case_id": case_id},
        )
        for relation in RECORD_RELATIONS
    }
    exhibits = warehouse.frame(
        "select distinct exhibit_id from ledger.reading where case_id = $case_id", {"case_id": case_id}
    )["exhibit_id"]
    for number in range(1, tiles):
        renaming = _renaming(number, base, exhibits, spoken_names)
        texts = _renamed(base["message"], renaming).select("exhibit_id", "locator", "text")
        with warehouse.transaction():
            _add_ledger(warehouse, case_id, renaming)
            for relation in RECORD_RELATIONS:
                rows = _renamed(base[relation.name], renaming)
                if relation.name == "text_identifier":
                    rows = _placed(rows, texts)
                warehouse.append_case_rows(relation, case_id, rows, schema=RECORD_SCHEMA)


def _renaming(number: int, base: dict[str, pl.DataFrame], exhibits: pl.Series, spoken_names: pl.Series) -> _Renaming:
    general = set(lexicon("generic_names.txt"))
    bare = pl.concat([spoken_names, *_values(base, ("name", "real_name"))]).str.strip_chars().unique().sort()
    marks = [_MARKS[number % len(_MARKS)], *([_MARKS[number // len(_MARKS) - 1]] if number >= len(_MARKS) else [])]
    han, latin = "".join(mark[0] for mark in marks), "".join(mark[1:] for mark in marks)
    names = {
        name: (han if has_han(name) else latin) + name
        for name in bare
        if len(name) > 1 and name.casefold() not in general and any(sign.isalpha() for sign in name)
    }
    seen = base["account"].select("account_id", "native_id").unique().sort("account_id")
    natives = {native: names.get(native) or _numbered(native, number) for native in seen["native_id"].drop_nulls()}
    accounts = {
        account: account.replace(native, natives[native], 1) if native in natives else _numbered(account, number)
        for account, native in seen.iter_rows()
    }
    numbers = {value: _numbered(value, number) for column in _values(base, (*_NUMBERS, "raw")) for value in column}
    numbers |= natives | accounts
    in_texts = {value: made for value, made in (numbers | natives | names).items() if len(value) > 3 or value in names}
    new_exhibits = {exhibit: sha256(f"{exhibit} {number}".encode()).hexdigest() for exhibit in exhibits}
    return _Renaming(number, names, natives, accounts, new_exhibits, numbers, in_texts)


def _values(base: dict[str, pl.DataFrame], columns: Sequence[str]) -> list[pl.Series]:
    return [
        rows[column].drop_nulls().unique().sort().alias("value")
        for rows in base.values()
        for column in columns
        if column in rows.columns
    ]


def _numbered(identifier: str, number: int) -> str:
    return f"t{number}.{identifier}" if "@" in identifier or "/" in identifier else f"{identifier}{number:03d}"


def _renamed(rows: pl.DataFrame, renaming: _Renaming) -> pl.DataFrame:
    """The rows of one record table as the tile has them."""
    words, made = list(renaming.texts), list(renaming.texts.values())
    number = pl.lit(f"{renaming.number:03d}")
    new: list[pl.Expr] = []
    for column in rows.columns:
        value = pl.col(column)
        if column in _ACCOUNTS:
            new.append(value.replace(renaming.accounts))
        elif column == "exhibit_id":
            new.append(value.replace_strict(renaming.exhibits))
        elif column == "native_id":
            new.append(value.replace(renaming.natives))
        elif column in _IDS:
            new.append(value + number)
        elif column in _NAMES:
            new.append(value.replace(renaming.names))
        elif column in _TEXTS:
            new.append(value.str.replace_many(words, made, leftmost=True))
        elif column in _NUMBERS:
            new.append(value.replace(renaming.numbers))
        elif column in _TIMES:
            new.append(value + renaming.number * _STEP)
    return rows.with_columns(new)


def _placed(rows: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Identifiers in texts at their new places."""
    start = pl.col("text").str.split(by=pl.col("raw")).list.first().str.len_chars().cast(pl.Int64)
    return (
        rows.join(texts, on=["exhibit_id", "locator"], how="left", maintain_order="left")
        .with_columns(start_offset=start)
        .with_columns(end_offset=pl.col("start_offset") + pl.col("raw").str.len_chars().cast(pl.Int64))
        .drop("text")
    )


def _add_ledger(warehouse: Warehouse, case_id: str, renaming: _Renaming) -> None:
    """Seizures, files and readings of the tile."""
    place = {"case_id": case_id, "mark": f"-t{renaming.number}"}
    own = "where case_id = $case_id and not regexp_matches(seizure_id, '-t[0-9]+$')"
    moved = "seizure_id || $mark as seizure_id"
    hashed = "sha256(exhibit_id || ' ' || $number) as exhibit_id"
    warehouse.execute(f"insert into ledger.seizure select * replace ({moved}) from ledger.seizure {own}", place)
    for table in ("provenance", "reading"):
        warehouse.execute(
            f"insert into ledger.{table} select * replace ({moved}, {hashed}) from ledger.{table} {own}",
            {**place, "number": str(renaming.number)},
        )
