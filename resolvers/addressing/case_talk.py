"""The talk of a case made ready for addressing: whom each message speaks to by name, whom it speaks with by use."""

from dataclasses import dataclass

import polars as pl

from resolvers.addressing.answers import chosen_answers, partners
from resolvers.addressing.spoken_to import own_mentions, spoken_to
from resolvers.addressing.turns import Flags, Numbers, Turns, turns_of
from resolvers.contract import CaseFrames
from resolvers.names.borne import bearers_by_scope
from resolvers.once_per_case import once_per_case


@dataclass(frozen=True)
class CaseTalk:
    """The talk of a case.

    Attributes:
        turns: Its messages as columns.
        called: Messages that speak to somebody by name, as resolvers.addressing.spoken_to gives them.
        mentions: MENTION without names in other people's words.
        partner: By position, number of the person the message speaks with, -1 nobody.
        opens: By position, whether the message answers nobody.
    """

    turns: Turns
    called: pl.DataFrame
    mentions: pl.DataFrame
    partner: Numbers
    opens: Flags


@once_per_case
def case_talk(case: CaseFrames) -> CaseTalk:
    """Read who speaks to whom; linear in messages but for the sort by thread and turn."""
    own = own_mentions(case.mentions, case.message_traits)
    called = spoken_to(case.utterances, own, bearers_by_scope(case))
    turns = turns_of(case.utterances, called, own)
    chosen, _ = chosen_answers(turns)
    return CaseTalk(turns, called, own, partners(turns, chosen), chosen < 0)
