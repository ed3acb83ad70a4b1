"""Statements: what is said outright in chats, with who said it, about whom, and how sure.

One automaton over the cues of all patterns finds the few messages worth reading; only those are matched pattern by
pattern, with known names masked. So the cost is linear in the text and small in Python.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import opencc
import polars as pl

from resolvers.mentions.spans import name_spans
from resolvers.names.alias_form import has_han
from resolvers.statements.answers import answered, possible_answers
from resolvers.statements.claim import Claim, claims_of
from resolvers.statements.masking import MaskedText, masked
from resolvers.statements.new_names import new_names
from resolvers.statements.phrasebook import languages
from resolvers.statements.references_of_names import with_references
from warehouse.schema.frames import STATEMENT
from warehouse.schema.ids import content_hash

_TALK = ("text", "action", "media")
# Longer messages are pasted files and scripts: other people's words.
_LONGEST_MESSAGE = 2_000
_QUOTE_SIGNS = frozenset("\"“「『'‘")
_CLAIM_SCHEMA = {
    "statement_id": pl.String(),
    "kind": pl.String(),
    "pattern": pl.String(),
    "subject_name": pl.String(),
    "object_name": pl.String(),
    "is_negated": pl.Boolean(),
    "is_doubtful": pl.Boolean(),
    "message_id": pl.String(),
    "is_about_speaker": pl.Boolean(),
}


def statements(
    utterances: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame, mentions: pl.DataFrame
) -> pl.DataFrame:
    """Read what people say outright about who somebody is, what he does and whom he answers to.

    Args:
        utterances: UTTERANCE, ordered by thread and turn.
        references: REFERENCE.
        names: REFERENCE_NAME.
        mentions: MENTION of the same utterances.

    Returns:
        **Columns** STATEMENT, sorted by key. Linear in the text.
    """
    talk = _talk(utterances)
    cues = sorted(
        {cue for language in languages() for item in (*language.patterns, *language.questions) for cue in item.cues}
    )
    cued = talk.filter(pl.col("text").str.contains_any(cues, ascii_case_insensitive=True))
    if cued.is_empty():
        return STATEMENT.empty_frame()
    spans = _spans(talk, cued, names, mentions)
    read = _MessageReader(spans)
    earlier = _only_name_before(talk, cued, mentions)
    rows = [*_stated(cued, read, earlier), *_answered(talk, cued, read)]
    if not rows:
        return STATEMENT.empty_frame()
    claims = pl.DataFrame(rows, schema=_CLAIM_SCHEMA, orient="row")
    return STATEMENT.conform(with_references(_without_repeats(claims), talk, references, names)).sort(STATEMENT.key)


def _talk(utterances: pl.DataFrame) -> pl.DataFrame:
    """What people wrote themselves, with whether the conversation is one of two."""
    return (
        utterances.filter(
            pl.col("kind").is_in(_TALK)
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
            & (pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
            & ~pl.col("text").str.starts_with(">")
        )
        .sort("thread_id", "turn", "message_id")
        .with_columns(is_direct=pl.col("sender").n_unique().over("thread_id") <= 2)
    )


def _spans(
    talk: pl.DataFrame, cued: pl.DataFrame, names: pl.DataFrame, mentions: pl.DataFrame
) -> Mapping[str, list[tuple[int, int]]]:
    """Places of names by message: mentions, and names that the talk itself gives."""
    given = new_names(talk, names["name"])
    nearby = talk.filter(
        pl.col("message_id").is_in(cued["message_id"].implode()) | (pl.col("text").str.len_chars() <= 40)
    )
    found = pl.concat(
        [
            mentions.filter(pl.col("manner") != "quote").select("message_id", "start_offset", "end_offset"),
            name_spans(nearby, given).select("message_id", "start_offset", "end_offset"),
        ]
    ).sort("message_id", "start_offset", "end_offset", descending=[False, False, True])
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    # Places are needed of messages with a cue and of short ones, which may be answers.
    wanted = found.filter(pl.col("message_id").is_in(nearby["message_id"].implode()))
    for message_id, start, end in wanted.iter_rows():
        places[message_id].append((start, end))
    return places


@dataclass
class _MessageReader:
    """Masks messages with the places of their names."""

    spans: Mapping[str, list[tuple[int, int]]]

    def __post_init__(self) -> None:
        self._to_simplified = opencc.OpenCC("t2s")

    def masked(self, message_id: str, text: str) -> MaskedText:
        """The message with its names masked, in simplified characters."""
        simplified = self._to_simplified.convert(text) if has_han(text) else text
        spans = self.spans.get(message_id, [])
        return masked(text, spans, simplified if len(simplified) == len(text) else text)


def _only_name_before(talk: pl.DataFrame, cued: pl.DataFrame, mentions: pl.DataFrame) -> Mapping[str, str]:
    """By message, the one name in the message before it in its thread."""
    single = (
        mentions.group_by("message_id")
        .agg(pl.col("text").first(), forms=pl.col("alias_form").n_unique())
        .filter(pl.col("forms") == 1)
        .select(before_id="message_id", before_name="text")
    )
    previous = talk.select(
        "message_id", before_id=pl.col("message_id").shift(1), same=pl.col("thread_id").shift(1) == pl.col("thread_id")
    )
    found = (
        previous.filter(pl.col("same")).join(cued.select("message_id"), on="message_id").join(single, on="before_id")
    )
    return dict(found.select("message_id", "before_name").iter_rows())


def _stated(cued: pl.DataFrame, read: _MessageReader, earlier: Mapping[str, str]) -> Iterable[tuple[object, ...]]:
    """Claims inside single messages."""
    for message_id, text in cued.select("message_id", "text").iter_rows():
        lower = text.lower()
        has_name = message_id in read.spans or not _QUOTE_SIGNS.isdisjoint(text)
        shown = None
        for language in languages():
            for pattern in language.patterns:
                if (pattern.needs_name and not has_name) or not any(cue in lower for cue in pattern.cues):
                    continue
                shown = shown or read.masked(message_id, text)
                for claim in claims_of(language, pattern, shown, earlier.get(message_id)):
                    yield _row(claim, message_id, is_about_speaker=claim.subject_name is None)


def _answered(talk: pl.DataFrame, cued: pl.DataFrame, read: _MessageReader) -> Iterable[tuple[object, ...]]:
    """Claims made by answering a question."""
    texts = dict(cued.select("message_id", "text").iter_rows())
    asking = [
        (language, question, message_id)
        for language in languages()
        for question in language.questions
        for message_id, text in texts.items()
        if any(cue in text.lower() for cue in question.cues)
        and question.match.search(read.masked(message_id, text).text)
    ]
    if not asking:
        return
    windows = possible_answers(talk, pl.Series([message_id for _, _, message_id in asking]).unique())
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for question_id, message_id, _ in windows.iter_rows():
        answers[question_id].append(message_id)
    wanted = talk.filter(pl.col("message_id").is_in(windows["message_id"].unique().implode()))
    answer_texts = dict(wanted.select("message_id", "text").iter_rows())
    for language, question, message_id in asking:
        replies = [(found, read.masked(found, answer_texts[found])) for found in answers[message_id]]
        made = answered(language, question, read.masked(message_id, texts[message_id]), replies)
        if made is not None:
            yield _row(made.claim, made.message_id, is_about_speaker=made.is_about_answerer)


def _row(claim: Claim, message_id: str, *, is_about_speaker: bool) -> tuple[object, ...]:
    subject = claim.subject_name or ""
    statement_id = content_hash(claim.kind, message_id, subject, claim.object_name, str(claim.place))
    return (
        statement_id,
        claim.kind,
        claim.pattern,
        claim.subject_name,
        claim.object_name,
        claim.is_negated,
        claim.is_doubtful,
        message_id,
        is_about_speaker,
    )


def _without_repeats(claims: pl.DataFrame) -> pl.DataFrame:
    """One claim per statement; '换号了，我是锤子' is a change of account, not also a mere introduction."""
    once = claims.sort("statement_id", "pattern").unique("statement_id", keep="first", maintain_order=True)
    changes = once.filter((pl.col("kind") == "same_person") & pl.col("is_about_speaker"))
    introduced = (pl.col("kind") == "is_called") & pl.col("is_about_speaker")
    repeated = once.filter(introduced).join(changes, on=["message_id", "object_name"], how="semi")
    return once.join(repeated, on="statement_id", how="anti")
