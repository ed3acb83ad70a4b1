"""The models of a report: which of them are records, and how their fields are got at.

A model holds `field` (one value), `multiField` (several), `modelField` (one model) and `multiModelField` (several).
Names of fields are stable English; the namespace is optional, so only local names count.

**Source:** formats.md 7.1; the open-source readers UFEDLib (C#), ufedlib-py 1.0.0 and IPED's UFED parsers.
"""

from collections.abc import Iterator
from typing import Any

# What a model is to the reader. A model of another type (places, cookies, files, logs…) is no record of ours: it names
# nobody. Chats count once each and their messages once each; what is nested deeper belongs to its message.
CHAT = "Chat"
MESSAGE_TYPES = frozenset({"InstantMessage", "SMS", "MMS"})
RECORD_TYPES = MESSAGE_TYPES | {
    CHAT,
    "Call",
    "Contact",
    "CreditCard",
    "DeviceInfoEntry",
    "Email",
    "FinancialAccount",
    "Password",
    "RecognizedDevice",
    "SIMData",
    "SocialMediaActivity",
    "TransferOfFunds",
    "User",
    "UserAccount",
}
_TRUE = frozenset({"true", "1", "yes"})

Element = Any  # lxml ships no types


def local_name(tag: str) -> str:
    """Name of an element without its namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def text_of(field: Element) -> str | None:
    """The value of a `field`; None for an empty one."""
    for value in field:
        text = value.text
        return text if text and text.strip() else None
    return None


def named_children(model: Element, until: Element | None = None) -> Iterator[tuple[str, Element]]:
    """The fields of all sorts of a model, with their names; `until` is one that ends them."""
    for child in model:
        if child is until:
            return
        name = child.get("name") if isinstance(child.tag, str) else None
        if name is not None:
            yield name, child


def fields_of(model: Element, until: Element | None = None) -> dict[str, str]:
    """Plain values by field name; the first of a multiField, nothing for models."""
    found: dict[str, str] = {}
    for name, child in named_children(model, until):
        if "odelField" not in child.tag and name not in found and (text := text_of(child)) is not None:
            found[name] = text
    return found


def models_in(field: Element | None) -> Iterator[Element]:
    """The models of a modelField or multiModelField."""
    if field is not None:
        for child in field:
            if isinstance(child.tag, str) and child.get("type") is not None and local_name(child.tag) == "model":
                yield child


def models_of(model: Element, *names: str, until: Element | None = None) -> Iterator[Element]:
    """The models under the fields of these names."""
    for name, child in named_children(model, until):
        if name in names:
            yield from models_in(child)


def is_true(text: str | None) -> bool:
    """Whether a Boolean field says yes."""
    return text is not None and text.strip().lower() in _TRUE


def state_of(model: Element) -> tuple[str, str | None] | None:
    """deleted_state and decoding_confidence for `record_state`; None for a plainly intact record.

    Plainly intact means: the state is Intact or not told, and the confidence is High or not told. Every other record
    gets a row, with `unknown` for words that are none of ours.
    """
    written_state, written_sureness = model.get("deleted_state"), model.get("decoding_confidence")
    state = "intact" if written_state is None else written_state.strip().lower()
    sureness = None if written_sureness is None else written_sureness.strip().lower()
    if state == "intact" and sureness in (None, "high"):
        return None
    state = state if state in ("intact", "deleted", "trash") else "unknown"
    if sureness is not None and sureness not in ("high", "medium", "low"):
        sureness = "unknown"
    return state, sureness
