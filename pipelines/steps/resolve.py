"""Resolve: from a case's records to its entities, one function of the resolvers for each table.

`RESOLVE_STEPS` is in the order in which they depend on each other; what makes references and what settles entities
writes more than one layer's tables in one transaction and stands in functions of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from pipelines.linking import LinkingChoice
from pipelines.steps.case_step import CaseStep, StepOutcome, case_in_hand, cases_to_resolve, let_go, logger
from pipelines.steps.weigh import resolver_weights, settings_in_use
from resolvers.addressing.addressed_in_groups import names_addressed_in_groups
from resolvers.behaviour.hand_overs import hand_overs
from resolvers.behaviour.operator_periods import divided, hand_over_rows
from resolvers.blocking.keys import block_keys
from resolvers.blocking.pairs import candidate_pairs
from resolvers.bridges import clusters_without_bridges
from resolvers.cannot_link import cannot_links
from resolvers.canonical import canonical_entities
from resolvers.comparisons.evidence import pair_evidence
from resolvers.contract import CaseFrames, LinkSettings
from resolvers.event_causes import Causes, explained
from resolvers.judged import judged_names
from resolvers.mentions.addressed import addressed_names
from resolvers.mentions.find import mentions
from resolvers.mentions.foreign_words import quoted_names, with_quotes
from resolvers.mentions.unknown_names import unknown_names
from resolvers.names.alias_form import alias_forms
from resolvers.names.views_of import alias_views
from resolvers.scorers.scoring import scored_pairs
from resolvers.statements.called import called_references
from resolvers.statements.introduced import introduced_names
from resolvers.statements.read import CaseWords, statements
from resolvers.successors import successors
from warehouse.case_frames import (
    fill_references,
    read_case_frames,
    read_copied_threads,
    read_known_entities,
    read_links_before,
    read_origins,
    read_part,
    read_used_entity_ids,
)
from warehouse.cases import store_entities
from warehouse.connection import Warehouse
from warehouse.schema import frames


def make_references(warehouse: Warehouse, choice: LinkingChoice) -> StepOutcome:
    """Make what is to be resolved: references and names from records, then those that the talk itself adds.

    Names must be known to find mentions, mentions to read statements, and statements bring new names; so mentions are
    found here once with the observed names alone, and again in their own step with all.

    Returns:
        The cases worked on and a few rows of reference, reference_name and statement.
    """
    case_ids = cases_to_resolve(warehouse, choice)
    let_go(warehouse)
    rows: dict[str, pl.DataFrame] = {}
    for case_id in case_ids:
        warehouse.run_file("queries", "forget_resolution", case_id=case_id)
        fill_references(warehouse, case_id)
        references = read_part(warehouse, case_id, "references")
        names = read_part(warehouse, case_id, "names")
        utterances = read_part(warehouse, case_id, "utterances")
        traits = read_part(warehouse, case_id, "message_traits")
        named = with_quotes(mentions(utterances, names), traits)
        words = CaseWords(
            traits=traits,
            identifiers=read_part(warehouse, case_id, "text_identifiers"),
        )
        said = statements(utterances, references, names, named, words)
        addressed = addressed_names(utterances, references, named)
        open_calls = with_quotes(unknown_names(utterances, names["name"]), traits)
        calls = pl.concat([named, open_calls]).unique(frames.MENTION.key, keep="first", maintain_order=True)
        answered_to = names_addressed_in_groups(utterances, references, names, calls)
        quoted = quoted_names(utterances, references, traits)
        called, called_names = called_references(said, references, names, utterances)
        with warehouse.transaction():
            warehouse.append_case_rows(frames.REFERENCE, case_id, called)
            for more_names in (introduced_names(said, utterances, names), addressed, answered_to, quoted, called_names):
                warehouse.append_case_rows(frames.REFERENCE_NAME, case_id, more_names)
            warehouse.replace_case_rows(frames.STATEMENT, case_id, said)
        divide_accounts(
            warehouse,
            case_id,
            {"utterances": utterances, "message_traits": traits, "mentions": named},
        )
        with warehouse.transaction():
            decided = judged_names(read_part(warehouse, case_id, "judged_claims"))
            warehouse.append_case_rows(frames.REFERENCE_NAME, case_id, decided)
        logger.info(
            "%s: %d references, %d called, %d statements", case_id, references.height, called.height, said.height
        )
        rows = {"reference": references.head(5), "reference_name": names.head(5), "statement": said.head(5)}
    return StepOutcome(tuple(case_ids), rows)


def divide_accounts(warehouse: Warehouse, case_id: str, known: Mapping[str, pl.DataFrame]) -> None:
    """Divide the accounts that changed hands; all that reads the case after this sees their operators apart.

    Args:
        warehouse: The working database, its references, names and statements undivided.
        case_id: The case.
        known: Frames of the case as of now, by their name in CaseFrames: MENTION, since what is stored may be of the
            run before, and what need not be read again.
    """
    case = CaseFrames(**read_case_frames(warehouse, case_id, known))
    passed = hand_over_rows(hand_overs(case), case.references, case.judged_pairs)
    references, names, said = divided(case, passed)
    with warehouse.transaction():
        warehouse.replace_case_rows(frames.HAND_OVER, case_id, passed)
        warehouse.replace_case_rows(frames.REFERENCE, case_id, references)
        warehouse.replace_case_rows(frames.REFERENCE_NAME, case_id, names)
        warehouse.replace_case_rows(frames.STATEMENT, case_id, said)
    logger.info("%s: %d hand-overs, %d divide an account", case_id, passed.height, passed["is_split"].sum())


def settle_entities(warehouse: Warehouse, choice: LinkingChoice, run_id: str, settled_at: datetime) -> StepOutcome:
    """Cluster the references, give every cluster its lasting id and write down births, merges, splits, retirements.

    Members, the ledger of ids and the events go in one transaction: a killed run neither loses nor doubles ids.

    Args:
        warehouse: The working database.
        choice: Settings, and which case.
        run_id: The run that the events are written down under.
        settled_at: Time of the run, UTC.

    Returns:
        The cases worked on and a few rows of cluster_member.
    """
    case_ids = cases_to_resolve(warehouse, choice)
    rows: dict[str, pl.DataFrame] = {}
    for case_id in case_ids:
        causes = Causes(
            scored=frames.SCORED_PAIR.conform(warehouse.read_frame("read_scored_pair", case_id=case_id)),
            evidence=frames.PAIR_EVIDENCE.conform(warehouse.read_frame("read_pair_evidence", case_id=case_id)),
            cannot_links=frames.CANNOT_LINK.conform(warehouse.read_frame("read_cannot_link", case_id=case_id)),
            judged_pairs=read_part(warehouse, case_id, "judged_pairs"),
            links_before=read_links_before(warehouse, case_id),
            origins=read_origins(warehouse, case_id),
        )
        grouped = clusters_without_bridges(
            read_part(warehouse, case_id, "references"),
            causes.scored,
            causes.cannot_links,
            causes.judged_pairs,
            causes.evidence,
            read_part(warehouse, case_id, "names"),
        )
        known, used = read_known_entities(warehouse, case_id), read_used_entity_ids(warehouse)
        heirs = successors(known["reference"], grouped["reference"], read_copied_threads(warehouse, case_id))
        members, happened = canonical_entities(grouped, known, case_id, used, heirs)
        events = explained(happened, members, known, causes, case_id)
        warehouse.run_file("queries", "forget_resolution", case_id=case_id)
        store_entities(warehouse, case_id, members, events, run_id=run_id, happened_at=settled_at)
        logger.info("%s: %d entities, %d events", case_id, members["entity_id"].n_unique(), events.height)
        rows = {"cluster_member": members.head(5)}
    return StepOutcome(tuple(case_ids), rows)


def name_forms(names: pl.DataFrame) -> pl.DataFrame:
    """NAME_FORM: each name of the case with its alias form; names that hold nothing visible are left out."""
    unique = names.select(pl.col("name").unique().sort())
    return unique.with_columns(alias_form=alias_forms(unique["name"])).filter(pl.col("alias_form") != "")


def _alias_view(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    names = read_part(warehouse, case_id, "names")
    return alias_views(names), name_forms(names)


def _mention(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    utterances, names = read_part(warehouse, case_id, "utterances"), read_part(warehouse, case_id, "names")
    found = pl.concat([mentions(utterances, names), unknown_names(utterances, names["name"])])
    once = found.unique(frames.MENTION.key, keep="first", maintain_order=True)
    return (with_quotes(once, read_part(warehouse, case_id, "message_traits")),)


def _block_key(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    return (block_keys(case_in_hand(warehouse, case_id)),)


def _candidate_pair(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    return candidate_pairs(warehouse.read_frame("read_block_key", case_id=case_id), settings.block_pair_limit)


def _cannot_link(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    return (cannot_links(case_in_hand(warehouse, case_id)),)


def _pair_evidence(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    pairs = warehouse.read_frame("read_candidate_pair", case_id=case_id)
    return (pair_evidence(pairs, case_in_hand(warehouse, case_id), settings),)


def _scored_pair(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    return (
        scored_pairs(
            warehouse.read_frame("read_candidate_pair", case_id=case_id),
            warehouse.read_frame("read_pair_evidence", case_id=case_id),
            warehouse.read_frame("read_cannot_link", case_id=case_id),
            read_part(warehouse, case_id, "judged_pairs"),
            settings_in_use(warehouse, case_id, settings),
        ),
    )


RESOLVE_STEPS: tuple[CaseStep, ...] = (
    CaseStep(
        "name_views",
        "seeing every name in its views",
        (frames.ALIAS_VIEW, frames.NAME_FORM),
        ("reference_name",),
        _alias_view,
    ),
    CaseStep("mentions", "finding who is named in the messages", (frames.MENTION,), ("reference_name",), _mention),
    CaseStep(
        "block_keys",
        "finding references worth comparing",
        (frames.BLOCK_KEY,),
        ("reference", "alias_view", "mention", "statement"),
        _block_key,
    ),
    CaseStep(
        "candidate_pairs",
        "pairing references that share a key",
        (frames.CANDIDATE_PAIR, frames.DROPPED_BLOCK),
        ("block_key",),
        _candidate_pair,
    ),
    CaseStep(
        "cannot_links",
        "finding pairs that are different people",
        (frames.CANNOT_LINK,),
        ("reference", "mention", "statement"),
        _cannot_link,
    ),
    CaseStep(
        "evidence_of_pairs",
        "weighing the evidence of each pair",
        (frames.PAIR_EVIDENCE,),
        ("candidate_pair", "alias_view", "mention", "statement"),
        _pair_evidence,
    ),
    CaseStep(
        "resolver_weights",
        "choosing the weights, learning them where that is asked for",
        (frames.RESOLVER_TRIAL, frames.RESOLVER_WEIGHT, frames.RESOLVER_CHANGE, frames.RELIABILITY),
        ("pair_evidence", "cannot_link"),
        resolver_weights,
    ),
    CaseStep(
        "scored_pairs",
        "scoring the pairs",
        (frames.SCORED_PAIR,),
        ("pair_evidence", "cannot_link", "resolver_weight"),
        _scored_pair,
    ),
)
