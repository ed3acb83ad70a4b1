"""Which pairs people are asked about."""

import numpy as np
import polars as pl

from resolvers.learned.questions import pairs_to_ask

_NONE = pl.DataFrame(schema={"id_l": pl.String, "id_r": pl.String})


def _pairs(count=2000, seed=4):
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "id_l": [f"l{number}" for number in range(count)],
            "id_r": [f"r{number}" for number in rng.integers(0, count, count)],
            "match_weight": rng.normal(-4.0, 8.0, count),
            "kind": rng.choice(["alike", "half", "other"], count, p=[0.9, 0.08, 0.02]),
            "rules": rng.choice(["name", "name, birthday", "phone"], count, p=[0.7, 0.28, 0.02]),
        }
    )


def test_questions_are_uncertain_of_all_kinds_and_from_rare_blocks():
    """Half lie near the border with every kind among them; the rarely used rule is asked about."""
    asked = pairs_to_ask(_pairs(), _NONE, 40)
    assert asked.height == 40
    uncertain = asked.filter(pl.col("because") == "uncertain")
    assert uncertain.height == 20
    assert uncertain["match_weight"].abs().max() < 10.0
    assert set(uncertain["kind"]) == {"alike", "half", "other"}
    rare = asked.filter(pl.col("because") == "rare_block")
    assert (rare["rules"] == "phone").sum() >= 3
    assert rare["match_weight"].min() > -3.0
    spread = asked.filter(pl.col("because") == "spread")["match_weight"]
    assert spread.max() - spread.min() > 5.0


def test_nothing_is_asked_twice():
    """What was asked before isn't asked again, and no record stands in two questions of a round."""
    pairs = _pairs()
    first = pairs_to_ask(pairs, _NONE, 40)
    second = pairs_to_ask(pairs, first, 40)
    assert first.join(second, on=["id_l", "id_r"]).is_empty()
    records = pl.concat([first["id_l"], first["id_r"]])
    assert records.n_unique() == 80


def test_order_of_pairs_changes_no_question():
    """The same candidates in another order give the same questions."""
    pairs = _pairs()
    assert pairs_to_ask(pairs, _NONE, 30).equals(pairs_to_ask(pairs.reverse(), _NONE, 30))


def test_fewer_pairs_than_questions_are_all_asked():
    """A small table is asked about as a whole."""
    pairs = _pairs(5).with_columns(id_r=pl.format("r{}", pl.int_range(pl.len())))
    assert pairs_to_ask(pairs, _NONE, 40).height == 5
