"""What a report's `Source` and `Identifier` mean: the platform, and the platform's own id.

An identifier may be a phone number, a WhatsApp address, a wxid, a number, a user name, or one of these with the shown
name behind it ("8613… Hammer"). Ids of apps without a platform of their own carry the app's name (`viber/+86…`), lest
equal ids of two apps become one account.

**Source:** formats.md 7.1 and 13; names of sources as IPED's and UFEDLib's code and public reports write them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sources import identifiers

# Order matters: the first that is found in the source's name counts.
_SERVICES: tuple[tuple[str, str], ...] = (
    (r"whats\s*app", "whatsapp"),
    (r"we\s*chat work|wecom|wxwork|企业微信", "app"),
    (r"we\s*chat|weixin|微信|com\.tencent\.mm", "wechat"),
    (r"^qq\b(?!.*mail)|mobileqq|tencent qq|^tim$", "qq"),
    (r"telegram|org\.thunderdog", "telegram"),
    (r"instagram|threads", "app"),
    (r"facebook|messenger(?! for)", "messenger"),
    (r"signal\b", "signal"),
    (r"^line\b|jp\.naver\.line", "line"),
    (r"skype", "skype"),
    (r"discord", "discord"),
    (r"jabber|xmpp|conversations|pidgin|psi\+", "jabber"),
    (r"matrix\b|^element\b", "matrix"),
    (r"rocket\.?\s*chat", "rocketchat"),
    (r"^irc\b", "irc"),
    (r"[eg]-?mail|\bmail\b|outlook|com\.google|^google$|exchange|imap|pop3", "email"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), platform) for pattern, platform in _SERVICES)
# The phone's own programs: calls, texts, address book.
_NATIVE = re.compile(
    r"(native|phone|phone\s?book|telephony|sms|mms|rcs|imessage|messages?|native messages|recents|call\s?log|dialer|"
    r"call history|contacts?|sim(\s?card)?|address\s?book|facetime|android(?: messages)?|(?:google|samsung) messages)",
    re.IGNORECASE,
)
_WHATSAPP = re.compile(r"(\d{5,17})(?:[.:_]\d+)*@(?:s\.whatsapp\.net|c\.us)", re.IGNORECASE)
_HIDDEN = re.compile(r"(\d+)(?::\d+)?@lid", re.IGNORECASE)
_GROUP = re.compile(r".*(@g\.us|@chatroom|@im\.chatroom|@broadcast|@newsletter|@status)", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_DIGITS = re.compile(r"\d{5,20}")
_INTERNATIONAL = re.compile(r"\+[0-9 ().\-]{6,24}")
_SIM_DIGITS = re.compile(r"\d{14,15}|89\d{16,18}[\dF]?")
_LONGEST_ID = 512
_SHORT_CODE = re.compile(r"[0-9*#]{2,9}")
# An id with a name behind it: what stands before the first space must be an id by itself.
_WITH_NAME = re.compile(
    r"(\S+@(?:s\.whatsapp\.net|c\.us|lid)|wxid_\w+|\+?\d[\d\-().]{5,}\d|live:\S+|[^\s@]+@[^\s@]+\.[a-z]{2,})\s+(\D.*)",
    re.DOTALL,
)
_CHINESE_ZONES = frozenset({None, "Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC"})
_TELEGRAM_PREFIX = re.compile(r"^(?:user|id)?(?=\d+$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Service:
    """Where an identifier is valid.

    Attributes:
        platform: One of contract.md's platforms.
        app: Name of the app where the platform is `app`, else "".
    """

    platform: str
    app: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier read.

    Attributes:
        platform: Platform of the account.
        native_id: Its id; None when the text is no id.
        name: A name that stood behind the id, else None.
    """

    platform: str
    native_id: str | None
    name: str | None = None


def service_of(source: str | None) -> Service:
    """The service that a `Source` names; no source is the phone itself."""
    return _service((source or "")[:_LONGEST_ID].strip())


@lru_cache(maxsize=1024)
def _service(text: str) -> Service:
    if not text or _NATIVE.fullmatch(text):
        return Service("phone")
    for pattern, platform in _COMPILED:
        if pattern.search(text):
            return Service(platform, _app_name(text) if platform == "app" else "")
    return Service("app", _app_name(text))


def region_of(timezone: str | None) -> str | None:
    """Country of numbers without country code: China where the seizure's zone is Chinese or not told."""
    return "CN" if timezone in _CHINESE_ZONES else None


def read_identifier(written: str, service: Service, region: str | None) -> Named:
    """The account that an identifier names within a service; what is too long for an id is none."""
    return _read(written, service, region) if len(written) <= _LONGEST_ID else Named(service.platform, None)


@lru_cache(maxsize=65_536)
def _read(written: str, service: Service, region: str | None) -> Named:
    text = identifiers.plain(written)
    name = None
    if with_name := _WITH_NAME.fullmatch(text):
        text, name = with_name[1], with_name[2].strip()
    if not text or _GROUP.fullmatch(text) or identifiers.is_lossy_number(text):
        return Named(service.platform, None, name)
    platform, native_id = _READERS[service.platform](text, region)
    if platform == "app" and native_id is not None:
        native_id = identifiers.app_native_id(service.app, native_id)
    return Named(platform, native_id, name)


def is_group_id(written: str) -> bool:
    """Whether an identifier is that of a group or broadcast."""
    return _GROUP.fullmatch(written.strip()) is not None


def phone(written: str, region: str | None, *, is_international: bool = False) -> identifiers.Identifier:
    """A phone number.

    Args:
        written: As the report writes it.
        region: Country of numbers without country code, or None.
        is_international: Whether bare digits begin with the country code, as messengers store them.
    """
    text = identifiers.plain(written[:_LONGEST_ID])
    found = identifiers.phone(text, None if is_international else region)
    if not found.is_usable and is_international and _DIGITS.fullmatch(text):
        # Eleven digits that begin with 13 to 19 are a Chinese mobile number before they are anything American.
        is_chinese = region == "CN" and _CHINESE_MOBILE.fullmatch(text)
        found = identifiers.phone(text, "CN") if is_chinese else identifiers.phone("+" + text, None)
    return found if found.is_usable else identifiers.Identifier(text, is_usable=False)


def sim_number(written: str) -> identifiers.Identifier:
    """An IMSI (14 or 15 digits) or ICCID (18 to 20, beginning with 89): neither has a check that phones follow."""
    text = re.sub(r"[\s\-]", "", identifiers.plain(written)).upper()
    is_sound = _SIM_DIGITS.fullmatch(text) is not None and not identifiers.is_lossy_number(text)
    return identifiers.Identifier(text, is_sound and len(set(text)) > 3)


def _app_name(source: str) -> str:
    return re.sub(r"\s+", "-", source.strip().lower())


def _whatsapp(text: str, region: str | None) -> tuple[str, str | None]:
    if address := _WHATSAPP.fullmatch(text):
        return "whatsapp", "+" + address[1]
    if hidden := _HIDDEN.fullmatch(text):
        return "whatsapp", f"{hidden[1]}@lid"
    number = phone(text, region, is_international=True)
    return "whatsapp", number.value if number.is_usable else None


def _wechat(text: str, _: str | None) -> tuple[str, str | None]:
    return "wechat", None if _SPACE.search(text) else text.lower() if text.lower().startswith("wxid_") else text


def _qq(text: str, _: str | None) -> tuple[str, str | None]:
    found = identifiers.account(text, "qq")
    return "qq", found.native_id if found else None


def _telegram(text: str, _: str | None) -> tuple[str, str | None]:
    bare = _TELEGRAM_PREFIX.sub("", text)
    found = identifiers.account(bare, "telegram")
    return "telegram", found.native_id if found else bare if re.fullmatch(r"(?:channel)?-?\d+", bare) else None


def _signal(text: str, region: str | None) -> tuple[str, str | None]:
    number = phone(text, region, is_international=True)
    if number.is_usable:
        return "signal", number.value
    return "signal", text.lower() if re.fullmatch(r"[0-9a-fA-F\-]{32,36}", text) else None


def _skype(text: str, _: str | None) -> tuple[str, str | None]:
    bare = re.sub(r"^\d+:", "", text).lower()
    return "skype", None if _SPACE.search(bare) else bare


def _native(text: str, region: str | None) -> tuple[str, str | None]:
    mail = identifiers.email(text)
    if mail.is_usable:
        return "email", mail.value
    number = phone(text, region)
    if number.is_usable:
        return "phone", number.value
    compact = re.sub(r"[\s().\-]", "", text)
    if _SHORT_CODE.fullmatch(compact) or _INTERNATIONAL.fullmatch(text) or _DIGITS.fullmatch(compact):
        return "phone", compact
    return "phone", None


def _email(text: str, _: str | None) -> tuple[str, str | None]:
    mail = identifiers.email(re.sub(r"^.*<([^<>]+)>$", r"\1", text))
    return "email", mail.value if mail.is_usable else None


def _jabber(text: str, _: str | None) -> tuple[str, str | None]:
    bare = text.lower().split("/")[0]
    return "jabber", bare if "@" in bare else None


def _bare(platform: str) -> Callable[[str, str | None], tuple[str, str | None]]:
    """Any text without spaces is an id: numbers and user names of platforms that check nothing."""
    return lambda text, _: (platform, None if _SPACE.search(text) else text)


def _other(text: str, region: str | None) -> tuple[str, str | None]:
    number = phone(text, region) if _INTERNATIONAL.fullmatch(text) else None
    if number is not None and number.is_usable:
        return "app", number.value
    return "app", None if _SPACE.search(text) else text


_READERS: dict[str, Callable[[str, str | None], tuple[str, str | None]]] = {
    "whatsapp": _whatsapp,
    "wechat": _wechat,
    "qq": _qq,
    "telegram": _telegram,
    "signal": _signal,
    "skype": _skype,
    "phone": _native,
    "email": _email,
    "jabber": _jabber,
    "app": _other,
    **{platform: _bare(platform) for platform in ("messenger", "line", "discord", "matrix", "rocketchat", "irc")},
}
