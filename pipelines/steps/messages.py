"""Messages: which of them several exhibits show, who sent what an exhibit leaves open, and whose words they hold."""

from collections.abc import Sequence

import polars as pl

from pipelines.steps.case_step import CaseStep
from resolvers.contract import LinkSettings
from resolvers.duplicates.copies import message_copies
from resolvers.duplicates.seen import seen_messages
from resolvers.duplicates.senders import message_senders
from resolvers.duplicates.traits import message_traits
from warehouse.connection import Warehouse
from warehouse.schema import frames


def _known_again(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    seen = seen_messages(warehouse.read_frame("read_message_place", case_id=case_id))
    copies = message_copies(seen)
    traits = message_traits(seen, copies)
    return copies, traits, message_senders(seen, copies, traits)


MESSAGE_STEPS: tuple[CaseStep, ...] = (
    CaseStep(
        "messages_known_again",
        "finding messages that several exhibits show, and words that are somebody else's",
        (frames.MESSAGE_COPY, frames.MESSAGE_TRAIT, frames.MESSAGE_SENDER),
        ("exhibit", "message", "thread", "account"),
        _known_again,
    ),
)
