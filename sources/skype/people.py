"""Names of Skype accounts and words of Skype messages.

An id is a Skype name (`live:hammer`); newer files put the kind of account before it: `8:` Skype, `4:` phone, `19:`
thread, `28:` bot. Words are written as a little XML: tags are taken out, entities put right.

Source: formats.md 6 (Skype main.db, s4l databases, Microsoft's export).
"""

import re

import polars as pl

PLATFORM = "skype"
_PREFIX = re.compile(r"(?:8|4|2|1):(?=.)")
_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
)
# What the message is: kinds by the type names of newer Skype.
KINDS = {
    "RichText/Contacts": "contact_card",
    "Event/Call": "call",
    "RichText/UriObject": "media",
    "RichText/Media_GenericFile": "media",
    "RichText/Media_Video": "media",
    "RichText/Media_AudioMsg": "media",
    "RichText/Media_Album": "media",
    "RichText/Media_Card": "media",
    "RichText/Location": "media",
    "RichText/Files": "media",
}
EVENTS = {
    "ThreadActivity/AddMember": "invite",
    "ThreadActivity/DeleteMember": "remove",
    "ThreadActivity/TopicUpdate": "title",
    "ThreadActivity/RoleUpdate": "own",
    "ThreadActivity/MemberJoined": "join",
    "ThreadActivity/MemberLeft": "leave",
}


def native_id(written: str) -> str:
    """The account's own name, lower case, without the mark of its kind; a phone account in E.164 keeps its plus."""
    return _PREFIX.sub("", written.strip(), count=1).lower()


def is_thread(written: str) -> bool:
    """Whether an id is a group's (`19:…@thread.skype`, `#owner/$guest;…`)."""
    return written.startswith(("19:", "#")) or "@thread" in written


def words(column: pl.Expr) -> pl.Expr:
    """Words without tags and entities; the part of a quote that only programs read (`legacyquote`) is left out."""
    text = column.fill_null("").str.replace_all(r"(?s)<legacyquote>.*?</legacyquote>", "")
    text = text.str.replace_all(r"<br\s*/?>", "\n").str.replace_all(r"<[A-Za-z/][^<>]{0,4000}>", "")
    for entity, sign in _ENTITIES:
        text = text.str.replace_all(entity, sign, literal=True)
    return text


def kind_of(message_type: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Kind of a message from its type name."""
    known = message_type.replace_strict(list(KINDS), list(KINDS.values()), default=None, return_dtype=pl.String)
    return (
        pl.when(
            known.is_not_null()
            & ((known != "media") | (text.str.strip_chars() == "") | message_type.str.contains("Media|UriObject"))
        )
        .then(known)
        .when(message_type.str.starts_with("ThreadActivity/"))
        .then(pl.lit("system"))
        .otherwise(pl.lit("text"))
    )
