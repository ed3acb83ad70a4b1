"""The answer key: who operates what, who is called what, who is under whom, who wrote each message, what was lost.

Written as Parquet for programs and, all but the messages, as one JSON for people. Times are epoch seconds, UTC.
"""

import json
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.world import Person, World
from sources.synthetic.writers.placed import Placed
from warehouse.schema import ids

_MESSAGE_SCHEMA = pa.schema(
    [
        ("seizure_id", pa.string()), ("path", pa.string()), ("position", pa.int64()), ("thread", pa.string()),
        ("platform", pa.string()), ("native_message_id", pa.string()), ("account_id", pa.string()),
        ("shown_name", pa.string()), ("person_id", pa.string()), ("sent_at", pa.int64()), ("kind", pa.string()),
        ("intent", pa.string()), ("message", pa.string()), ("text", pa.string()),
    ]
)  # fmt: skip
_BATCH = 20_000


class MessageTruth:
    """Streams the truth about each written line to message.parquet."""

    def __init__(self, file: Path) -> None:
        self._writer = pq.ParquetWriter(file, _MESSAGE_SCHEMA, compression="zstd")
        self._rows: list[dict[str, object]] = []

    def add(self, seizure_id: str, thread: str, placed: list[Placed]) -> None:
        """Take in what a seizure shows of a thread."""
        for place in placed:
            line = place.line
            self._rows.append(
                {
                    "seizure_id": seizure_id, "path": place.path, "position": place.position, "thread": thread,
                    "platform": line.account.platform, "native_message_id": place.native_message_id,
                    "account_id": ids.account_id(*line.account.key), "shown_name": place.shown_name,
                    "person_id": line.person_id, "sent_at": line.at, "kind": line.kind, "intent": line.intent,
                    "message": f"{thread}/{line.number}", "text": line.text,
                }
            )  # fmt: skip
        if len(self._rows) >= _BATCH:
            self._flush()

    def __enter__(self) -> Self:
        """Use as a context: the file is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write the rest and close."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=_MESSAGE_SCHEMA))
            self._rows = []


Rows = list[dict[str, object]]


def answer_tables(world: World, people: dict[str, Person], occurring: set[tuple[str, str]]) -> dict[str, Rows]:
    """The small tables of the key.

    Args:
        world: The world.
        people: Everybody by id, outsiders too.
        occurring: Accounts (platform, native id) that are in some file.
    """
    return {
        "person": [
            {
                "person_id": p.person_id, "label": p.label, "real_name": p.real_name,
                "document_number": p.document_number, "languages": ",".join(p.languages), "is_victim": p.is_victim,
                "is_outsider": not p.roles,
            }
            for p in people.values()
        ],
        "alias": [
            {
                "person_id": p.person_id, "alias": a.text, "kind": a.kind, "script": a.script, "concept": a.concept,
                "is_opaque": a.is_opaque, "is_homonym": a.is_homonym,
            }
            for p in world.people.values()
            for a in p.aliases
        ],
        "role": [
            {"person_id": p.person_id, "gang_id": r.gang_id, "role": r.role, "from_at": r.start, "until_at": r.end}
            for p in world.people.values()
            for r in p.roles
        ],
        "superior": [
            {"gang_id": gang_id, "superior_id": superior_id, "subordinate_id": p.person_id}
            for p in world.people.values()
            for gang_id in (p.superiors or p.gang_ids[:1])
            if (superior_id := p.superior_in(gang_id))
        ],
        "gang": [
            {"gang_id": g.gang_id, "label": g.label, "seat": g.seat, "app": g.app, "boss_id": g.boss_id}
            for g in world.gangs.values()
        ],
        "gang_member": [
            {"gang_id": gang_id, "person_id": p.person_id, "is_service": _is_service(p)}
            for p in world.people.values()
            if not p.is_victim
            for gang_id in p.gang_ids
        ],
        **_account_tables(world, occurring),
        "trap": _traps(world),
    }  # fmt: skip


def _is_service(person: Person) -> bool:
    return person.superior_id is None and len(person.gang_ids) > 1 and not person.stays


def _account_tables(world: World, occurring: set[tuple[str, str]]) -> dict[str, Rows]:
    return {
        "account": [
            {
                "account_id": ids.account_id(*a.key), "platform": a.platform, "native_id": a.native_id,
                "handle": a.handle, "is_bought": a.is_bought, "is_shared": a.is_shared,
                "is_lost": a.key not in occurring,
            }
            for a in world.accounts
        ],
        "account_name": [
            {"account_id": ids.account_id(*a.key), "name": name, "from_at": since}
            for a in world.accounts
            for since, name in a.names
        ],
        "operator_period": [
            {"account_id": ids.account_id(*a.key), "person_id": o.person_id, "from_at": o.start, "until_at": o.end}
            for a in world.accounts
            for o in a.operations
        ],
        "registration": [
            {
                "account_id": ids.account_id(*a.key), "registrant_id": a.registrant_id, "kind": a.registration_kind,
                "phone": a.phone, "bank_card": a.bank_card, "registered_at": a.registered_at,
            }
            for a in world.accounts
            if a.registrant_id
        ],
    }  # fmt: skip


def _traps(world: World) -> Rows:
    """Pairs that look alike and must not be joined: one registrant of two people's accounts, one name of two people."""
    traps: Rows = []
    by_registrant: dict[str, list[tuple[str, str]]] = {}
    for account in world.accounts:
        if account.registrant_id:
            operator = account.operations[0].person_id
            by_registrant.setdefault(account.registrant_id, []).append((ids.account_id(*account.key), operator))
    for registrant, held in sorted(by_registrant.items()):
        first = held[0]
        for account_id, operator in held[1:]:
            if operator != first[1]:
                traps.append({"kind": "same_registrant", "left": first[0], "right": account_id, "shared": registrant})
    bearers: dict[str, list[str]] = {}
    for person in world.people.values():
        for alias in person.aliases:
            if alias.is_homonym and person.person_id not in bearers.setdefault(alias.text, []):
                bearers[alias.text].append(person.person_id)
    for name, people in sorted(bearers.items()):
        traps += [{"kind": "homonym", "left": people[0], "right": other, "shared": name} for other in people[1:]]
    return traps


def write_answers(folder: Path, tables: dict[str, Rows], settings: GeneratorSettings, seed: int) -> None:
    """Write the small tables as Parquet each and together as answers.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet", compression="zstd")
    content = {"is_synthetic": True, "seed": seed, "settings": settings.described(), **tables}
    (folder / "answers.json").write_bytes(json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
