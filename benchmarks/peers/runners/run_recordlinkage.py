"""recordlinkage 0.14 with its unsupervised ECM classifier, or logistic regression on labels.

Usage: run_recordlinkage.py FILE KIND CLUSTERS PAIRS [LABELS]; LABELS (rec_id_l, rec_id_r, label) trains the regression.
Clusters are the connected components of the pairs that the classifier calls matches.
"""

import sys

import numpy as np
import pandas as pd
import recordlinkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

_FEBRL_RULES = [
    ["given_name", "surname"],
    ["date_of_birth"],
    ["postcode", "given_name"],
    ["postcode", "surname"],
    ["address_1"],
]
_RULES = {
    "historical": [
        ["surname", "dob"],
        ["first_name", "dob"],
        ["postcode_fake", "first_name"],
        ["postcode_fake", "surname"],
        ["dob", "birth_place"],
        ["first_name", "surname"],
    ],
    "febrl3": _FEBRL_RULES,
    "febrl4": _FEBRL_RULES,
    "persons": [
        ["phone"],
        ["dob", "surname"],
        ["dob", "given_name"],
        ["dob", "postcode"],
        ["dob", "city"],
        ["surname", "given_name", "postcode"],
    ],
}
_FEBRL_STRINGS = ("given_name", "surname", "address_1", "suburb")
_COMPARED = {
    "historical": (("first_name", "surname", "dob"), ("postcode_fake", "birth_place", "occupation")),
    "febrl3": (_FEBRL_STRINGS, ("date_of_birth", "postcode", "street_number", "state")),
    "febrl4": (_FEBRL_STRINGS, ("date_of_birth", "postcode", "street_number", "state")),
    "persons": (("given_name", "surname", "street"), ("dob", "phone", "postcode", "city")),
}


def candidates(records: pd.DataFrame, kind: str) -> pd.MultiIndex:
    """The union of all blocks; two files are only linked with each other."""
    rules = list(_RULES[kind])
    if "soc_sec_id" in records.columns:
        rules.append(["soc_sec_id"])
    both = [records[records["source"] == name] for name in ("a", "b")] if kind == "febrl4" else [records]
    found = None
    for rule in rules:
        index = recordlinkage.Index()
        index.block(rule)
        # A missing value is no key.
        pairs = index.index(*(part.dropna(subset=rule) for part in both))
        found = pairs if found is None else found.union(pairs)
    return found


def usable_labels(labels: pd.DataFrame, both: list[pd.DataFrame]) -> pd.DataFrame:
    """Labels with the first file's record on the left; those inside one file are of no use where two are linked."""
    if len(both) == 1:
        return labels
    inside = labels["rec_id_l"].isin(both[0].index)
    turned = labels.where(inside, labels.rename(columns={"rec_id_l": "rec_id_r", "rec_id_r": "rec_id_l"}), axis=0)
    return turned[turned["rec_id_l"].isin(both[0].index) & turned["rec_id_r"].isin(both[1].index)]


def main() -> None:
    """Propose, compare, classify, cluster."""
    file, kind, clusters, pairs_file, *labels_file = sys.argv[1:]
    records = pd.read_parquet(file).set_index("rec_id")
    pairs = candidates(records, kind)
    likeness, equality = _COMPARED[kind]
    if "soc_sec_id" in records.columns:
        equality = (*equality, "soc_sec_id")
    compare = recordlinkage.Compare()
    for column in likeness:
        compare.string(column, column, method="jarowinkler", threshold=None if labels_file else 0.88, label=column)
    for column in equality:
        compare.exact(column, column, label=column)
    both = [records[records["source"] == name] for name in ("a", "b")] if kind == "febrl4" else [records]
    features = compare.compute(pairs, *both)
    if labels_file:
        labels = usable_labels(pd.read_parquet(labels_file[0]), both)
        taught = compare.compute(pd.MultiIndex.from_frame(labels[["rec_id_l", "rec_id_r"]]), *both)
        classifier = recordlinkage.LogisticRegressionClassifier()
        # Its own `fit` meets pairs with `&`, which pandas 2 no longer understands so.
        classifier._fit(taught.to_numpy(), labels["label"].to_numpy())
        matches = classifier.predict(features)
    else:
        classifier = recordlinkage.ECMClassifier()
        matches = classifier.fit_predict(features)
    odds = classifier.prob(features).to_numpy().clip(1e-12, 1 - 1e-12)
    scored = pd.DataFrame(
        {
            "id_l": features.index.get_level_values(0),
            "id_r": features.index.get_level_values(1),
            "match_weight": np.log2(odds / (1 - odds)),
        }
    )
    scored.to_parquet(pairs_file)
    at = pd.Series(np.arange(len(records)), index=records.index)
    left, right = (at[matches.get_level_values(side)].to_numpy() for side in (0, 1))
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(records), len(records)))
    found = connected_components(graph, directed=False)[1]
    pd.DataFrame({"rec_id": records.index, "cluster": found.astype(str)}).to_parquet(clusters)


if __name__ == "__main__":
    main()
