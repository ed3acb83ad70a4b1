"""Statements: what is said outright in chats, with who said it, about whom, and how sure.

One automaton over the cues of all patterns finds the few messages worth reading; only those are matched pattern by
pattern, with known names masked. So the cost is linear in the text and small in Python.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import opencc
import polars as pl

from resolvers.mentions.spans import name_spans
from resolvers.names.alias_form import alias_forms, has_han
from resolvers.statements.accounts import with_accounts
from resolvers.statements.answers import answered, possible_answers
from resolvers.statements.claim import Claim, claims_of
from resolvers.statements.cues import cued_messages, patterns_of_cues
from resolvers.statements.marks import without_marks
from resolvers.statements.masking import MaskedText, masked
from resolvers.statements.new_names import new_names
from resolvers.statements.pasted_lists import LIST_TRIGGER, LONGEST_LIST, list_claims
from resolvers.statements.phrasebook import Language, Pattern, languages
from resolvers.statements.references_of_names import with_references
from warehouse.schema.frames import FOUND_IDENTIFIER, MESSAGE_TRAIT, STATEMENT
from warehouse.schema.ids import content_hash

_TALK = ("text", "action", "media")
# Longer messages are pasted files and scripts: other people's words.
_LONGEST_MESSAGE = 2_000
# Who asks who somebody is asks nothing else.
_LONGEST_QUESTION = 200
# A joke is taken back at once ("我是锤子" – "开玩笑的").
_TAKEN_BACK_TURNS = 3
_TAKEN_BACK_SIGNS = 24
# Who mixes people up is told so in the next breath.
_DENIED_TURNS = 3
_DENIED_SIGNS = 80
_FOREIGN = ("quoted_block", "forwarded")
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
    "place": pl.Int64(),
}


@dataclass(frozen=True)
class CaseWords:
    """What the reading itself knows of the words of messages.

    Attributes:
        traits: MESSAGE_TRAIT: words that are somebody else's state nothing.
        identifiers: FOUND_IDENTIFIER: numbers, accounts and addresses.
    """

    traits: pl.DataFrame = field(default_factory=MESSAGE_TRAIT.empty_frame)
    identifiers: pl.DataFrame = field(default_factory=FOUND_IDENTIFIER.empty_frame)


def statements(
    utterances: pl.DataFrame,
    references: pl.DataFrame,
    names: pl.DataFrame,
    mentions: pl.DataFrame,
    words: CaseWords | None = None,
) -> pl.DataFrame:
    """Read what people say outright about who somebody is, what he does and whom he answers to.

    Args:
        utterances: UTTERANCE, ordered by thread and turn.
        references: REFERENCE.
        names: REFERENCE_NAME.
        mentions: MENTION of the same utterances.
        words: Whose words they are, and the identifiers in them.

    Returns:
        **Columns** STATEMENT, sorted by key. Linear in the text.
    """
    words = CaseWords() if words is None else words
    # "это Саши новый номер" is of Sasha and not by him: a declined name claims nothing.
    mentions = mentions.filter(alias_forms(mentions["text"]) == mentions["alias_form"])
    foreign = _foreign(words.traits)
    talk = _talk(utterances, foreign)
    lists = [*_listed(utterances, foreign)]
    cued = cued_messages(talk, words.identifiers["message_id"].unique())
    read = _MessageReader(_spans(talk, cued, names, mentions), foreign)
    earlier = _only_name_before(talk, cued, mentions)
    asked = _answered(talk, cued, read, names, mentions) if cued.height else ()
    rows = [*_stated(cued, read, earlier), *asked, *lists]
    if not rows:
        return STATEMENT.empty_frame()
    claims = _denied(_taken_back(pl.DataFrame(rows, schema=_CLAIM_SCHEMA, orient="row"), talk), talk)
    said = with_references(_without_repeats(claims), utterances.drop_nulls("sender"), references, names)
    said = _without_own_names(said, names)
    return STATEMENT.conform(with_accounts(said, words.identifiers, references, talk)).sort(STATEMENT.key)


def _foreign(traits: pl.DataFrame) -> Mapping[str, list[tuple[int, int]]]:
    """Places of words that are somebody else's, by message."""
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    wanted = traits.filter(pl.col("trait").is_in(_FOREIGN)).sort("message_id", "start_offset")
    for message_id, start, end in wanted.select("message_id", "start_offset", "end_offset").iter_rows():
        places[message_id].append((start, end))
    return places


def _talk(utterances: pl.DataFrame, foreign: Mapping[str, list[tuple[int, int]]]) -> pl.DataFrame:
    """What people wrote themselves, with whether the conversation is one of two."""
    return (
        utterances.filter(
            pl.col("kind").is_in(_TALK)
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
            & (pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
            & (~pl.col("text").str.starts_with(">") | pl.col("message_id").is_in(list(foreign)))
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
    foreign: Mapping[str, list[tuple[int, int]]]

    def __post_init__(self) -> None:
        self._to_simplified = opencc.OpenCC("t2s")
        self._masked: dict[str, MaskedText] = {}
        self._folded: dict[str, MaskedText] = {}

    def worth_trying(
        self, message_id: str, text: str, cues: Iterable[str], *, asks: bool = False
    ) -> Iterable[tuple[Language, Pattern]]:
        """Patterns, or questions, with a cue in the message; those that need a name only where one stands."""
        has_name = message_id in self.spans or not _QUOTE_SIGNS.isdisjoint(text)
        return patterns_of_cues(cues, has_name=has_name, asks=asks)

    def masked(self, message_id: str, text: str, language: Language) -> MaskedText:
        """The message with its names masked, in simplified characters, without marks where the language drops them."""
        if message_id not in self._masked:
            simplified = self._to_simplified.convert(text) if has_han(text) else text
            shown = simplified if len(simplified) == len(text) else text
            spans, foreign = self.spans.get(message_id, []), self.foreign.get(message_id, [])
            self._masked[message_id] = masked(text, spans, shown, foreign)
        if not language.folds_marks:
            return self._masked[message_id]
        if message_id not in self._folded:
            self._folded[message_id] = self._masked[message_id].folded()
        return self._folded[message_id]


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
    for message_id, text, cues in cued.select("message_id", "text", "cues").iter_rows():
        for language, pattern in read.worth_trying(message_id, text, cues):
            shown = read.masked(message_id, text, language)
            for claim in claims_of(language, pattern, shown, earlier.get(message_id)):
                yield _row(claim, message_id, is_about_speaker=claim.subject_name is None)


def _listed(utterances: pl.DataFrame, foreign: Mapping[str, list[tuple[int, int]]]) -> Iterable[tuple[object, ...]]:
    """Claims of lists pasted into messages."""
    pasted = utterances.filter(
        pl.col("kind").is_in(_TALK)
        & pl.col("sender").is_not_null()
        & pl.col("forwarded_from").is_null()
        & (pl.col("text").str.len_chars() <= LONGEST_LIST)
        & pl.col("text").str.contains(LIST_TRIGGER)
    )
    for message_id, text in pasted.select("message_id", "text").iter_rows():
        own = masked(text, (), text, foreign.get(message_id, ())).text
        for claim in list_claims(own):
            yield _row(claim, message_id, is_about_speaker=False)


def _answered(
    talk: pl.DataFrame, cued: pl.DataFrame, read: _MessageReader, names: pl.DataFrame, mentions: pl.DataFrame
) -> Iterable[tuple[object, ...]]:
    """Claims made by answering a question."""
    texts = dict(cued.select("message_id", "text").iter_rows())
    asking = [
        (language, question, message_id)
        for message_id, text, cues in cued.select("message_id", "text", "cues").iter_rows()
        if len(text) <= _LONGEST_QUESTION
        for language, question in read.worth_trying(message_id, text, cues, asks=True)
        if question.match.search(read.masked(message_id, text, language).text)
    ]
    if not asking:
        return
    asked_ids = pl.Series([message_id for _, _, message_id in asking]).unique()
    windows = possible_answers(talk, asked_ids, names, mentions)
    answers: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for question_id, message_id, _, is_sure in windows.iter_rows():
        answers[question_id].append((message_id, is_sure))
    wanted = talk.filter(pl.col("message_id").is_in(windows["message_id"].unique().implode()))
    answer_texts = dict(wanted.select("message_id", "text").iter_rows())
    for language, question, message_id in asking:
        # "Yes" answers many questions: it counts from whom was asked alone.
        replies = [
            (found, read.masked(found, answer_texts[found], language))
            for found, is_sure in answers[message_id]
            if is_sure or not question.is_yes_or_no
        ]
        made = answered(language, question, read.masked(message_id, texts[message_id], language), replies)
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
        claim.place,
    )


def _taken_back(claims: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """Claims whose speaker says at once that he was joking are doubtful."""
    short = talk.filter(pl.col("text").str.len_chars() <= _TAKEN_BACK_SIGNS)
    after = (
        talk.join(claims.select("message_id").unique(), on="message_id")
        .select("message_id", "thread_id", "sender", "turn")
        .join(short.select("thread_id", "sender", "text", later="turn"), on=["thread_id", "sender"])
        .filter((pl.col("later") - pl.col("turn")).is_between(1, _TAKEN_BACK_TURNS))
    )
    jokes = [language.joke for language in languages() if language.joke is not None]
    doubted = {
        message_id
        for message_id, text in after.select("message_id", "text").iter_rows()
        if any(joke.search(text) or joke.search(without_marks(text)) for joke in jokes)
    }
    is_taken_back = pl.col("message_id").is_in(sorted(doubted))
    return claims.with_columns(is_doubtful=pl.col("is_doubtful") | is_taken_back)


def _denied(claims: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """Claims on others that somebody else contradicts at once ("you mix them up") are doubtful."""
    about_others = claims.filter(~pl.col("is_about_speaker") & pl.col("kind").is_in(["is_called", "same_person"]))
    short = talk.filter(pl.col("text").str.len_chars() <= _DENIED_SIGNS)
    after = (
        talk.join(about_others.select("message_id").unique(), on="message_id")
        .select("message_id", "thread_id", "sender", "turn")
        .join(short.select("thread_id", "text", other="sender", later="turn"), on="thread_id")
        .filter((pl.col("later") - pl.col("turn")).is_between(1, _DENIED_TURNS) & (pl.col("other") != pl.col("sender")))
    )
    denials = [language.denial for language in languages() if language.denial is not None]
    contradicted = {
        message_id
        for message_id, text in after.select("message_id", "text").iter_rows()
        if any(denial.search(text) or denial.search(without_marks(text)) for denial in denials)
    }
    is_denied = pl.col("message_id").is_in(sorted(contradicted)) & ~pl.col("is_about_speaker")
    return claims.with_columns(is_doubtful=pl.col("is_doubtful") | is_denied)


def _without_own_names(said: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Leave out that somebody answered to the name his account shows anyway ("bob?" – "yes")."""
    borne = names.select(subject="reference", form=alias_forms(names["name"])).unique()
    own = (
        said.filter(pl.col("pattern").str.ends_with("_vocative"))
        .with_columns(form=alias_forms(said.filter(pl.col("pattern").str.ends_with("_vocative"))["object_name"]))
        .join(borne, on=["subject", "form"], how="semi")
    )
    return said.join(own, on="statement_id", how="anti")


def _without_repeats(claims: pl.DataFrame) -> pl.DataFrame:
    """One claim per statement; '换号了，我是锤子' is a change of account, not also a mere introduction.

    What one pattern reads with certainty and another with doubt is doubtful: doubt is never dropped by chance.
    """
    claims = claims.with_columns(is_doubtful=pl.col("is_doubtful").any().over("statement_id"))
    once = claims.sort("statement_id", "pattern").unique("statement_id", keep="first", maintain_order=True)
    changes = once.filter((pl.col("kind") == "same_person") & pl.col("is_about_speaker"))
    introduced = (pl.col("kind") == "is_called") & pl.col("is_about_speaker")
    repeated = once.filter(introduced).join(changes, on=["message_id", "object_name"], how="semi")
    return once.join(repeated, on="statement_id", how="anti")
