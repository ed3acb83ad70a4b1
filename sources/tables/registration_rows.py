"""Rows of a registration table: what a platform says about who opened an account.

The registrant is not the operator: a row ties a name and a document to each account, and never two accounts together.
"""

from datetime import datetime

from sources.identifiers import NativeAccount
from sources.tables import headers
from sources.tables.cells import Row
from sources.tables.row_values import (
    Selector,
    TableContext,
    Value,
    accounts,
    handles,
    identify,
    row_values,
    selectors,
    texts,
)
from sources.tables.times import instant

# Column of a registration by the targets that fill it, best first.
COLUMNS = {
    "real_name": ("real_name",),
    "document_number": ("document",),
    "phone": ("bound_phone", "phone"),
    "ip": ("ip", "login_ip"),
    "device": ("device",),
    "bank_card": ("bank_card",),
}


def add_registration_row(row: Row, context: TableContext) -> None:
    """Turn one row into registrations, accounts, selectors and names, or reject it."""
    values = row_values(row, context.layout)
    pointers = list(selectors(values, context.layout.region))
    locator = context.locator(row)
    named = accounts(values, context)
    if not named and not context.layout.targets & {"account", "wxid"}:
        # A table of phone subscribers: the phone itself is what was opened.
        named = [
            NativeAccount("phone", pointer.identifier.value)
            for pointer in pointers
            if pointer.kind == "phone" and pointer.identifier.is_usable
        ][:1]
    if not named and not any(texts(values, target) for target in ("real_name", "document", "phone", "bound_phone")):
        context.builder.reject(locator, "the row names neither an account nor a registrant")
        return
    context.builder.record_count += 1
    facts = _facts(values, pointers)
    opened: list[NativeAccount | None] = [*named] if named else [None]
    for account in opened:
        _add_registrations(account, values, facts, locator, context)
    for holder in named:
        _add_selectors(context.add_account(holder, locator), pointers, locator, context)
    _add_names(named, values, locator, context)


def _facts(values: list[Value], pointers: list[Selector]) -> dict[str, str | None]:
    """The registration's columns; values stay as written where they failed their check."""
    checked: dict[str, str] = {}
    for pointer in pointers:
        is_kept = pointer.kind == "document" or pointer.identifier.is_usable
        checked.setdefault(pointer.target, pointer.identifier.value if is_kept else pointer.written)
    facts: dict[str, str | None] = {}
    for column, targets in COLUMNS.items():
        found = [checked.get(target) or next(iter(texts(values, target)), None) for target in targets]
        facts[column] = next((text for text in found if text), None)
    lossy = [
        column
        for column, targets in COLUMNS.items()
        if any(value.is_lossy for value in values if value.target in targets)
    ]
    if any(value.is_lossy for value in values if value.target in ("account", "wxid")):
        lossy.insert(0, "native_id")
    facts["lossy_columns"] = ", ".join(lossy) or None
    return facts


def _add_registrations(
    account: NativeAccount | None,
    values: list[Value],
    facts: dict[str, str | None],
    locator: str,
    context: TableContext,
) -> None:
    platform = account.platform if account else context.platform_said() or "unknown"
    opened = next(iter(texts(values, "registered_at")), None)
    about: dict[str, object] = {
        "locator": locator,
        "account_id": context.add_account(account, locator) if account else None,
        "platform": platform,
        "native_id": account.native_id if account else None,
    }
    context.builder.add(
        "registration",
        **about,
        holder="registrant",
        registered_at=_instant(opened, platform, context),
        registered_at_raw=opened,
        **facts,
    )
    for holder in headers.OTHER_HOLDERS:
        _add_other_holders(holder, values, about, context)


def _add_other_holders(holder: str, values: list[Value], about: dict[str, object], context: TableContext) -> None:
    """Who sold the account or held it before: rows of their own, never selectors of whoever holds it now."""
    names: list[str | None] = [*texts(values, holder)]
    facts: dict[str, str] = {}
    for column, target in (("document_number", f"{holder}_document"), ("phone", f"{holder}_phone")):
        value = next((value for value in values if value.target == target), None)
        if value is None:
            continue
        kind = "phone" if column == "phone" else "document"
        checked = identify(kind, value.text, context.layout.region)
        is_kept = not value.is_lossy and (kind == "document" or checked.is_usable)
        facts[column] = checked.value if is_kept else value.text
        if value.is_lossy:
            facts["lossy_columns"] = ", ".join(filter(None, (facts.get("lossy_columns", ""), column)))
    if facts and not names:
        names = [None]
    for name in names:
        # With two names in the row nobody can say whose the document is.
        context.builder.add(
            "registration", **about, holder=holder, real_name=name, **(facts if len(names) == 1 else {})
        )


def _instant(written: str | None, platform: str, context: TableContext) -> datetime | None:
    return instant(written, context.exhibit.zone(platform)[0]) if written else None


def _add_selectors(account: str, pointers: list[Selector], locator: str, context: TableContext) -> None:
    for pointer in pointers:
        context.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind=pointer.kind,
            value=pointer.identifier.value,
            raw=pointer.written,
            basis="session" if pointer.target == "login_ip" else "registration",
            is_usable=pointer.identifier.is_usable,
        )


def _add_names(named: list[NativeAccount], values: list[Value], locator: str, context: TableContext) -> None:
    """Nicknames as the accounts show them; a nickname without platform belongs to the row's only account."""
    shown = [(account, name, "handle") for account, name in handles(values, named)]
    for value in values:
        if value.target in ("nickname", "moniker"):
            bearers = [account for account in named if value.platform in ("", account.platform)]
            if len(bearers) == 1:
                shown.append((bearers[0], value.text, "account_nickname"))
    for account, name, kind in shown:
        context.builder.add(
            "name_observation",
            locator=locator,
            account_id=context.add_account(account, locator),
            name=name,
            kind=kind,
            observation_count=1,
        )
