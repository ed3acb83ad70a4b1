"""The sentences in the XML of WeChat's system messages, with the ids of the people they name.

Newer versions send a template (`"$username$"邀请"$names$"加入了群聊`) and the people for its blanks, with id and name:
the only place where a system line says for certain who it is about.

**Source:** `sysmsg` XML as public readers parse it (chatlog `internal/model`, 2025, and fixtures of several others).
"""

import re

from lxml import etree

_BLANK = re.compile(r"\$(\w+)\$")
# Elements that hold the sentence, in the order in which they are believed.
_SENTENCES = ("replacemsg", "template", "plain", "content", "text", "title")
# What the app mixes into sentences that are no XML: pictures and links.
MARKUP_PATTERN = r"(?i)</?(?:img|_wc_custom_link_|a|br|font)\b[^<>]*>"
_MARKUP = re.compile(MARKUP_PATTERN)


def template_words(root: etree._Element) -> tuple[str, dict[str, str], bool]:
    """The sentence with its blanks filled, the ids of the names in it, and whether it tells of a recall."""
    is_recall = root.get("type") == "revokemsg" or next(root.iter("revokemsg"), None) is not None
    sentence = ""
    for name in _SENTENCES:
        sentence = next((element.text.strip() for element in root.iter(name) if (element.text or "").strip()), "")
        if sentence:
            break
    shown: dict[str, str] = {}
    bearers: dict[str, set[str]] = {}
    for link in root.iter("link"):
        if link.get("name"):
            shown[link.get("name")] = _people(link, bearers)
    sentence = _BLANK.sub(lambda blank: shown.get(blank[1], blank[0]), sentence)
    ids = {name: next(iter(natives)) for name, natives in bearers.items() if len(natives) == 1}
    return _MARKUP.sub("", sentence).strip(), ids, is_recall


def _people(link: etree._Element, bearers: dict[str, set[str]]) -> str:
    """What a blank shows; the ids of the people in it are added to `bearers`."""
    if link.get("hidden") == "1":
        return ""
    names = []
    for member in link.iter("member"):
        named = {child.tag: (child.text or "").strip() for child in member}
        name = named.get("nickname") or named.get("username")
        if name:
            names.append(name)
            if named.get("username"):
                bearers.setdefault(name, set()).add(named["username"])
    if names:
        return "、".join(names)
    return next(((element.text or "").strip() for element in link.iter("title")), "")
