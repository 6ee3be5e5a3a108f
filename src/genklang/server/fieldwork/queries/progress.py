"""How the field work goes: offered and answered by unit, group, channel and day. Never an answer."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from genklang.server.fieldwork.models import Round, State, Tally

QUIET_DAYS: Final = 7
"""So many days without anything handed out, and a unit is asked about it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many were offered the questionnaire and how many answered, under a name and the code that it goes by."""

    name: str
    offered: int
    answered: int
    code: str = ""

    @property
    def is_odd(self) -> bool:
        """Whether more have answered than were offered: something was not counted, and no rate can be told."""
        return self.answered > self.offered

    @property
    def rate(self) -> float | None:
        """Response rate in per cent; None where nobody was offered, or where the counts are odd."""
        return None if self.is_odd or not self.offered else 100 * self.answered / self.offered


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit: its standing, and why it is behind (`behind` is "", `rate`, `quiet` or `never`)."""

    standing: Standing
    behind: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The standing of a round, whole and by each margin."""

    whole: Standing
    units: tuple[UnitStanding, ...]
    groups: tuple[Standing, ...]
    channels: tuple[Standing, ...]
    days: tuple[Standing, ...]

    @property
    def behind(self) -> tuple[UnitStanding, ...]:
        """The units that are behind."""
        return tuple(unit for unit in self.units if unit.behind)


@dataclass(frozen=True, slots=True)
class Count:
    """What the tally says of one place, channel and day."""

    unit: str
    group: str
    channel: str
    day: date
    offered: int
    answered: int


def read_progress(round_: Round, *, today: date, unit_ids: Collection[int] | None = None) -> Progress:
    """Return the standing of a round; of some units only, where `unit_ids` says which."""
    places = round_.places.all() if unit_ids is None else round_.places.filter(unit_id__in=unit_ids)
    asked = list(places.order_by("unit__name", "target_group").values_list("unit__code", "unit__name", "target_group"))
    tallies = Tally.objects.filter(place__in=places).order_by("day")
    counts = [
        Count(*row)
        for row in tallies.values_list(
            "place__unit__code", "place__target_group", "channel", "day", "offered", "answered"
        )
    ]
    units = _sum_by(counts, lambda c: c.unit, {code: name for code, name, _ in asked})
    groups = {group: group for _, _, group in asked}
    used = {c.channel: c.channel for c in round_.channels.all()}
    latest = {c.unit: c.day for c in counts if c.offered}
    return Progress(
        whole=_sum("", "", counts),
        units=tuple(UnitStanding(unit, _judge(unit, latest.get(unit.code), round_, today)) for unit in units),
        groups=tuple(_sum_by(counts, lambda c: c.group, groups)),
        channels=tuple(_sum_by(counts, lambda c: c.channel, used)),
        days=tuple(_sum_by(counts, lambda c: c.day.isoformat(), {})),
    )


def _sum_by(counts: Sequence[Count], key: Callable[[Count], str], known: Mapping[str, str]) -> list[Standing]:
    """Return a standing for each key: those known (code → name) first, in their order, then the others met."""
    parted: dict[str, list[Count]] = {code: [] for code in known}
    for count in counts:
        parted.setdefault(key(count), []).append(count)
    return [_sum(code, known.get(code, code), own) for code, own in parted.items()]


def _sum(code: str, name: str, counts: Iterable[Count]) -> Standing:
    held = list(counts)
    return Standing(name, sum(c.offered for c in held), sum(c.answered for c in held), code)


def _judge(unit: Standing, latest: date | None, round_: Round, today: date) -> str:
    """Say why a unit of an open round is behind; nothing in its first week, nor when it is not open."""
    week = timedelta(days=QUIET_DAYS)
    if round_.state != State.OPEN or today - round_.opens < week:
        return ""
    if latest is None:
        return "never"
    if unit.rate is not None and unit.rate < round_.target_rate:
        return "rate"
    return "quiet" if today - latest > week else ""
