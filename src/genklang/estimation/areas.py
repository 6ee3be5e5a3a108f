"""Means over the items of each quality area, whatever each item counts as."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from genklang.estimation.items import asked
from genklang.estimation.linear import Part, has_pairs, mean_of_items
from genklang.estimation.measure import DomainSums, Figures, Scale, estimate_mean
from genklang.estimation.plan import pair_names
from genklang.instrument.model import Item


def measure_areas(
    sums: DomainSums,
    *,
    statistic: str,
    items_of: Callable[[str], Sequence[Item]],
    pairs: Iterable[tuple[Item, Item]],
    by_score: bool,
    part_of: Callable[[Item], Part],
    scale: Scale,
) -> Iterator[Figures]:
    """Yield the mean of each area whose items' sums over pairs are in the cube; `pairs` are those of all areas."""
    known = tuple(pairs)
    for area in sums.plan.instrument.areas:
        items = items_of(area)
        place = {item.code: i for i, item in enumerate(items)}
        names = {
            (place[a.code], place[b.code]): pair_names(a.code, b.code, by_score=by_score)
            for a, b in known
            if a.area == area
        }
        if not items or not has_pairs(sums.plan, names):
            continue
        were_asked = [sums.count(*asked(i)) for i in items]
        result = mean_of_items(sums, [part_of(i) for i in items], names, asked=were_asked)
        yield estimate_mean(
            sums,
            item=f"area:{area}",
            statistic=statistic,
            mean=result.mean,
            variance=result.variance,
            base=result.base,
            asked=result.asked,
            scale=scale,
            spread=result.spread,
        )
