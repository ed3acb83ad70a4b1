"""What would be: the effect of a judgement is what the clustering makes of it, and nothing else changes."""

from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolvers.contract import LinkSettings
from resolvers.what_if import LinkedCase, changes, partition, with_judgements
from warehouse.schema import frames

_NAMES = [f"account:qq:{letter}" for letter in "abcdefg"]
_PAIRS = list(combinations(_NAMES, 2))
_SETTINGS = LinkSettings()
_weights = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from([5.0, 15.0, 20.0]), max_size=10)
_judged = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from(["positive", "negative", "unsure"]), max_size=5)


def _frame(relation, rows):
    schema = relation.polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def _case(weights):
    sides = [{"reference_l": left, "reference_r": right} for left, right in sorted(weights)]
    reason = {"family": "communication", "comparison": "statement_same_person", "level": "self_said"}
    evidence = [
        side | reason | {"weight": weight, "sentence_en": "", "sentence_zh": ""}
        for side, (_, weight) in zip(sides, sorted(weights.items()), strict=True)
    ]
    references = [{"reference": name, "kind": "account", "is_owner": False, "message_count": 1} for name in _NAMES]
    case = LinkedCase(
        _frame(frames.REFERENCE, references),
        _frame(frames.CANDIDATE_PAIR, [side | {"rules": ""} for side in sides]),
        _frame(frames.PAIR_EVIDENCE, evidence),
        frames.CANNOT_LINK.empty_frame(),
        frames.JUDGED_PAIR.empty_frame(),
        frames.REFERENCE_NAME.empty_frame(),
        frames.CLUSTER_MEMBER.empty_frame(),
    )
    now = partition(case, _SETTINGS)
    members = now.select("reference", "probability", entity_id=pl.lit("E-") + pl.col("cluster"))
    return LinkedCase(**(vars(case) | {"members": frames.CLUSTER_MEMBER.conform(members)}))


def _given(judged):
    rows = [(left, right, word, "Li", "why", None) for (left, right), word in sorted(judged.items())]
    return pl.DataFrame(rows, schema=frames.JUDGED_PAIR.polars_schema(), orient="row")


def _groups(found):
    return {
        tuple(sorted(rows["reference"]))
        for _, rows in found.select("reference", "cluster").group_by("cluster", maintain_order=True)
    }


@given(_weights, _judged)
def test_judgements_hold_whatever_the_links(weights, judged):
    """Judged negative is never one; judged positive is one, unless a negative decision stands in the way."""
    found = partition(with_judgements(_case(weights), _given(judged)), _SETTINGS)
    cluster = dict(found.select("reference", "cluster").iter_rows())
    for (left, right), word in judged.items():
        if word == "negative":
            assert cluster[left] != cluster[right]
        elif word == "positive" and "negative" not in judged.values():
            assert cluster[left] == cluster[right]


@given(_weights, _judged)
def test_changes_lead_from_the_one_partition_to_the_other(weights, judged):
    """What is told of the changes, put in the place of what was, gives the partition after; no more is told."""
    case = _case(weights)
    before, after = partition(case, _SETTINGS), partition(with_judgements(case, _given(judged)), _SETTINGS)
    told = changes(before, after, case.members)
    was = {group for change in told for group in change.before.values()}
    now = {group for change in told for group in change.after}
    assert (_groups(before) - was) | now == _groups(after)
    assert was.isdisjoint(now)
    for change in told:
        assert all({entity_id[2:] for entity_id in change.before} & set(group) for group in change.before.values())


@given(_weights, _judged)
def test_a_withdrawn_decision_leaves_things_as_they_were(weights, judged):
    """Decisions given and withdrawn change nothing."""
    case = _case(weights)
    back = with_judgements(with_judgements(case, _given(judged)), _given(dict.fromkeys(judged, "withdrawn")))
    assert _groups(partition(back, _SETTINGS)) == _groups(partition(case, _SETTINGS))


def test_join_split_and_move_are_told_apart():
    """Two that become one join, one that becomes two splits, and the smaller part is what moves."""
    a, b, c, d, *_ = _NAMES
    case = _case({(a, b): 20.0, (b, c): 15.0})
    for judged, kind, moved in (
        ({(c, d): "positive"}, "join", (d,)),
        ({(b, c): "negative"}, "split", (c,)),
        ({(b, c): "negative", (c, d): "positive"}, "move", (c,)),
    ):
        (change,) = changes(
            partition(case, _SETTINGS), partition(with_judgements(case, _given(judged)), _SETTINGS), case.members
        )
        assert (change.kind, change.moved) == (kind, moved)
