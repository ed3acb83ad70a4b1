"""The messages that are written as nearly all are: one type, one facet, known properties, plain values.

Tools write millions of them alike, so the spelling of the keys is looked up once for each set of keys. Whatever is
written otherwise is left to the full reading (vocabulary.node_of), which gives the same rows.

**Source:** MessageFacet as the published examples and the UFED converter of CASE write it.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sources.case_uco.vocabulary import FACET_KEYS, kind_name, local_name

_PLAIN_KEYS = frozenset({"@id", "@type"})
_KNOWN = ("application", "messagetext", "from", "to", "senttime", "allocationstatus", "messageid")
# Properties that make no difference to the rows.
_IGNORED = frozenset({"messagetype", "isread", "sessionid", "comment", "haschanged"})
_facet_keys: dict[tuple[str, ...], str | None] = {}
# Spellings are few; a hostile file may make up as many as it likes.
_MOST_SPELLINGS = 1024


class QuickMessage(NamedTuple):
    """A message read.

    Attributes:
        node_id: Its @id.
        application: @id of the application, or "".
        people: Ids of sender (where told) and receivers, in this order.
        has_sender: Whether the first of them is the sender.
        text: The words.
        time: The time as written, or None.
        message_id: The platform's id, or None.
    """

    node_id: str
    application: str
    people: list[str]
    has_sender: bool
    text: str
    time: str | None
    message_id: str | None


def is_quick(value: Any) -> bool:  # noqa: ANN401 - JSON is any
    """Whether a node has a message's type, an id, its facets and nothing else."""
    if type(value) is not dict:
        return False
    keys = tuple(value)
    if keys not in _facet_keys:
        if len(_facet_keys) > _MOST_SPELLINGS:
            _facet_keys.clear()
        others = [key for key in keys if key not in _PLAIN_KEYS]
        is_plain = len(others) == 1 and len(keys) == 3 and local_name(others[0]) in FACET_KEYS
        _facet_keys[keys] = others[0] if is_plain else None
    if _facet_keys[keys] is None:
        return False
    kind = value["@type"]
    return type(kind) is str and kind_name(kind) == "message"


@dataclass
class QuickMessages:
    """Reads such messages, remembering how their keys are spelled."""

    _spellings: dict[tuple[str, ...], tuple[str | None, ...] | None] = field(default_factory=dict)

    def read(self, written: dict[str, Any]) -> QuickMessage | None:
        """What a message says; None when it has to be looked at in full. `is_quick` must hold."""
        facet = written[_facet_keys[tuple(written)] or ""]
        if type(facet) is list and len(facet) == 1:
            facet = facet[0]
        node = written["@id"]
        if type(facet) is not dict or type(node) is not str:
            return None
        keys = tuple(facet)
        if keys not in self._spellings:
            if len(self._spellings) > _MOST_SPELLINGS:
                self._spellings.clear()
            self._spellings[keys] = _spelling(keys)
        spelling = self._spellings[keys]
        kind = facet.get("@type")
        if spelling is None or type(kind) is not str or kind_name(kind) != "message":
            return None
        application, text, sender, receivers, time, state, message_id = (
            facet[key] if key is not None else None for key in spelling
        )
        application, sender = _reference(application), _reference(sender)
        people = [_reference(to) for to in receivers] if type(receivers) is list else [_reference(receivers)]
        if type(time) is dict:
            time = time.get("@value")
        is_plain = (
            (text is None or type(text) is str)
            and (time is None or (type(time) is str and "T" in time))
            and (state is None or (type(state) is str and state.strip().lower() == "intact"))
            and (message_id is None or (type(message_id) is str and message_id.strip() != "" and len(message_id) > 4))
        )
        if not is_plain or application is None or sender is None or None in people:
            return None
        told = [sender, *people] if sender else people
        return QuickMessage(node, application, [one for one in told if one], bool(sender), text or "", time, message_id)


def _spelling(keys: tuple[str, ...]) -> tuple[str | None, ...] | None:
    """The keys of the known properties, in their order; None when there are others or one is there twice."""
    names = {local_name(key): key for key in keys if key[:1] != "@"}
    if len(names) != sum(key[:1] != "@" for key in keys) or set(names) - set(_KNOWN) - _IGNORED:
        return None
    return tuple(names.get(name) for name in _KNOWN)


def _reference(value: Any) -> str | None:  # noqa: ANN401 - JSON is any
    """The id of a node that is pointed at; "" for none, None for anything else."""
    if value is None:
        return ""
    if type(value) is dict and len(value) == 1:
        value = value.get("@id")
        return value if type(value) is str and value else None
    return None
