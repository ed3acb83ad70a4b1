"""Questions and their answers across turns: "你是谁?" – "锤子"; "who is your team lead?" – "hammer".

Clark and Schaefer, "Contributing to discourse" (1989): an answer stands right after its question. In a conversation
of two the other one answers; in a group only a message that replies to the question, or the very next one, counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_form
from resolvers.roles.titles import title_roles
from resolvers.statements.claim import Claim
from resolvers.statements.masking import MaskedText
from resolvers.statements.phrasebook import MASK, Language, Pattern, group

# An answer later than this many turns after its question answers something else.
_TURNS = 3


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


def possible_answers(talk: pl.DataFrame, questions: pl.Series) -> pl.DataFrame:
    """Messages that may answer a question.

    Args:
        talk: UTTERANCE of people, ordered by thread and turn, with `is_direct`.
        questions: message_id of the questions.

    Returns:
        **Columns** question_id, message_id (the possible answer), distance in turns; sorted by question and distance.
    """
    asked = pl.col("message_id").is_in(questions.implode())
    windows = []
    for distance in range(1, _TURNS + 1):
        ahead = [pl.col(name).shift(-distance) for name in ("message_id", "sender", "thread_id", "reply_to_message_id")]
        answer, sender, thread, reply_to = ahead
        windows.append(
            talk.with_columns(answer_id=answer, answerer=sender, answer_thread=thread, reply_to=reply_to)
            .filter(asked & (pl.col("answer_thread") == pl.col("thread_id")) & (pl.col("answerer") != pl.col("sender")))
            .filter(pl.col("is_direct") | (pl.col("reply_to") == pl.col("message_id")) | (distance == 1))
            .select(question_id="message_id", message_id="answer_id", distance=pl.lit(distance))
        )
    return pl.concat(windows).sort("question_id", "distance")


def answered(
    language: Language, question: Pattern, asked: MaskedText, answers: Sequence[tuple[str, MaskedText]]
) -> Answered | None:
    """The first answer to a question that is nothing but a name (or "me").

    Args:
        language: Language of the question.
        question: The question pattern.
        asked: The question with masked names.
        answers: message_id and masked text of the possible answers, nearest first.
    """
    found = question.match.search(asked.text)
    if found is None:
        return None
    named = group(found, "subject")
    subject_name = None if named is None else asked.original(named[0])
    for message_id, shown in answers:
        read = _answer(language, question, shown, subject_name)
        if read is not None:
            return replace(read, message_id=message_id)
    return None


def _answer(language: Language, question: Pattern, shown: MaskedText, subject_name: str | None) -> Answered | None:
    text = shown.text
    if subject_name is not None and question.kind == "same_person" and _self_answer(language).fullmatch(text):
        own = Claim("is_called", question.name, None, subject_name, False, False, 0)
        return Answered(own, "", is_about_answerer=True)
    found = _name_answer(language).fullmatch(text)
    if found is None:
        return None
    words, start = found["object"], found.start("object")
    name = shown.original(words)
    form = alias_form(name)
    is_known = re.fullmatch(MASK, words.strip()) is not None
    if not is_known and (
        question.kind != "is_called"
        or form in mention_cues()["function_words"]
        or form in title_roles()
        or language.not_in_new_name.search(name)
    ):
        return None
    if subject_name is not None and alias_form(subject_name) == form:
        return None
    doubtful = (
        language.doubt.search(text) is not None or language.question.search(text[found.end("object") :]) is not None
    )
    claim = Claim(question.kind, question.name, subject_name, name, False, doubtful, shown.places[start])
    return Answered(claim, "", is_about_answerer=subject_name is None)


@cache
def _name_answer(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"\W*?{language.answer_lead}\s*(?P<object>{MASK}|{language.new_name})\s*{language.answer_tail}[^\w{MASK[1:-1]}]*",
        re.IGNORECASE,
    )


@cache
def _self_answer(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{language.answer_self})\W*", re.IGNORECASE)
