"""Questions and their answers across turns: "你是谁?" – "锤子"; "who is your lead?" – "hammer"; "hammer?" – "it's me".

Clark and Schaefer, "Contributing to discourse" (1989): an answer stands right after its question. In a conversation
of two the other one answers. In a group the very next message may answer, and a later one that replies to the question,
speaks to who asked, or comes from whom was asked: who is called by name in the question, or spoke last before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_form, alias_forms
from resolvers.roles.titles import title_roles
from resolvers.statements.claim import Claim
from resolvers.statements.masking import MaskedText
from resolvers.statements.phrasebook import ACCOUNT, MASK, Language, Pattern, group

# An answer later than this many turns after its question answers something else; in a group others speak between.
_TURNS = 3
_TURNS_IN_GROUP = 8


@dataclass(frozen=True)
class Answered:
    """A claim made by answering.

    Attributes:
        claim: The claim; its place is in the answer.
        message_id: The answer.
        is_about_answerer: Whether the answerer himself is the subject.
    """

    claim: Claim
    message_id: str
    is_about_answerer: bool


def possible_answers(
    talk: pl.DataFrame, questions: pl.Series, names: pl.DataFrame, mentions: pl.DataFrame
) -> pl.DataFrame:
    """Messages that may answer a question.

    Args:
        talk: UTTERANCE of people, ordered by thread and turn, with `is_direct`.
        questions: message_id of the questions.
        names: REFERENCE_NAME.
        mentions: MENTION.

    Returns:
        **Columns** question_id, message_id (the possible answer), distance in turns, is_sure (neither merely the next
        message of a group, which may answer something else, nor after the asker went on to something else); sorted by
        question and distance.
    """
    called = _called(talk, names, mentions)
    here = pl.col("thread_id")
    before = [
        pl.when(pl.col("sender").shift(step) != pl.col("sender")).then(pl.col("sender").shift(step)).over("thread_id")
        for step in (1, 2, 3)
    ]
    asked = talk.with_columns(spoke_last=pl.coalesce(before))
    windows = []
    went_on = pl.lit(value=False)
    for distance in range(1, _TURNS_IN_GROUP + 1):
        if distance > 1:
            went_on = went_on | (pl.col("sender").shift(1 - distance).over("thread_id") == pl.col("sender"))
        ahead = [pl.col(name).shift(-distance) for name in ("message_id", "sender", "thread_id", "reply_to_message_id")]
        windows.append(
            asked.with_columns(
                distance=pl.lit(distance),
                went_on=went_on.fill_null(value=False),
                **dict(zip(("answer_id", "answerer", "answer_thread", "reply_to"), ahead, strict=True)),
            )
            .filter(pl.col("message_id").is_in(questions.implode()))
            .filter((pl.col("answer_thread") == here) & (pl.col("answerer") != pl.col("sender")))
        )
    near = pl.concat(windows)
    to_answerer = called.rename({"reference": "answerer"}).with_columns(is_called=pl.lit(value=True))
    to_asker = called.rename({"reference": "sender", "message_id": "answer_id"}).with_columns(
        is_back=pl.lit(value=True)
    )
    to_any = called.select("message_id").unique().with_columns(is_to_somebody=pl.lit(value=True))
    judged = (
        near.join(to_answerer, on=["message_id", "answerer"], how="left")
        .join(to_asker, on=["answer_id", "sender"], how="left")
        .join(to_any, on="message_id", how="left")
    )
    is_asked = pl.col("is_called").is_not_null() | (
        pl.col("is_to_somebody").is_null() & (pl.col("answerer") == pl.col("spoke_last")).fill_null(value=False)
    )
    is_asked = is_asked | pl.col("is_back").is_not_null()
    is_reply = (pl.col("reply_to") == pl.col("message_id")).fill_null(value=False)
    is_next = (pl.col("distance") == 1) & (pl.col("is_to_somebody").is_null() | pl.col("is_called").is_not_null())
    fits = pl.when("is_direct").then(pl.col("distance") <= _TURNS).otherwise(is_reply | is_next | is_asked)
    return (
        judged.filter(fits)
        .select(
            question_id="message_id",
            message_id="answer_id",
            distance="distance",
            # "hammer?" "can you bring water" "sure": the later message is what is answered.
            is_sure=is_reply | ((pl.col("is_direct") | is_asked) & ~pl.col("went_on")),
        )
        .unique()
        .sort("question_id", "distance")
    )


def _called(talk: pl.DataFrame, names: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Who is spoken to in which message. Columns: message_id, reference; unique."""
    bearers = names.select("reference", alias_form=alias_forms(names["name"])).unique()
    present = talk.select("thread_id", reference="sender").unique()
    return (
        mentions.filter(pl.col("manner") == "address")
        .select("message_id", "alias_form")
        .join(talk.select("message_id", "thread_id"), on="message_id")
        .join(bearers, on="alias_form")
        .join(present, on=["thread_id", "reference"])
        .select("message_id", "reference")
        .unique()
    )


def answered(
    language: Language, question: Pattern, asked: MaskedText, answers: Sequence[tuple[str, MaskedText]]
) -> Answered | None:
    """The first answer to a question that is nothing but a name, an account, yes, no, or "me".

    Args:
        language: Language of the question.
        question: The question pattern.
        asked: The question with masked names.
        answers: message_id and masked text of the possible answers, nearest first.
    """
    found = question.match.search(asked.text)
    if found is None or language.not_own_words.search(asked.text[max(0, found.start() - 20) : found.start()]):
        return None
    named, stated = group(found, "subject"), group(found, "object")
    subject_name = None if named is None else asked.original(*named)
    object_name = None if stated is None else asked.original(*stated)
    for message_id, shown in answers:
        if object_name is not None:
            read = _confirmed(language, question, shown, subject_name, object_name)
        elif question.kind == "has_account":
            read = _account_answer(language, question, shown, subject_name)
        else:
            read = _answer(language, question, shown, subject_name)
        if read is not None:
            return replace(read, message_id=message_id)
    return None


def _confirmed(
    language: Language, question: Pattern, shown: MaskedText, subject_name: str | None, object_name: str
) -> Answered | None:
    """A claim that the question made and the answer affirms or denies."""
    yes, no = _yes_answer(language), _no_answer(language)
    is_affirmed = yes is not None and yes.fullmatch(shown.text) is not None
    is_denied = no is not None and no.fullmatch(shown.text) is not None
    if is_affirmed == is_denied:
        return None
    is_doubted = language.doubt.search(shown.text) is not None
    claim = Claim(question.kind, question.name, subject_name, object_name, is_denied, is_doubted, 0)
    return Answered(claim, "", is_about_answerer=subject_name is None)


def _account_answer(
    language: Language, question: Pattern, shown: MaskedText, subject_name: str | None
) -> Answered | None:
    found = _account(language).fullmatch(shown.text)
    if found is None:
        return None
    start = found.start("object")
    claim = Claim(
        question.kind,
        question.name,
        subject_name,
        shown.original(found["object"], start),
        is_negated=False,
        is_doubtful=False,
        place=shown.places[start],
    )
    return Answered(claim, "", is_about_answerer=subject_name is None)


def _answer(language: Language, question: Pattern, shown: MaskedText, subject_name: str | None) -> Answered | None:
    text = shown.text
    if subject_name is not None and question.kind == "same_person" and _self_answer(language).fullmatch(text):
        own = Claim("is_called", question.name, None, subject_name, False, False, 0)
        return Answered(own, "", is_about_answerer=True)
    found = _name_answer(language).fullmatch(text)
    if found is None:
        return None
    words, start = found["object"], found.start("object")
    name = shown.original(words, start)
    form = alias_form(name)
    is_known = re.fullmatch(MASK, words.strip()) is not None
    if not is_known and (
        question.kind != "is_called"
        or form in mention_cues()["function_words"]
        or form in title_roles()
        or language.not_in_new_name.search(words.strip())
    ):
        return None
    if subject_name is not None and alias_form(subject_name) == form:
        return None
    doubtful = (
        language.doubt.search(text) is not None or language.question.search(text[found.end("object") :]) is not None
    )
    claim = Claim(question.kind, question.name, subject_name, name, False, doubtful, shown.places[start])
    return Answered(claim, "", is_about_answerer=subject_name is None)


# An answer in a group may call who asked: "@bob 锤子", "bob: hammer".
_BACK = rf"\s*(?:@{MASK}\s|@?{MASK}\s?[:：,，])?"
_REST = rf"[^\w{MASK[1:-1]}]*"


@cache
def _name_answer(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"{_BACK}[^\w{MASK[1:-1]}]*?{language.answer_lead}\s*(?P<object>{MASK}|{language.new_name})\s*"
        rf"{language.answer_tail}{_REST}",
        re.IGNORECASE,
    )


@cache
def _account(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"{_BACK}[^\w@+{MASK[1:-1]}]*?{language.answer_lead}\s*(?P<object>{MASK}|{ACCOUNT})\s*{language.answer_tail}{_REST}",
        re.IGNORECASE,
    )


@cache
def _self_answer(language: Language) -> re.Pattern[str]:
    return re.compile(rf"{_BACK}{_REST}(?:{language.answer_self}){_REST}", re.IGNORECASE)


@cache
def _yes_answer(language: Language) -> re.Pattern[str] | None:
    return _whole(language.answer_yes)


@cache
def _no_answer(language: Language) -> re.Pattern[str] | None:
    return _whole(language.answer_no)


def _whole(words: str | None) -> re.Pattern[str] | None:
    return None if words is None else re.compile(rf"{_BACK}{_REST}(?:{words}){_REST}", re.IGNORECASE)
