"""The closed vocabularies of custody that sources, warehouse and pipelines share (contract.md, "Words").

Pure data: no room needs another room's code to name a platform or the outcome of a manifest check.
"""

from typing import Literal, get_args

Platform = Literal[
    "wechat",
    "qq",
    "telegram",
    "whatsapp",
    "line",
    "signal",
    "discord",
    "messenger",
    "skype",
    "jabber",
    "rocketchat",
    "matrix",
    "irc",
    "phone",
    "email",
    "app",
    "unknown",
]
PLATFORMS: tuple[str, ...] = get_args(Platform)

# What comparing a file with the hash list said; `none` when no list was given or the file could not be hashed.
ManifestCheck = Literal["match", "mismatch", "missing", "extra", "none"]
MANIFEST_CHECKS: tuple[str, ...] = get_args(ManifestCheck)

# How far an archive could be taken apart, or a member be taken out of it.
TakenStatus = Literal["read", "partial", "unsupported", "rejected"]
TAKEN_STATUSES: tuple[str, ...] = get_args(TakenStatus)

# `withdrawn` takes a decision back: it stays in the history, and the question is open again.
JudgementWord = Literal["positive", "negative", "unsure", "withdrawn"]
JUDGEMENTS: tuple[str, ...] = get_args(JudgementWord)

# What a judgement is about: two references; a reference and a name, a role, its superior, or the civil identity of who
# operates it.
JudgementKind = Literal["pair", "alias", "role", "reports_to", "operator"]
JUDGEMENT_KINDS: tuple[str, ...] = get_args(JudgementKind)

# The custody fields with a fixed meaning; a seizure may carry others under their own names.
CUSTODY_FIELDS: tuple[str, ...] = (
    "authority",
    "instrument",
    "seized_by",
    "seized_from",
    "seized_at",
    "seized_where",
    "tool",
    "handed_to",
    "handed_at",
    "exhibit_number",
    "item",
    "hash",
    "signature",
    "note",
)
