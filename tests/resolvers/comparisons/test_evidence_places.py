"""Every reason leads to bytes, also one that is drawn from many places."""

import polars as pl

from resolvers.comparisons.evidence import pair_evidence
from resolvers.contract import LinkSettings


def test_a_reason_without_a_place_cites_where_its_left_side_was_seen(make_case):
    """What a comparison draws from the whole case still names an exhibit and a place."""
    references = [
        {"reference": f"account:{platform}:{name}", "kind": "account", "platform": platform, "native_id": name}
        for platform in ("qq", "telegram")
        for name in ("hammer", "crab", "needle", "mask")
    ]
    names = [
        {"reference": row["reference"], "name": row["native_id"], "kind": "account_nickname"} for row in references
    ]
    utterances = [
        {
            "message_id": f"{row['platform']}{turn}",
            "thread_id": row["platform"],
            "turn": turn,
            "sender": row["reference"],
        }
        for turn, row in enumerate(references)
    ]
    case = make_case(references=references, names=names, utterances=utterances)
    pairs = pl.DataFrame({"reference_l": ["account:qq:hammer"], "reference_r": ["account:telegram:hammer"]})
    evidence = pair_evidence(pairs, case, LinkSettings())
    assert evidence.height > 0
    assert evidence["exhibit_id"].null_count() == evidence["locator"].null_count() == 0
