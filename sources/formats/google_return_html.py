"""Subscriber information as Google returns it: `…GoogleAccount.SubscriberInfo…html`.

Lines `Label: value` (Google Account ID, Name, e-Mail, Alternate e-Mails, Created on, Terms of Service IP, Recovery …,
phone numbers) and a table of IP activity (Timestamp, IP Address, Activity Type, …). Times are UTC (`Z`) by the
return's own word.

**Source:** formats.md 8.3 (fields named by a third-party reader; the layout from general knowledge, no original was
seen).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from sources.disclosures.disclosed import Disclosed, Moment, first_filled
from sources.disclosures.utc_times import moment as utc_moment
from sources.errors import UnreadableExhibit
from sources.identifiers import app_native_id
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

_SIGN = re.compile(r"GOOGLE (?:SUBSCRIBER INFORMATION|ACCOUNT)|Google Account ID", re.IGNORECASE)
_LABEL = re.compile(r"\s*([^:]{2,60}?)\s*:\s*(.*?)\s*", re.DOTALL)
_LARGEST = 64 << 20
_MAILS = ("e-mail", "alternate e-mails", "contact e-mail", "recovery e-mail")
_PHONES = ("user phone numbers", "recovery sms", "2-step verification phone numbers", "phone number")


def sniff(head: Head) -> float:
    """Certain when the page names a Google account's number and its mail."""
    text = head_text(head.first_bytes)
    if text is None or "<" not in text:
        return 0.0
    return 0.95 if _SIGN.search(text) and re.search(r"Google Account ID", text) and "e-Mail" in text else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one account."""
    if exhibit.file.stat().st_size > _LARGEST:
        raise UnreadableExhibit("the page is larger than any subscriber information; look what it holds")
    told = Disclosed(exhibit)
    facts: dict[str, str] = {}
    logins: list[tuple[str, dict[str, str]]] = []
    for number, (kind, values) in enumerate(_values(exhibit.file), 1):
        if kind == "pair":
            facts.setdefault(values["label"], values["value"])
            told.builder.record_count += 1
        elif first_filled(values, ("ip address", "ip")):
            logins.append((f"value:{number}", values))
            told.builder.record_count += 1
        else:
            told.builder.reject(f"value:{number}", "a row of a table without an address")
    native = first_filled(facts, ("google account id", "account id"))
    mail = first_filled(facts, ("e-mail",)).lower()
    if not native and not mail:
        raise UnreadableExhibit("the page names no account; add the whole return")
    # The mail address is what others know the account by; the number is Google's own.
    account = ("email", mail) if mail else ("app", app_native_id("google", native))
    opened = utc_moment(facts["created on"]) if facts.get("created on") else None
    _add_account(told, account, facts, native, opened)
    for locator, row in logins:
        time = utc_moment(first_filled(row, ("timestamp", "time")))
        told.login(
            told.account(*account, locator),
            locator,
            time if time.at is not None else Moment(None, time.raw, "none"),
            ip=first_filled(row, ("ip address", "ip")),
            device=first_filled(row, ("raw user agents", "user agent", "android id")),
            action=first_filled(row, ("activity type", "activity")),
        )
    yield told.builder.take()
    yield EndOfExhibit("read")


def _add_account(
    told: Disclosed, account: tuple[str, str], facts: dict[str, str], native: str, opened: Moment | None
) -> None:
    held = told.account(*account, "value:1")
    phones = [number for key in _PHONES for number in re.findall(r"\+?\d[\d\s\-()]{6,}\d", facts.get(key, ""))]
    told.registration(
        account,
        "value:1",
        "registrant",
        {
            "real_name": facts.get("name", ""),
            "ip": first_filled(facts, ("terms of service ip", "tos ip")),
            "phone": phones[0] if phones else "",
        },
        opened,
    )
    told.name(held, facts.get("name", ""), "account_nickname", "value:1")
    for address in dict.fromkeys(
        part for key in _MAILS for part in re.findall(r"[^\s,;]+@[^\s,;]+", facts.get(key, ""))
    ):
        told.selector(held, "email", address, "value:1")
    for number in dict.fromkeys(phones):
        told.selector(held, "phone", number, "value:1")
    if native:
        told.selector(held, "other", app_native_id("google", native), "value:1")


def _values(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Pairs of label and value, and rows of tables by their headings, in the order of the page."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    with file.open("rb") as stream:
        tree = etree.parse(stream, parser)
    root = tree.getroot()
    if root is None:
        return
    for element in root.iter("li", "table"):
        if element.tag == "li":
            found = _LABEL.fullmatch(_text(element))
            if found and not element.findall(".//li"):
                yield "pair", {"label": found[1].lower(), "value": found[2]}
            continue
        rows = [[_text(cell) for cell in row.iter("th", "td")] for row in element.iter("tr")]
        headings = [cell.lower() for cell in rows[0]] if rows else []
        for row in rows[1:]:
            yield "row", dict(zip(headings, row, strict=False))


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


FORMAT = SourceFormat(
    name="google_return_html",
    version=2,
    meaning="Subscriber information of a Google account as a return gives it.",
    sniff=sniff,
    read=read,
    coverage=Coverage(
        family="Legal returns",
        made_by="Google (`…GoogleAccount.SubscriberInfo….html`)",
        gives="account number, names, mails, phones, time and address of registration, logins with address",
        certainty="specification",
        omits="everything else of a return (mail, Takeout folders); no original was seen; no second count is made",
    ),
)
