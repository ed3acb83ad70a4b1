"""Rows of a nickname list: names that a list says belong to one person, with what else it claims of him.

All names of a row share the row; phones, cards and accounts of the row are tied to it.
"""

from sources.identifiers import NativeAccount
from sources.tables.cells import Row
from sources.tables.names import names_in_cell
from sources.tables.row_values import (
    SELECTOR_KINDS,
    Selector,
    TableContext,
    Value,
    accounts,
    handles,
    note,
    row_values,
    selectors,
    texts,
)
from warehouse.schema.ids import account_id

# Targets that a list gives rows for; what stands under others is kept in the note.
_READ = frozenset(
    {"moniker", "nickname", "real_name", "role", "superior", "group", "account", "wxid", "platform", *SELECTOR_KINDS}
)


def add_list_row(row: Row, context: TableContext) -> None:
    """Turn one row into list entries, accounts and selectors, or reject it."""
    values = row_values(row, context.layout)
    locator = context.locator(row)
    named = accounts(values, context)
    entries, remarks = _names(values)
    if not entries and not named:
        context.builder.reject(locator, "the row gives no name and no account")
        return
    context.builder.record_count += 1
    account_ids = [context.add_account(account, locator) for account in named]
    pointers = list(selectors(values, context.layout.region))
    documents = [pointer.identifier.value for pointer in pointers if pointer.kind == "document"]
    claims = {
        "role_text": "; ".join(texts(values, "role")) or None,
        "superior_text": next(iter(texts(values, "superior")), None),
        "group_text": next(iter(texts(values, "group")), None),
        "account_id": account_ids[0] if account_ids else None,
        "document_number": documents[0] if documents else None,
        "note": note(row, context.layout, _READ, *remarks),
    }
    for name, name_kind in entries:
        context.builder.add(
            "list_entry", locator=locator, row=context.row_key(row), name=name, name_kind=name_kind, **claims
        )
    _add_selectors(pointers, account_ids, row, context, is_listed=bool(entries))
    _add_shown_names(named, values, locator, context)


def _add_selectors(
    pointers: list[Selector], account_ids: list[str], row: Row, context: TableContext, *, is_listed: bool
) -> None:
    """Selectors of the row, tied to it; to its first account where the row has no name."""
    if is_listed:
        tie = {"list_row": context.row_key(row), "account_id": None}
    else:
        tie = {"list_row": None, "account_id": account_ids[0]}
    found: list[tuple[str, str, str | None, bool]] = [
        (pointer.kind, pointer.identifier.value, pointer.written, pointer.identifier.is_usable) for pointer in pointers
    ]
    if is_listed:
        found += [("account", account, None, True) for account in account_ids]
    for kind, value, raw, is_usable in found:
        context.builder.add(
            "selector",
            locator=context.locator(row),
            **tie,
            kind=kind,
            value=value,
            raw=raw,
            basis="list",
            is_usable=is_usable,
        )


def _names(values: list[Value]) -> tuple[list[tuple[str, str]], list[str]]:
    """Names with their kinds, each once, and the remarks that stood beside them.

    A cell with two real names is two people in one row, which can't both bear the row's nicknames: it becomes a remark.
    """
    entries: dict[str, str] = {}
    remarks: list[str] = []
    for value in values:
        if value.target not in ("moniker", "nickname", "real_name"):
            continue
        is_real = value.target == "real_name"
        found = names_in_cell(value.text, are_real_names=is_real)
        remarks += found.remarks
        if is_real and len(found.names) > 1:
            remarks.append(f"several names: {value.text}")
            continue
        for name in found.names:
            entries.setdefault(name, "real_name" if is_real else "nickname")
        for name in found.aliases:
            entries.setdefault(name, "nickname")
    return list(entries.items()), remarks


def _add_shown_names(named: list[NativeAccount], values: list[Value], locator: str, context: TableContext) -> None:
    shown = [(account, name, "handle") for account, name in handles(values, named)]
    for value in values:
        if value.target == "nickname":
            bearers = [account for account in named if value.platform in ("", account.platform)]
            if len(bearers) == 1:
                shown += [(bearers[0], name, "account_nickname") for name in names_in_cell(value.text).names]
    for account, name, kind in shown:
        context.builder.add(
            "name_observation",
            locator=locator,
            account_id=account_id(account.platform, account.native_id),
            name=name,
            kind=kind,
            observation_count=1,
        )
