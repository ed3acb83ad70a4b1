"""Builds small resolved cases from talk with words: every speaker and every name is one entity."""

from collections.abc import Mapping, Sequence

import polars as pl

from resolvers.contract import CaseFrames, ResolvedCase
from resolvers.mentions.find import mentions
from warehouse.schema import frames


def spoken_case(talk: Sequence[tuple[str, str, str]], names: Mapping[str, str]) -> ResolvedCase:
    """A case of people who talk by name.

    Args:
        talk: Thread, speaker and words of each message, in order.
        names: Name by person; who never speaks is only on a list. The entity of a person is E-PERSON.
    """
    references = [f"account:wechat:{person}" for person in names]
    utterances = frames.UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn:03}" for turn in range(len(talk))],
                "thread_id": [thread for thread, _, _ in talk],
                "turn": range(len(talk)),
                "sender": [f"account:wechat:{person}" for _, person, _ in talk],
                "kind": "text",
                "text": [words for _, _, words in talk],
                "exhibit_id": "e",
                "locator": [f"line:{turn + 1}" for turn in range(len(talk))],
            }
        )
    )
    named = frames.REFERENCE_NAME.conform(
        pl.DataFrame(
            {"reference": references, "name": list(names.values()), "kind": "list_entry", "observation_count": 1}
        )
    )
    members = frames.CLUSTER_MEMBER.conform(
        pl.DataFrame({"reference": references, "entity_id": [f"E-{person}" for person in names], "probability": 1.0})
    )
    threads = pl.DataFrame({"thread_id": sorted({thread for thread, _, _ in talk})}).with_columns(
        platform=pl.lit("wechat"), title=pl.lit(None, dtype=pl.String), kind=pl.lit("group")
    )
    case_frames = CaseFrames(
        references=frames.REFERENCE.conform(
            pl.DataFrame({"reference": references, "kind": "account", "is_owner": False, "message_count": 1})
        ),
        names=named,
        alias_views=frames.ALIAS_VIEW.empty_frame(),
        selectors=frames.REFERENCE_SELECTOR.empty_frame(),
        renames=frames.RENAME.empty_frame(),
        memberships=frames.MEMBERSHIP.empty_frame(),
        listed=frames.LISTED.empty_frame(),
        statements=frames.STATEMENT.empty_frame(),
        mentions=mentions(utterances, named),
        utterances=utterances,
        message_traits=frames.MESSAGE_TRAIT.empty_frame(),
        judged_pairs=frames.JUDGED_PAIR.empty_frame(),
    )
    return ResolvedCase(case_frames, members, frames.ACT.empty_frame(), threads)
