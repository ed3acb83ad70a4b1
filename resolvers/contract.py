"""What the resolvers' slots must look like: name views, blocking rules, comparisons, scorers.

Adding one is adding one file with one constant; resolvers.registry finds it. Every frame is declared in
warehouse.schema.frames and holds one case. Nothing here opens anything, reads a clock or the environment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from warehouse.schema.frames import CONTACT_PAIR, FOUND_IDENTIFIER, JUDGED_CLAIM, REFERENCE_LOGIN


@dataclass(frozen=True)
class CaseFrames:
    """All that is known of one case before linking; the columns are declared in warehouse.schema.frames.

    Attributes:
        references: REFERENCE, one row per reference.
        names: REFERENCE_NAME, names of references by kind and observer (list entries and called names included).
        alias_views: ALIAS_VIEW, views of every alias form of the case.
        selectors: REFERENCE_SELECTOR.
        renames: RENAME.
        memberships: MEMBERSHIP.
        listed: LISTED.
        statements: STATEMENT.
        mentions: MENTION.
        utterances: UTTERANCE, ordered by thread and turn.
        message_traits: MESSAGE_TRAIT, which words of messages are repeated, quoted or somebody else's.
        judged_pairs: JUDGED_PAIR.
        contacts: CONTACT_PAIR, calls and meetings without words.
        logins: REFERENCE_LOGIN, where accounts were used from.
        text_identifiers: FOUND_IDENTIFIER, phones, accounts and addresses in the words of messages.
        judged_claims: JUDGED_CLAIM, what people decided on names, roles and superiors.
    """

    references: pl.DataFrame
    names: pl.DataFrame
    alias_views: pl.DataFrame
    selectors: pl.DataFrame
    renames: pl.DataFrame
    memberships: pl.DataFrame
    listed: pl.DataFrame
    statements: pl.DataFrame
    mentions: pl.DataFrame
    utterances: pl.DataFrame
    message_traits: pl.DataFrame
    judged_pairs: pl.DataFrame
    contacts: pl.DataFrame = field(default_factory=CONTACT_PAIR.empty_frame)
    logins: pl.DataFrame = field(default_factory=REFERENCE_LOGIN.empty_frame)
    text_identifiers: pl.DataFrame = field(default_factory=FOUND_IDENTIFIER.empty_frame)
    judged_claims: pl.DataFrame = field(default_factory=JUDGED_CLAIM.empty_frame)

    @cached_property
    def worked_out(self) -> dict[str, object]:
        """What resolvers.once_per_case keeps of this case; a changed case starts anew."""
        return {}


@dataclass(frozen=True)
class ResolvedCase:
    """A case after linking: what roles, gangs and hierarchy work on.

    Attributes:
        frames: The case before linking.
        members: CLUSTER_MEMBER, every reference with its entity.
        acts: ACT.
        threads: THREAD of warehouse.schema.records without its exhibit columns: thread_id, platform, title, kind.
    """

    frames: CaseFrames
    members: pl.DataFrame
    acts: pl.DataFrame
    threads: pl.DataFrame

    @cached_property
    def worked_out(self) -> dict[str, object]:
        """What resolvers.once_per_case keeps of this case; a changed case starts anew."""
        return {}


@dataclass(frozen=True)
class NameView:
    """A way of seeing a name.

    Attributes:
        name: View name, published in alias_view.view.
        meaning: One sentence for people.
        values: Unique alias forms and raw names in, rows (alias_form, value) out; values in lower case.
        distance: How far its values are from the name: 0 the name itself, 1 its sound, look or stem, 2 another
            spelling, 3 a guess at a variant, 4 its meaning, 5 the meaning of its parts. who_is lists nearer ones
            first; from 2 on sharing a value makes no two names alike.
    """

    name: str
    meaning: str
    values: Callable[[pl.DataFrame], pl.DataFrame]
    distance: int = 1


@dataclass(frozen=True)
class BlockingRule:
    """A rule that proposes candidate pairs.

    Attributes:
        name: Rule name.
        meaning: One sentence.
        block_keys: Returns (block_key, reference) rows; references that share a key become pairs.
    """

    name: str
    meaning: str
    block_keys: Callable[[CaseFrames], pl.DataFrame]


@dataclass(frozen=True)
class Level:
    """One level of a comparison.

    Attributes:
        weight: Default match weight in bits (log2 of the Bayes factor); negative speaks against.
        sentence_en: English sentence with the fields {value_l}, {value_r}, {count}.
        sentence_zh: The same in Chinese.
    """

    weight: float
    sentence_en: str
    sentence_zh: str


@dataclass(frozen=True)
class Comparison:
    """A comparison of candidate pairs.

    Attributes:
        name: Comparison name.
        family: Evidence family: medium, account, communication, network or other.
        levels: Level name to its weight and sentences.
        compare: Candidate pairs (reference_l, reference_r) and the case in; rows (reference_l, reference_r, level,
            value_l, value_r, adjustment, count, exhibit_id, locator) out, at most one level a pair and value.
            `adjustment` is added to the level's weight, in bits (rarity); `count` fills the sentence. No row means:
            silent.
    """

    name: str
    family: str
    levels: Mapping[str, Level]
    compare: Callable[[pl.DataFrame, CaseFrames], pl.DataFrame]


@dataclass(frozen=True)
class LinkSettings:
    """Thresholds of linking; shown in the Launchpad, stored with the run.

    Attributes:
        resolver: Which weights to use: `current` (what the case was last decided to use, fixed at first), `fixed`, `em`
            (estimated without labels), `learned` (from judgements), `best` (of these, by measurement) or `given`.
        scorer: Name of the scorer; follows from the resolver once its weights are there (resolvers.learned.weigh).
        prior_weight: Bits before any evidence: log2 odds that a candidate pair is one entity.
        join_weight: Match weight in bits from which a pair is joined by itself.
        lead_weight: Match weight in bits from which a pair is published as a lead for review.
        block_pair_limit: Largest number of pairs one block may propose; bigger blocks are dropped and said so.
        weight_overrides: `comparison.level` to bits, replacing the defaults.
        scorer_weights: What the scorer learned (resolvers.scorers.learned); data, stored with the run.
    """

    resolver: str = "current"
    scorer: str = "fixed_weights"
    prior_weight: float = -7.0
    join_weight: float = 6.6
    lead_weight: float = 0.0
    block_pair_limit: int = 20_000
    weight_overrides: Mapping[str, float] = field(default_factory=dict)
    scorer_weights: Mapping[str, float] = field(default_factory=dict)


# Named settings an analyst can choose: strict joins only what is next to certain, wide shows more leads.
PRESETS: Mapping[str, LinkSettings] = {
    "strict": LinkSettings(join_weight=10.0, lead_weight=2.0),
    "balanced": LinkSettings(),
    "wide": LinkSettings(join_weight=5.0, lead_weight=-2.0),
}

# Resolvers that a run may name; `given` comes with a file of weights.
CURRENT = "current"
RESOLVERS: Sequence[str] = (CURRENT, "fixed", "em", "learned", "best")

FAMILIES: Sequence[str] = ("medium", "account", "communication", "network", "other")
