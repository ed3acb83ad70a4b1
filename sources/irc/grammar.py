"""What a line of an IRC-like chat log says: message, action, system line, or nothing we know.

Source: the public logs of #ubuntu 2004 to 2018 (Kummerfeld et al., ACL 2019), the log formats of irssi, XChat and mIRC,
RFC 2812 section 2.3.1 (nicknames hold no space).

Two habits of the older loggers would surprise: they write actions as `=== nick text`, exactly like system lines, and
they put a space behind every `]` of a system line (`[A] ndy80` for the nick `[A]ndy80`). Because a nick holds no space,
such spaces are taken out again. An emote that imitates a rename in such a log (`/me is now known as X`) can't be told
from a rename.
"""

import polars as pl

_CLOCK = (
    r"\[?(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T])?"
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?"
    r"(?: ?(?P<half>[AaPp][Mm]))?\]?[ \t]*"
)
_SAID = r"<[@+%&~!]?[ \t]*(?P<speaker>[^<>]{1,64}?)[ \t]*>(?: (?P<said>.*))?"
_ACTED = r"\*[ \t]+(?P<actor>[^\s*]\S*)(?:[ \t](?P<acted>.*))?"
_RELAYED = r"\((?P<relayed_speaker>[^\s/()]+)/[#&][^\s()]*\)(?: (?P<relayed>.*))?"
_NOTICED = r"-(?P<notice_speaker>[^\s-]\S*?)(?::[#&]\S*?)?- (?P<noticed>.*)"
_SYSTEM = r"(?:===|\*\*\*|-!-|---|-->|<--)[ \t]+(?P<system>.*)"
_LINE = rf"^(?P<clock>{_CLOCK})?(?:{_SYSTEM}|{_SAID}|{_ACTED}|{_RELAYED}|{_NOTICED})$"

# A nick of a system line: a space may stand behind a closing bracket only (see the module's note).
_NICK = r"(?:\S+\] )*\S+"
_HOST = r"(?:[ \t]+[\[(](?P<host>[^@]*@[^@]*?)[\])])?"
_CHANNEL = r"[#&+!][^\s,:]*"
_MODE = rf"^(?:[Ss]erver)?[Mm]ode/(?P<channel>{_CHANNEL})"
# Order decides; group names are the columns of `events`. `has left` needs a channel and `has quit` a reason in brackets
# or the end, because people also leave for a nap and quit smoking.
_EVENTS: tuple[tuple[str, str], ...] = (
    ("rename", rf"^(?P<nick>{_NICK})[ \t]+is now known as[ \t]+(?P<other>{_NICK})[ \t]*$"),
    ("join", rf"^(?P<nick>{_NICK}){_HOST}[ \t]+(?:has )?joined[ \t]+(?P<channel>{_CHANNEL})[ \t]*$"),
    ("leave", rf"^(?P<nick>{_NICK}){_HOST}[ \t]+has (?:left|parted)[ \t]+(?P<channel>{_CHANNEL})(?:[ \t]*[\[(].*)?$"),
    ("leave", rf"^(?P<nick>{_NICK}){_HOST}[ \t]+has quit(?: IRC)?(?:[ \t]*[\[(:].*)?[ \t]*$"),
    (
        "remove",
        rf"^(?P<nick>{_NICK})[ \t]+was kicked (?:(?:from|off) (?P<channel>{_CHANNEL}) )?by (?P<actor>[^\s\[(]+).*$",
    ),
    ("invite", rf"^(?P<actor>{_NICK})[ \t]+(?:has )?invited (?P<nick>\S+) (?:in)?to (?P<channel>{_CHANNEL}).*$"),
    (
        "title",
        rf"^(?P<actor>{_NICK})[ \t]+(?:has )?changed the topic(?: of (?P<channel>{_CHANNEL}))? to:? (?P<name>.*)$",
    ),
    ("title", rf"^Topic (?:for|of) (?P<channel>{_CHANNEL})(?::| is:?) (?P<name>.*)$"),
    ("other", rf"{_MODE} \[[+-][ohvqa] (?P<nick>[^\s!*@\]]+)\][ \t]+by (?P<actor>\S+)$"),
    ("other", rf"{_MODE} \[.*\][ \t]+by (?P<actor>\S+)$"),
    ("other", r"^(?P<actor>\S+) sets mode: [+-][ohvqa] (?P<nick>[^\s!*@]+)$"),
    ("other", r"^(?P<actor>\S+) sets mode:? .*$"),
)
_EVENT_GROUPS = ("nick", "other", "actor", "host", "channel", "name")
_NICK_GROUPS = ("nick", "other", "actor")
_EMOTE = rf"^(?P<emoter>{_NICK})(?:[ \t]+(?P<emoted>.*))?$"
_PLAIN_EMOTE = r"^(?P<emoter>\S+)(?:[ \t]+(?P<emoted>.*))?$"


def shapes(lines: pl.Series) -> pl.DataFrame:
    """Take lines apart.

    Args:
        lines: Lines of a log without their line feeds, none blank.

    Returns:
        One row per line, in order. **Columns:** date, hour, minute, second, half (text as written, null without),
        clock (the time as written), shape (`text`, `action`, `system`; null for a line of no known shape), speaker
        (nick, null for system lines), text (the words; of a system line all that follows its mark).
    """
    # Named groups of the prefix repeat nowhere, so one pass over the line finds all parts.
    parts = lines.str.strip_chars_end("\r").str.extract_groups(_LINE).struct.unnest()
    words = ["system", "said", "acted", "relayed", "noticed"]
    speakers = ["speaker", "actor", "relayed_speaker", "notice_speaker"]
    return parts.select(
        "date",
        "hour",
        "minute",
        "second",
        "half",
        clock=pl.col("clock").str.strip_chars(" \t[]"),
        shape=pl.when(pl.col("system").is_not_null())
        .then(pl.lit("system"))
        .when(pl.col("actor").is_not_null())
        .then(pl.lit("action"))
        .when(pl.any_horizontal(pl.col(speakers).is_not_null()))
        .then(pl.lit("text")),
        speaker=pl.coalesce(speakers),
        text=pl.coalesce(*words, pl.lit("")),
    )


def events(system_texts: pl.Series) -> pl.DataFrame:
    """What system lines tell.

    Args:
        system_texts: The texts of system lines, without their mark.

    Returns:
        One row per text, in order. **Columns:** event (membership_event.event, null where nothing is known), nick,
        other, actor (nicks without the logger's spaces), host (`user@host`), channel, name (new topic).
    """
    found = pl.DataFrame(
        {name: pl.Series([None], dtype=pl.String).new_from_index(0, len(system_texts)) for name in _EVENT_GROUPS}
    ).insert_column(0, pl.Series("event", [None], dtype=pl.String).new_from_index(0, len(system_texts)))
    found = found.with_columns(text=system_texts)
    for event, pattern in _EVENTS:
        groups = system_texts.str.extract_groups(pattern)
        matched = system_texts.str.contains(pattern) & found["event"].is_null()
        if not matched.any():
            continue
        parts = groups.struct.unnest()
        found = found.with_columns(
            pl.when(matched).then(pl.lit(event)).otherwise(pl.col("event")).alias("event"),
            *(
                pl.when(matched).then(parts[name]).otherwise(pl.col(name)).alias(name)
                for name in _EVENT_GROUPS
                if name in parts.columns
            ),
        )
    return found.select(
        "event",
        *(pl.col(name).str.replace_all(" ", "", literal=True) for name in (*_NICK_GROUPS, "host")),
        "channel",
        "name",
    )


def emotes(system_texts: pl.Series, nicks: pl.Series) -> pl.DataFrame:
    """Actions that an older logger wrote like system lines: a nick of this log, then words.

    Args:
        system_texts: Texts of system lines that tell no event.
        nicks: The nicks that speak, come, go or change in this log.

    Returns:
        One row per text, in order. **Columns:** emoter (null where the line starts with no nick of the log), emoted.
    """
    emoters, words = [], []
    for pattern in (_EMOTE, _PLAIN_EMOTE):
        parts = system_texts.str.extract_groups(pattern).struct.unnest()
        emoter = parts["emoter"].str.replace_all(" ", "", literal=True)
        known = emoter.is_in(nicks.implode())
        emoters.append(pl.select(pl.when(known).then(emoter).alias("emoter")).to_series())
        words.append(pl.select(pl.when(known).then(parts["emoted"].fill_null("")).alias("emoted")).to_series())
    return pl.select(emoter=pl.coalesce(emoters), emoted=pl.coalesce(words))
