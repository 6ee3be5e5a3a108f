"""What the overall judgement varies together with, and how content people are with it: the priority matrix.

Nothing in it is a cause, and a place in the matrix is told as certain only where both intervals keep to it.
"""

from dataclasses import dataclass
from typing import Final

from genklang.reporting.context import Context
from genklang.reporting.dots import drop_empty
from genklang.reporting.figures import DRIVER, EFFECT, EXPLAINED, MEAN, POSITIVE, WEIGHT
from genklang.reporting.model import Block, Cell, Figure, Paragraph, PointChart, PointRow, SectionText, Table, Voice
from genklang.reporting.section import Section
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.numbers import format_number, interval_figure, percent_figure
from genklang.reporting.words.phrases import lower_first

FEWEST: Final = 3
"""Drivers that make a matrix."""
QUADRANTS: Final = ("keep", "improve_if_possible", "lower_priority", "prioritise")
"""Upper left, upper right, lower left, lower right: the level is up, the weight to the right."""
LOWEST_SCORE, HIGHEST_SCORE = 1, 10


@dataclass(frozen=True, slots=True)
class Driver:
    """An item or area: its level (0–100) with its interval if it has one, its weight, and its effect."""

    label: str
    level: float
    level_ends: tuple[float, float] | None
    weight: Share
    effect: Share
    even: float
    """The weight that each driver would have if all had the same."""


def _list_drivers(context: Context) -> list[Driver]:
    """Return the drivers of the report's own domain that are told, in order."""
    found = []
    areas = {f"area:{code}": context.texts.areas.get(code, code) for code in context.instrument.areas}
    labels = areas | {i.code: context.label_item(i.code) for i in context.instrument.items}
    counted = {name: label for name, label in labels.items() if context.has(DRIVER + name, WEIGHT)}
    for name, label in counted.items():
        weight = context.main(DRIVER + name, WEIGHT)
        level = _find_level(context, name)
        if weight.is_exact and level is not None and weight.low is not None:
            found.append(
                Driver(label, level[0], level[1], weight, context.main(DRIVER + name, EFFECT), 100 / len(counted))
            )
    return found


def _find_level(context: Context, name: str) -> tuple[float, tuple[float, float] | None] | None:
    """Return an item's share positive, or an area's index 0–100 from the means of its items."""
    if not name.startswith("area:"):
        share = context.main(name, POSITIVE)
        ends = (share.low, share.high) if share.low is not None and share.high is not None else None
        return (share.value, ends) if share.is_exact and share.value is not None else None
    items = [i for i in context.scored_items if f"area:{i.area}" == name]
    means = [m.value for m in (context.main(i.code, MEAN) for i in items) if m.is_exact and m.value is not None]
    if not means or len(means) < len(items):
        return None
    mean = sum(means) / len(means)
    return 100 * (mean - LOWEST_SCORE) / (HIGHEST_SCORE - LOWEST_SCORE), None


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    drivers = _list_drivers(context)
    outcome = _name_outcome(context)
    explained = context.main(DRIVER, EXPLAINED)
    notes = [say("sections.drivers.note")]
    if explained.value is not None:
        figure = format_number(explained.value, context.language)
        notes.append(say("sections.drivers.explained", share=figure, outcome=outcome))
    blocks: list[Block] = [
        Figure(_draw(context, drivers), _make_table(context, drivers)),
        *(Paragraph(text, Voice.NOTE) for text in notes),
    ]
    is_index = any(d.level_ends is None for d in drivers)
    intro = say(f"sections.drivers.{'intro_index' if is_index else 'intro'}", outcome=outcome)
    return SectionText("drivers", _choose_title(context, drivers), intro, tuple(blocks))


def _name_outcome(context: Context) -> str:
    """Return what the drivers are drivers of, as it stands inside a sentence."""
    if any(i.index for i in context.instrument.items) or context.overall is None:
        return context.phrases.say("sections.drivers.index")
    return context.phrases.quoted(lower_first(context.label_item(context.overall.code)))


def _choose_title(context: Context, drivers: list[Driver]) -> str:
    """Return what is certain: who is in the corner to begin with, or what has the greatest weight, or neither."""
    values: dict[str, object] = {"outcome": _name_outcome(context)}
    first = [d for d in drivers if _quadrant(drivers, d) == "prioritise" and _is_certain(drivers, d)]
    if first:
        labels = context.phrases.all_of(context.phrases.quoted(lower_first(d.label)) for d in first)
        return context.phrases.sentence("sections.drivers.title_first", n=len(first), labels=labels, **values)
    ranked = sorted(drivers, key=lambda d: d.weight.value or 0.0, reverse=True)
    if (ranked[0].weight.low or 0.0) > (ranked[1].weight.high or 100.0):
        label = context.phrases.quoted(lower_first(ranked[0].label))
        return context.phrases.sentence("sections.drivers.title_most", label=label, **values)
    return context.phrases.sentence("sections.drivers.title", **values)


def _splits(drivers: list[Driver]) -> tuple[float, float]:
    """Return where the field is parted: at the weight that each would have if all had the same, and the mean level."""
    return drivers[0].even, sum(d.level for d in drivers) / len(drivers)


def _quadrant(drivers: list[Driver], driver: Driver) -> str:
    weight, level = _splits(drivers)
    return QUADRANTS[2 * (driver.level < level) + ((driver.weight.value or 0.0) >= weight)]


def _is_certain(drivers: list[Driver], driver: Driver) -> bool:
    weight, level = _splits(drivers)
    ends = driver.level_ends or (driver.level, driver.level)
    low, high = driver.weight.low or 0.0, driver.weight.high or 100.0
    return not (low <= weight <= high) and not (ends[0] <= level <= ends[1])


def _draw(context: Context, drivers: list[Driver]) -> PointChart:
    say = context.phrases.say
    weight, level = _splits(drivers)
    rows = tuple(PointRow(d.label, d.weight.value or 0.0, d.level, _is_certain(drivers, d)) for d in drivers)
    is_index = any(d.level_ends is None for d in drivers)
    return PointChart(
        rows,
        say("sections.drivers.weight"),
        say("sections.drivers.level_index" if is_index else "labels.columns.share"),
        level,
        x_line=weight,
        quadrants=tuple(say(f"sections.drivers.quadrants.{q}") for q in QUADRANTS),
        is_numbered=True,
        suffixes=(_percent(context), "" if is_index else _percent(context)),
        alt=_describe(context, drivers),
    )


def _percent(context: Context) -> str:
    return percent_figure(50, context.language).removeprefix("50")


def _describe(context: Context, drivers: list[Driver]) -> str:
    parts = [
        context.phrases.say("sections.drivers.alt_part", label=d.label, quadrant=_name_quadrant(context, drivers, d))
        for d in drivers
    ]
    return context.phrases.say("sections.drivers.alt", parts="; ".join(parts))


def _name_quadrant(context: Context, drivers: list[Driver], driver: Driver) -> str:
    name = lower_first(context.phrases.say(f"sections.drivers.quadrants.{_quadrant(drivers, driver)}")).rstrip("!")
    return name if _is_certain(drivers, driver) else context.phrases.say("sections.drivers.uncertain", quadrant=name)


def _make_table(context: Context, drivers: list[Driver]) -> Table:
    say = context.phrases.say
    is_area = any(d.level_ends is None for d in drivers)
    columns = (
        say("labels.columns.area" if is_area else "labels.columns.item"),
        say("sections.drivers.level_index" if is_area else "labels.columns.share"),
        say("sections.drivers.weight"),
        say("labels.columns.interval"),
        say("sections.drivers.effect"),
        say("labels.columns.verdict"),
    )
    rows = tuple(_make_row(context, drivers, d, is_area=is_area) for d in drivers)
    return drop_empty(Table(say("sections.drivers.caption"), columns, rows, (False, True, True, True, True, False)))


def _make_row(context: Context, drivers: list[Driver], driver: Driver, *, is_area: bool) -> tuple[Cell, ...]:
    language, weight = context.language, driver.weight
    level = format_number(driver.level, language) if is_area else percent_figure(driver.level, language)
    ends = interval_figure(weight.low or 0.0, weight.high or 0.0, language)
    effect = driver.effect.value
    return (
        Cell(driver.label),
        Cell(level, driver.level),
        Cell(percent_figure(weight.value or 0.0, language), weight.value),
        Cell(ends),
        Cell(format_number(effect, language, decimals=1), effect) if effect is not None else Cell(""),
        Cell(_name_quadrant(context, drivers, driver)),
    )


part = Section(35, "drivers", lambda context: len(_list_drivers(context)) >= FEWEST, _write)
