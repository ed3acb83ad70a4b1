"""Builds small resolved cases from a few words: each person is one entity, E-NAME."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from resolvers.contract import CaseFrames, ResolvedCase
from warehouse.schema import frames
from warehouse.schema.relation import Relation

_PARTS: dict[str, Relation] = {
    "references": frames.REFERENCE,
    "names": frames.REFERENCE_NAME,
    "alias_views": frames.ALIAS_VIEW,
    "selectors": frames.REFERENCE_SELECTOR,
    "renames": frames.RENAME,
    "memberships": frames.MEMBERSHIP,
    "listed": frames.LISTED,
    "statements": frames.STATEMENT,
    "mentions": frames.MENTION,
    "utterances": frames.UTTERANCE,
    "message_traits": frames.MESSAGE_TRAIT,
    "judged_pairs": frames.JUDGED_PAIR,
}
_THREAD_SCHEMA = dict.fromkeys(("thread_id", "platform", "title", "kind"), pl.String)


def _frame(relation: Relation, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    schema = relation.polars_schema()
    cited = [{"exhibit_id": "e", "locator": f"line:{number}", **row} for number, row in enumerate(rows, start=1)]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in cited], schema=schema, orient="row")


def _reference(person: str) -> str:
    # Names in capitals are only spoken of.
    return f"called:{person}" if person[0].isupper() else f"account:{person}"


def resolved_case(
    talk: Sequence[tuple[str, str]],
    acts: Sequence[tuple[str, str, str, str | None]] = (),
    *,
    superiors: Sequence[tuple[str, str, str, str]] = (),
    listed: Sequence[Mapping[str, str]] = (),
    remarks: Mapping[str, str] | None = None,
    memberships: Sequence[Mapping[str, str]] = (),
    titles: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> ResolvedCase:
    """A case after linking.

    Args:
        talk: Thread and person of each message.
        acts: Thread, actor, kind and target of each act; each is a message of its own.
        superiors: Thread, speaker, subordinate and superior of each statement; capitalised names have no account.
        listed: Rows of nickname lists: name, role_text, superior_text, group_text.
        remarks: Name in the owner's address book by person.
        memberships: Rows of MEMBERSHIP with persons for reference and actor.
        titles: Title by thread.
        kinds: Kind by thread, else group.
    """
    messages = [*talk, *((thread, actor) for thread, actor, _, _ in acts)]
    utterances = [
        {"message_id": f"m{n:05}", "thread_id": thread, "turn": n, "sender": _reference(person), "kind": "text"}
        | {"text": ""}
        for n, (thread, person) in enumerate(messages)
    ]
    acted = [
        {"act_id": f"a{n:05}", "kind": kind, "actor": _reference(actor), "message_id": f"m{len(talk) + n:05}"}
        | {"target": _reference(target) if target else None, "cue": kind}
        for n, (_, actor, kind, target) in enumerate(acts)
    ]
    said = [
        {"statement_id": f"s{n:05}", "kind": "superior", "thread_id": thread, "said_by": _reference(speaker)}
        | {"subject": _reference(low), "object": None if high[0].isupper() else _reference(high), "object_name": high}
        | {"is_negated": False, "is_doubtful": False, "pattern": "test", "message_id": f"s{n}"}
        for n, (thread, speaker, low, high) in enumerate(superiors)
    ]
    rows = [
        {"reference": f"listed:{row['name']}", "row": f"e:{n}", "name_kind": "nickname", **row}
        for n, row in enumerate(listed)
    ]
    people = {person for _, person in messages} | {who for _, _, low, high in superiors for who in (low, high)}
    people |= {target for *_, target in acts if target}
    entity_of = {_reference(person): f"E-{person}" for person in sorted(people)}
    entity_of |= {row["reference"]: f"E-{row['name']}" for row in rows}
    names = [
        {"reference": reference, "name": entity[2:], "kind": "account_nickname", "observation_count": 1}
        for reference, entity in sorted(entity_of.items())
        if not reference.startswith("called:")
    ]
    names += [
        {"reference": _reference(high), "name": high, "kind": "called", "thread_id": thread, "observation_count": 1}
        for thread, high in sorted({(thread, high) for thread, _, _, high in superiors if high[0].isupper()})
    ]
    names += [
        {"reference": _reference(person), "name": name, "kind": "remark", "observation_count": 1}
        for person, name in sorted((remarks or {}).items())
    ]
    references = [
        {"reference": reference, "kind": reference.partition(":")[0], "is_owner": False, "message_count": 1}
        for reference in sorted(entity_of)
    ]
    events = [
        row | {side: _reference(row[side]) for side in ("reference", "actor") if side in row} for row in memberships
    ]
    given = {"references": references, "names": names, "listed": rows, "memberships": events}
    given |= {"statements": said, "utterances": utterances}
    threads = [
        {"thread_id": thread, "platform": "test", "title": (titles or {}).get(thread)}
        | {"kind": (kinds or {}).get(thread, "group")}
        for thread in sorted({thread for thread, _ in messages})
    ]
    members = [{"reference": reference, "entity_id": entity} for reference, entity in sorted(entity_of.items())]
    return ResolvedCase(
        frames=CaseFrames(**{name: _frame(relation, given.get(name, [])) for name, relation in _PARTS.items()}),
        members=_frame(frames.CLUSTER_MEMBER, members),
        acts=_frame(frames.ACT, acted),
        threads=pl.DataFrame(threads, schema=_THREAD_SCHEMA, orient="row"),
    )


def shuffled_case(case: ResolvedCase, seed: int) -> ResolvedCase:
    """The same case with the rows of every frame in another order."""
    draw = random.Random(seed)  # noqa: S311 - shuffles, hides nothing

    def mixed(frame: pl.DataFrame) -> pl.DataFrame:
        order = list(range(frame.height))
        draw.shuffle(order)
        return frame[order]

    return ResolvedCase(
        frames=replace(case.frames, **{name: mixed(frame) for name, frame in vars(case.frames).items()}),
        members=mixed(case.members),
        acts=mixed(case.acts),
        threads=mixed(case.threads),
    )
