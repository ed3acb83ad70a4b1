"""What the properties of a card say about a contact: names, numbers, accounts, and what its owner noted.

**Source:** RFC 2426 and RFC 6350 for the common properties; formats.md 9 and real files for N, FN, ORG, NICKNAME and
IMPP in practice (no FN at all, the whole name in the given-name slot); iOS for X-SERVICE-TYPE and X-SOCIALPROFILE;
AOSP's VCardBuilder for X-ANDROID-CUSTOM; WeFlow for X-WECHAT-ID.
"""

import re
from collections.abc import Iterable, Iterator

from sources import identifiers
from sources.address_book import ContactCard, assembled_name
from sources.identifiers import NativeAccount
from sources.tables import headers
from sources.tables.names import names_in_cell
from sources.vcard.properties import Property

# Properties that hold an account, by the platform they name.
_ACCOUNT_PROPERTIES = {
    "X-WECHAT-ID": "wechat",
    "X-WECHAT": "wechat",
    "X-WEIXIN": "wechat",
    "X-QQ": "qq",
    "X-TENCENT-QQ": "qq",
    "X-TELEGRAM": "telegram",
    "X-TELEGRAM-ID": "telegram",
    "X-WHATSAPP": "whatsapp",
    "X-LINE": "line",
    "X-LINE-ID": "line",
    "X-SIGNAL": "signal",
    "X-DISCORD": "discord",
    "X-MATRIX": "matrix",
    "X-FACEBOOK": "messenger",
    "X-SKYPE": "skype",
    "X-SKYPE-ID": "skype",
    "X-SKYPE-USERNAME": "skype",
    "X-JABBER": "jabber",
    "X-XMPP": "jabber",
    "X-GTALK": "jabber",
    "X-GOOGLE-TALK": "jabber",
}
# Services that no platform of ours is; their accounts go to the note.
_OTHER_SERVICES = frozenset({"X-AIM", "X-ICQ", "X-MSN", "X-YAHOO", "X-GADUGADU", "X-GROUPWISE", "X-MS-IMADDRESS"})
_SCHEMES = {
    "xmpp": "jabber",
    "jabber": "jabber",
    "gtalk": "jabber",
    "tg": "telegram",
    "weixin": "wechat",
    "wxid": "wechat",
}
_ANDROID_NICKNAME = "vnd.android.cursor.item/nickname"
_NUMBER_SIGNS = re.compile(r"tel:", re.IGNORECASE)
_NOTED = ("NOTE", "X-MS-SPOUSE", "X-EVOLUTION-SPOUSE", "X-ABRELATEDNAMES")


def contact_of(properties: list[Property], region: str | None) -> tuple[ContactCard, int]:
    """The contact that a card describes, and how many of its lines or of the values used here are broken.

    Args:
        properties: Properties of the card.
        region: Country of local phone numbers that serve as accounts, None where it isn't known.
    """
    used = [each for each in properties if not each.name]

    def all_of(*names: str) -> list[Property]:
        found = [each for each in properties if each.name in names]
        used.extend(found)
        return found

    names = _names(all_of("FN"), all_of("N"), all_of("NICKNAME", "X-NICKNAME", "X-ANDROID-CUSTOM"))
    groups = [" ".join(filter(None, each.parts)) for each in all_of("ORG")]
    notes = [each.text for each in all_of(*_NOTED)]
    for note in notes:
        # 外号：榔头, aka mallet: only what a label marks as a name is one.
        names += names_in_cell(f"x\n{note}").aliases
    if not names:
        names = [group for group in groups if group][:1]
    numbers = all_of("TEL", "X-MS-TEL")
    accounts, others = _accounts(all_of(*_ACCOUNT_PROPERTIES, *_OTHER_SERVICES, "IMPP", "X-SOCIALPROFILE"), region)
    card = ContactCard(
        names=tuple(dict.fromkeys(filter(None, names))),
        phones=tuple(dict.fromkeys(filter(None, (_NUMBER_SIGNS.sub("", each.text) for each in numbers)))),
        whatsapp_numbers=tuple(
            f"+{number}" for each in numbers for number in each.params.get("WAID", ()) if number.isdecimal()
        ),
        emails=tuple(dict.fromkeys(filter(None, (each.text for each in all_of("EMAIL"))))),
        accounts=tuple(dict.fromkeys(accounts)),
        role=_first(all_of("TITLE", "ROLE")),
        superior=_first(all_of("X-MS-MANAGER", "X-EVOLUTION-MANAGER", "X-MANAGER")),
        group=next(filter(None, groups), None),
        note="; ".join(filter(None, [*notes, *others])) or None,
    )
    return card, sum(each.is_damaged for each in used)


def _first(found: Iterable[Property]) -> str | None:
    return next((each.text for each in found if each.text), None)


def _names(full: list[Property], parted: list[Property], nicks: list[Property]) -> list[str]:
    """The names of a card, the shown one first; the parts of N only where they say what FN doesn't."""
    names = [each.text for each in full]
    shown = {sign for name in names for sign in name}
    for each in parted:
        # Titles (Mr., Sr.) that only N holds make no other name.
        said = {sign for part in each.parts[:3] for sign in part if sign.isalnum()}
        if not said <= shown or not shown:
            names.append(assembled_name(*(*each.parts, "", "", "", "", "")[:5]))
    for each in nicks:
        if each.name != "X-ANDROID-CUSTOM":
            names += each.items
        elif each.parts[0] == _ANDROID_NICKNAME and len(each.parts) > 1:
            names.append(each.parts[1])
    return [name for name in names if name]


def _accounts(found: list[Property], region: str | None) -> tuple[list[NativeAccount], list[str]]:
    """Accounts on platforms that are known, and those elsewhere as words for the note."""
    accounts, others = [], []
    for each in found:
        for platform, written in _written_accounts(each):
            account = identifiers.account(written, platform, region) if platform else None
            if account is not None:
                accounts.append(account)
            else:
                others.append(f"{each.name.removeprefix('X-').lower()}: {written}")
    return accounts, others


def _written_accounts(each: Property) -> Iterator[tuple[str | None, str]]:
    """Platform (None for one that isn't known) and account as written."""
    if each.name == "X-SOCIALPROFILE":
        services = [*each.params.get("TYPE", ()), *each.params.get("X-SERVICE-TYPE", ())]
        users = [*each.params.get("X-USER", ()), *([each.text[8:]] if each.text.startswith("x-apple:") else [])]
        platform = next((known for word in services if (known := headers.platform_of(word))), None)
        for user in users[:1]:
            yield platform, user
    elif each.name == "IMPP":
        scheme, sign, rest = each.text.partition(":")
        service = next(iter(each.params.get("X-SERVICE-TYPE", ())), "") if scheme in ("x-apple", "") else scheme
        service = service or next(iter(each.params.get("X-SERVICE-TYPE", ())), "")
        platform = _SCHEMES.get(service.lower()) or headers.platform_of(service)
        if sign and rest:
            yield platform, rest.partition("?")[0].lstrip("/")
    elif each.text:
        yield _ACCOUNT_PROPERTIES.get(each.name), each.text
