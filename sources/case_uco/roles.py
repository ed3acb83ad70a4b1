"""What a node of a graph is to the reader: by its own types and those of its facets.

Records are messages, threads, calls, accounts, contacts, people, devices, relationships and what custody rests on.
Other nodes (applications, organisations, places, files…) only say what these mean; they are no records.

**Source:** the class hierarchies of UCO 0.4 to 1.3 (observable, identity, action) and CASE investigation.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Literal

Role = Literal[
    "message", "thread", "call", "relationship", "custody", "account", "contact", "person", "device", "context"
]
# Order matters: a node with a message's facet is a message, whatever else hangs on it.
_ROLES: tuple[tuple[Role, frozenset[str]], ...] = (
    ("thread", frozenset({"messagethread"})),
    ("call", frozenset({"call", "phonecall"})),
    ("relationship", frozenset({"relationship", "observablerelationship"})),
    ("custody", frozenset({"investigativeaction", "provenancerecord"})),
    ("contact", frozenset({"contact"})),
    ("person", frozenset({"person", "identity"})),
    ("device", frozenset({"device", "mobiledevice", "simcard", "mobilephone", "smartphone"})),
)
_NO_MESSAGES = frozenset({"errormessage", "commitmessage"})


@lru_cache(maxsize=4096)
def role_of(kinds: AbstractSet[str]) -> Role:
    """The role of a node of these kinds."""
    if any(kind.endswith("message") and kind not in _NO_MESSAGES for kind in kinds):
        return "message"
    for role, wanted in _ROLES:
        if not wanted.isdisjoint(kinds):
            if role == "person" and "organization" in kinds:
                continue
            return role
    return "account" if any(kind.endswith("account") for kind in kinds) else "context"
