"""dedupe 3.0.3 with its own active learning, answered from the truth.

Usage: run_dedupe.py FILE KIND CLUSTERS PAIRS TRUTH LABELS [SAMPLE]; TRUTH (rec_id, cluster) answers LABELS questions.
SAMPLE replaces the 5,000 records that dedupe samples for learning predicates, a number that no parameter of its own
changes; without it dedupe runs as it is.
"""

import json
import random
import sys
import time

import dedupe
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from dedupe import labeler
from dedupe import variables as var

_FEBRL = {"given_name": var.String, "surname": var.String, "address_1": var.String, "suburb": var.String}
_EXACT_FEBRL = ("date_of_birth", "postcode", "street_number", "state", "soc_sec_id")
_VARIABLES = {
    "historical": {
        **dict.fromkeys(("first_name", "surname", "dob", "birth_place", "postcode_fake"), var.String),
        "occupation": var.Exact,
    },
    "febrl3": {**_FEBRL, **dict.fromkeys(_EXACT_FEBRL, var.String)},
    "febrl4": {**_FEBRL, **dict.fromkeys(_EXACT_FEBRL, var.String)},
    "persons": dict.fromkeys(("given_name", "surname", "dob", "street", "postcode", "phone"), var.String),
}


def main() -> None:
    """Prepare, ask, train, partition; says on stderr how long each took."""
    file, kind, clusters, pairs_file, truth_file, label_count, *sample = sys.argv[1:]
    random.seed(7)
    if sample:
        records_of = labeler.sample_records
        labeler.sample_records = lambda data, size: records_of(data, min(size, int(sample[0])))
    rows = pq.read_table(file).to_pylist()
    columns = {name: kind_of for name, kind_of in _VARIABLES[kind].items() if name in rows[0]}
    data = {row["rec_id"]: {name: row[name] for name in columns} for row in rows}
    truth = {row["rec_id"]: row["cluster"] for row in pq.read_table(truth_file).to_pylist()}
    person_of = {tuple(sorted((k, v or "") for k, v in record.items())): truth[key] for key, record in data.items()}
    times = {"begin": time.perf_counter()}
    model = dedupe.Dedupe([kind_of(name, has_missing=True) for name, kind_of in columns.items()], num_cores=1)
    model.prepare_training(data)
    times["prepared"] = time.perf_counter()
    for _ in range(int(label_count)):
        pair = model.uncertain_pairs()[0]
        left, right = (person_of[tuple(sorted((k, v or "") for k, v in record.items()))] for record in pair)
        model.mark_pairs({"match": [pair], "distinct": []} if left == right else {"match": [], "distinct": [pair]})
    times["asked"] = time.perf_counter()
    model.train()
    times["trained"] = time.perf_counter()
    scores = model.score(model.pairs(data))
    odds = np.clip(scores["score"].astype(float), 1e-9, 1 - 1e-9)
    left, right = scores["pairs"][:, 0], scores["pairs"][:, 1]
    weights = np.log2(odds / (1 - odds))
    pq.write_table(pa.table({"id_l": left.astype(str), "id_r": right.astype(str), "match_weight": weights}), pairs_file)
    found = model.cluster(scores, 0.5)
    cluster_of = {key: str(number) for number, (members, _) in enumerate(found) for key in members}
    named = [cluster_of.get(key, f"alone-{key}") for key in data]
    pq.write_table(pa.table({"rec_id": list(data), "cluster": named}), clusters)
    times["clustered"] = time.perf_counter()
    begin = times.pop("begin")
    print(json.dumps({step: round(at - begin, 1) for step, at in times.items()}), file=sys.stderr)


if __name__ == "__main__":
    main()
