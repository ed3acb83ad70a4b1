"""Invented tables of persons with a key, for tests of the resolver of tables."""

import random

import polars as pl

GIVEN = ["anna", "bertil", "carla", "david", "elena", "frank", "greta", "hasan", "ines", "jonas", "karin", "lukas"]
_STARTS, _ENDS = ("berg", "lind", "holm", "stran", "kast", "moor"), ("man", "qvist", "er", "ow", "ski", "ton")
FAMILY = [f"{start}{end}" for start in _STARTS for end in _ENDS]
TOWNS = ["arlen", "bexby", "corvin", "dunmere", "elstow", "farrow", "gansk", "hollin"]


def people(count: int, seed: int = 1) -> pl.DataFrame:
    """Some hundred persons, each written down once to four times with slips and gaps.

    Returns:
        Columns: record, person (the key), first name, surname, born, town, phone; all text, all invented.
    """
    rng = random.Random(seed)  # noqa: S311 (test data, no secret)
    rows = []
    for person in range(count):
        whole = [
            rng.choice(GIVEN),
            rng.choice(FAMILY),
            f"{rng.randint(1940, 2001)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            rng.choice(TOWNS),
            f"07{rng.randint(10**8, 10**9 - 1)}",
        ]
        for _ in range(rng.choice([1, 2, 2, 3, 4])):
            written = [_slipped(value, rng) if rng.random() < 0.15 else value for value in whole]
            rows.append([None if place > 1 and rng.random() < 0.1 else value for place, value in enumerate(written)])
            rows[-1] = [f"p{person}", *rows[-1]]
    rng.shuffle(rows)
    numbered = [[f"r{number:05d}", *row] for number, row in enumerate(rows)]
    columns = ["record", "person", "first name", "surname", "born", "town", "phone"]
    return pl.DataFrame(numbered, schema=dict.fromkeys(columns, pl.String()), orient="row")


def _slipped(value: str, rng: random.Random) -> str:
    place = rng.randrange(len(value) - 1)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]
