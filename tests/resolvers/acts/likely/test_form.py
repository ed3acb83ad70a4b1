"""The form of texts as numbers."""

import polars as pl

from resolvers.acts.likely.form import form, form_names

_NO_CUES = pl.DataFrame(schema={"text": pl.String, "kind": pl.String})


def test_classes_are_found_in_every_language():
    """A class of words is one feature, whatever the language."""
    texts = pl.Series(["can I take it?", "可以吗", "можно я возьму?", "cho em ứng được không", "the weather"])
    assert form(texts, _NO_CUES, ["may_i"])["may_i"].to_list() == [1, 1, 1, 1, 0]


def test_cues_in_a_text_are_features_of_it():
    """What patterns read in a text is a feature; another kind with a longer name is not the same."""
    cues = pl.DataFrame({"text": ["a", "a", "b"], "kind": ["pay", "rota", "ask_pay"]})
    found = form(pl.Series(["a", "b", "c"]), cues, ["cue_pay", "cue_rota"])
    assert found.rows() == [(1, 1), (0, 0), (0, 0)]


def test_rows_keep_the_order_of_texts():
    """One row a text, in their order."""
    assert form(pl.Series(["a\nb\nc", "a", "7 and 12"]), _NO_CUES, ["lines", "numbers"]).rows() == [
        (2, 0),
        (0, 0),
        (0, 2),
    ]


def test_every_named_feature_can_be_computed():
    """All names that are offered for teaching are features."""
    names = form_names(["pay"])
    assert form(pl.Series(["hello"]), _NO_CUES, names).columns == names
