"""Who did what, when: one row a person and role, as bars over the time the gang was seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from resolvers.charts.gang_rows import GangRows, Member, by_rank, evidence_words, moment, real, whole
from resolvers.charts.leaders_drawn import fitted

# More people make a page nobody reads; the table has the rest.
MOST_PEOPLE = 40
_NAMES, _ROLES, _BARS, _NOTES = 200, 120, 620, 130
_ROW, _HEAD = 24, 30
_MOST_TICKS = 12
# Colours by family, each of contrast 4.5 to white or better.
_COLOURS = {
    "lead": "#8c2f39",
    "manage": "#1f4e79",
    "people": "#2a6f5e",
    "lure": "#9a5412",
    "forge": "#5f4490",
    "money": "#6b6100",
    "technical": "#37688c",
    "outside": "#5a6570",
}
_OTHER_COLOUR = "#5a6570"


@dataclass(frozen=True)
class Bar:
    """A role of a person: x and width are none where the role has no date."""

    y: float
    name: str
    rank: str
    role: str
    note: str
    colour: str
    opacity: float
    x: float | None
    width: float
    presence_x: float | None
    presence_width: float
    is_first: bool
    title: str


@dataclass(frozen=True)
class Tick:
    """A date on the axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """The bars with their axis, and how many of how many people are shown."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    head: int
    row: int
    names_width: int
    bars_x: int
    notes_x: int
    shown: int
    total: int


def role_timeline(rows: GangRows, members: Sequence[Member], lang: str, words: Mapping[str, str]) -> Timeline:
    """Lay out the roles of a gang over time.

    Args:
        rows: What is known of the gang; roles of protected persons are left out.
        members: The people of the chart.
        lang: Language of the roles.
        words: Words of the page.

    Returns:
        The timeline, highest ranked people first.
    """
    roles: dict[str, list[Mapping[str, object]]] = {}
    for row in rows.roles:
        roles.setdefault(str(row["entity_id"]), []).append(row)
    people = [member for member in by_rank(members) if member.kind != "masked" and member.entity_id in roles]
    shown = people[:MOST_PEOPLE]
    axis = _axis([row for member in shown for row in roles[member.entity_id]], shown)
    bars: list[Bar] = []
    for member in shown:
        for number, row in enumerate(sorted(roles[member.entity_id], key=_by_time)):
            bars.append(_bar(member, row, len(bars), axis, f"label_{lang}", words, is_first=number == 0))
    left = _NAMES + _ROLES
    return Timeline(
        tuple(bars),
        tuple(_ticks(axis)) if axis else (),
        left + _BARS + _NOTES,
        _HEAD + len(bars) * _ROW + 10,
        _HEAD,
        _ROW,
        _NAMES,
        left,
        left + _BARS + 10,
        len(shown),
        len(people),
    )


def _by_time(row: Mapping[str, object]) -> tuple[bool, datetime, str]:
    start = moment(row, "from_at")
    return start is None, start or datetime.min, str(row["role"])


def _axis(roles: Sequence[Mapping[str, object]], people: Sequence[Member]) -> tuple[datetime, datetime] | None:
    found = [moment(row, column) for row in roles for column in ("from_at", "until_at")]
    found += [time for member in people for time in (member.from_at, member.until_at)]
    times = [time for time in found if time is not None]
    if not times:
        return None
    return min(times), max(max(times), min(times) + timedelta(days=1))


def _place(time: datetime, axis: tuple[datetime, datetime]) -> float:
    return round(_NAMES + _ROLES + _BARS * ((time - axis[0]) / (axis[1] - axis[0])), 1)


def _span(
    start: datetime | None, end: datetime | None, axis: tuple[datetime, datetime] | None
) -> tuple[float | None, float]:
    if axis is None or start is None:
        return None, 0.0
    x = _place(start, axis)
    # A single sign is still a bar that can be seen.
    return x, max(_place(end or start, axis) - x, 5.0)


def _bar(  # noqa: PLR0913 - a bar is a person, a role and a place
    member: Member,
    row: Mapping[str, object],
    number: int,
    axis: tuple[datetime, datetime] | None,
    label: str,
    words: Mapping[str, str],
    *,
    is_first: bool,
) -> Bar:
    x, width = _span(moment(row, "from_at"), moment(row, "until_at"), axis)
    presence_x, presence_width = _span(member.from_at, member.until_at, axis)
    probability = real(row, "probability")
    rank = f"#{member.rank}" if member.rank else ""
    note = f"p {probability:.2f} · {evidence_words(whole(row, 'evidence_count'), words)}"
    return Bar(
        y=_HEAD + number * _ROW,
        name=fitted(member.name, _NAMES - 50, 13),
        rank=rank,
        role=fitted(str(row[label]), _ROLES - 10, 12.5),
        note=note,
        colour=_COLOURS.get(str(row["family"]), _OTHER_COLOUR),
        opacity=round(0.35 + 0.65 * probability, 2),
        x=x,
        width=round(width, 1),
        presence_x=presence_x,
        presence_width=round(presence_width, 1),
        is_first=is_first,
        title=f"{member.name}: {row[label]}, {note}",
    )


def _ticks(axis: tuple[datetime, datetime]) -> Iterator[Tick]:
    """Days, weeks, months, quarters or years: the finest that stays readable."""
    start, end = axis
    days = (end - start).days + 1
    step = next((step for step in (1, 7) if days / step <= _MOST_TICKS), None)
    if step is not None:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        times = (day + timedelta(days=step * number) for number in range(days // step + 2))
        yield from (Tick(_place(time, axis), f"{time:%m-%d}") for time in times if start <= time <= end)
        return
    months = next((step for step in (1, 3, 12) if days / 30.4 / step <= _MOST_TICKS), 12)
    for month in range(start.year * 12, (end.year + 1) * 12, months):
        time = datetime(month // 12, month % 12 + 1, 1)
        if start <= time <= end:
            yield Tick(_place(time, axis), f"{time:%Y-%m}")
