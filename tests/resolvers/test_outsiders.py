"""Who belongs to a gang though no part took him in, and who doesn't."""

import polars as pl

from resolvers.outsiders import with_outsiders

_MEMBERS = pl.DataFrame(
    [("G-1", "anvil"), ("G-1", "hammer"), ("G-2", "needle"), ("G-2", "thread")],
    schema=["gang_id", "entity_id"],
    orient="row",
)
_TIES = {
    "entity_l": pl.String,
    "entity_r": pl.String,
    "weight": pl.Float64,
    "is_command": pl.Boolean,
    "is_service": pl.Boolean,
}


def _gang_of(
    name: str,
    ties: list[tuple[str, str, float, bool]],
    acts: list[tuple[str, str, str]] | None = None,
) -> str | None:
    rows = [(min(a, b), max(a, b), weight, False, is_service) for a, b, weight, is_service in ties]
    done = pl.DataFrame(
        acts or [], schema=dict.fromkeys(("actor_entity", "target_entity", "kind"), pl.String), orient="row"
    )
    found = with_outsiders(_MEMBERS, pl.DataFrame(rows, schema=_TIES, orient="row"), done)
    return dict(found.select("entity_id", "gang_id").iter_rows()).get(name)


_THIN = [("rivet", "hammer", 0.4, True)]
_WORK = [
    ("hammer", "rivet", "order"),
    ("rivet", "hammer", "report"),
    ("rivet", "hammer", "crypt"),
    ("hammer", "rivet", "task_crypting"),
]


def test_all_his_work_with_one_gang_makes_him_a_member():
    """Who talks with one member alone, of work, belongs to the gang."""
    assert _gang_of("rivet", _THIN, _WORK) == "G-1"


def test_talk_alone_makes_nobody_a_member():
    """Who talks with one member alone, of nothing, stays outside."""
    assert _gang_of("rivet", _THIN) is None


def test_everyday_requests_make_nobody_a_member():
    """A mother asks her son for bread, tells him what to carry and pays for it, and is of no gang."""
    asked = [("rivet", "hammer", kind) for kind in ("request", "obeyed", "task_logistics", "order", "order", "pay")]
    assert _gang_of("rivet", _THIN, asked) is None


def test_work_with_two_gangs_makes_nobody_a_member():
    """Who works for two gangs is of neither."""
    both = [*_WORK, *((a.replace("hammer", "needle"), b.replace("hammer", "needle"), kind) for a, b, kind in _WORK)]
    assert _gang_of("rivet", [*_THIN, ("rivet", "needle", 0.4, True)], both) is None


def test_trade_alone_makes_nobody_a_member():
    """A seller of accounts stays outside, however much he sells to one gang."""
    assert _gang_of("rivet", _THIN, [("rivet", "hammer", "sell_accounts")] * 9) is None


def test_ties_to_one_gang_make_him_a_member():
    """Whose shared rooms are all with people of one gang belongs to it, though his own part dissolved."""
    shared = [("rivet", "hammer", 0.4, False), ("rivet", "anvil", 0.3, False), ("rivet", "stranger", 0.5, False)]
    assert _gang_of("rivet", shared) == "G-1"


def test_one_shared_room_with_strangers_makes_nobody_a_member():
    """A mother of a class shares its room with one member, and more with other parents: she is of no gang."""
    room = [("rivet", "hammer", 0.7, False), *(("rivet", f"parent {number}", 0.3, False) for number in range(6))]
    assert _gang_of("rivet", room) is None


def test_ties_to_two_gangs_make_nobody_a_member():
    """Who shares rooms with two gangs is of neither."""
    shared = [("rivet", "hammer", 0.6, False), ("rivet", "needle", 0.5, False)]
    assert _gang_of("rivet", shared) is None


def test_a_dealer_of_two_gangs_stays_outside():
    """Who shares a room with one gang but trades with two is a dealer."""
    sold = [("rivet", "hammer", "sell_accounts"), ("rivet", "needle", "sell_accounts")]
    shared = [("rivet", "hammer", 0.9, False), ("rivet", "needle", 0.2, True)]
    assert _gang_of("rivet", shared) == "G-1"
    assert _gang_of("rivet", shared, sold) is None


def test_who_works_only_with_one_taken_in_follows_him():
    """A man under somebody who was only just taken in belongs to the same gang."""
    below = [
        ("rivet", "screw", "order"),
        ("screw", "rivet", "report"),
        ("screw", "rivet", "intrude"),
        ("screw", "rivet", "test"),
    ]
    ties = [*_THIN, ("rivet", "screw", 0.4, True)]
    assert _gang_of("screw", ties, [*_WORK, *below]) == "G-1"
    assert _gang_of("screw", ties, below) is None
