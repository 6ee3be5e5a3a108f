"""Everything a section is written from: the outline, the instrument's words, the figures and the records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from genklang.instrument.model import Category, Instrument, Item, Texts
from genklang.reporting.figures import (
    ANSWERS,
    COMPLEMENT,
    DISTRIBUTION,
    MEAN,
    NEGATIVE,
    POSITIVE,
    PREVIOUS,
    RATE,
    Figures,
)
from genklang.reporting.outline import Outline
from genklang.reporting.words.caveats import RoundFacts
from genklang.reporting.words.claims import Wording
from genklang.reporting.words.evidence import NO_DIFFERENCE, Difference, Share
from genklang.reporting.words.phrases import Phrases, capitalise
from genklang.tables.estimate import Status, Verdict
from genklang.tables.round import RoundRecord

REST_OF_UNITS = f"{COMPLEMENT}:unit"
REST_OF_GROUPS = f"{COMPLEMENT}:target_group"
REST_OF_GENDERS = f"{COMPLEMENT}:gender"
REST_OF_ORGANISATIONS = f"{COMPLEMENT}:organisation"
ABSENT = Share(None, status=Status.NOT_ASKED)


@dataclass(frozen=True)
class Context:
    """The sources of one report, with the look-ups that sections share.

    `group` is the main figures' target group or total (None: all respondents). `twins` are groups and totals that hold
    the very same respondents, so that what is known of one holds for the other.
    """

    outline: Outline
    instrument: Instrument
    texts: Texts
    wording: Wording
    figures: Figures
    records: tuple[RoundRecord, ...]
    group: str | None
    twins: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The report's language."""
        return self.wording.language

    @property
    def phrases(self) -> Phrases:
        """The sentence patterns of the report's language."""
        return self.wording.phrases

    @property
    def subject_name(self) -> str:
        """The unit, or the organisation where the report is about all of it."""
        return self.outline.unit_name or self.outline.name

    @property
    def periods(self) -> tuple[str, str]:
        """The periods compared, the earlier one first (empty where there is none)."""
        return self.period(self.outline.previous or ""), self.period(self.outline.round)

    def period(self, round_id: str) -> str:
        """Return the period of a round as it is printed."""
        return next((r.period for r in self.records if r.round == round_id), round_id)

    def share(
        self,
        item: str,
        statistic: str = POSITIVE,
        *,
        round_id: str | None = None,
        unit: str | None = None,
        group: str | None = None,
        gender: str | None = None,
    ) -> Share:
        """Return a figure of a domain, with its definition; where there is none, one that is not told."""
        key = (round_id or self.outline.round, self.outline.organisation, unit, group, gender, item, statistic)
        definition = self.definitions.get((item, statistic)) or statistic
        return replace(self.figures.shares.get(key, ABSENT), definition=definition)

    def main(self, item: str, statistic: str = POSITIVE, *, round_id: str | None = None) -> Share:
        """Return a figure of the report's own domain."""
        return self.share(item, statistic, round_id=round_id, unit=self.outline.unit, group=self.group)

    def has(self, item: str, statistic: str = POSITIVE, *, round_id: str | None = None) -> bool:
        """Whether the report's own domain has a row for a figure, told or withheld."""
        key = (round_id or self.outline.round, *self.domain, item, statistic)
        return key in self.figures.shares

    @property
    def domain(self) -> tuple[str | None, ...]:
        """Organisation, unit, target group and gender of the report's own domain."""
        return (self.outline.organisation, self.outline.unit, self.group, None)

    def difference(
        self,
        item: str,
        against: str,
        statistic: str = POSITIVE,
        *,
        round_id: str | None = None,
        unit: str | None = None,
        group: str | None = None,
        gender: str | None = None,
    ) -> Difference:
        """Return a comparison of a domain; where there is none, one that nothing may be said of."""
        key = (round_id or self.outline.round, self.outline.organisation, unit, group, gender, item, statistic)
        return self.figures.differences.get((*key, against), NO_DIFFERENCE)

    def held_against(
        self, item: str, against: str, statistic: str = POSITIVE, *, round_id: str | None = None
    ) -> Difference:
        """Return a comparison of the report's own domain; two published rounds make an untested one."""
        tried = (
            self.difference(item, against, statistic, round_id=round_id, unit=self.outline.unit, group=group)
            for group in (self.group, *self.twins)
        )
        found = next((d for d in tried if d is not NO_DIFFERENCE), NO_DIFFERENCE)
        if found is NO_DIFFERENCE and against == PREVIOUS and round_id is None:
            return self._untested_change(item, statistic)
        return found

    def _untested_change(self, item: str, statistic: str) -> Difference:
        if self.outline.previous is None:
            return NO_DIFFERENCE
        before, now = self.main(item, statistic, round_id=self.outline.previous), self.main(item, statistic)
        if Status.PUBLISHED not in {before.status, now.status} or before.value is None or now.value is None:
            return NO_DIFFERENCE
        return Difference(now.value, before.value, verdict=Verdict.UNTESTED, against=PREVIOUS)

    @cached_property
    def definitions(self) -> Mapping[tuple[str, str], str]:
        """Which answers a share counts, by their labels, for each item and statistic."""
        return {
            (item.code, statistic): self.phrases.any_of(
                self.label_category(item, c.name) for c in item.categories if counts(c)
            )
            for item in self.instrument.items
            for statistic, counts in ((POSITIVE, _is_positive), (NEGATIVE, _is_negative))
        }

    def label_category(self, item: Item, name: str) -> str:
        """Return a category's label; a point of a numeric scale is its own label."""
        return self.texts.scales.get(item.scale, {}).get(name, name)

    def label_item(self, code: str) -> str:
        """Return an item's short label."""
        texts = self.texts.items.get(code)
        return (texts.short or texts.text) if texts else code

    def claim_of(self, code: str) -> str:
        """Return what completes "x per cent of those who have taken a stand …" for an item."""
        return self.texts.items[code].claim

    def label_group(self, code: str | None) -> str:
        """Return a target group's or declared total's label; None is all of them."""
        if code is None:
            return self.phrases.say("labels.groups.all")
        return self.texts.totals.get(code) or self.texts.target_groups.get(code, code)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Labels by code for groups, items and channels, as caveats need them."""
        channels = {**self.phrases.table("caveats.channels"), **self.phrases.table("caveats.forms")}
        items = {code: self.label_item(code) for code in self.texts.items}
        return {**channels, **items, **self.texts.target_groups}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items with a share that the report's own domain has figures for, told or not, in order."""
        return tuple(i for i in self.instrument.items if i.positive and self._is_reported(i, POSITIVE))

    @cached_property
    def scored_items(self) -> tuple[Item, ...]:
        """The items on a scale of scores without positive categories, with a mean or a distribution in the domain."""
        scored = (i for i in self.instrument.items if i.type == "index_scale" and not i.positive)
        known = ((i, (MEAN, f"{DISTRIBUTION}:{i.substantive[0].code}")) for i in scored)
        return tuple(i for i, statistics in known if any(self._is_reported(i, s) for s in statistics))

    def _is_reported(self, item: Item, statistic: str) -> bool:
        if item.background or not self.has(item.code, statistic):
            return False
        asked = self.main(item.code, statistic).status is not Status.NOT_ASKED
        return asked and self._concerns(item.code, self.outline.round)

    @cached_property
    def overall(self) -> Item | None:
        """The item about satisfaction in all if it may be told, or else the first that may be."""
        ranked = sorted(self.items, key=lambda i: (not self.main(i.code).is_told, not i.overall))
        return next(iter(ranked), None)

    @cached_property
    def facts(self) -> RoundFacts:
        """What caveats are decided on."""
        earlier, now = self.periods
        own = [self._narrow(r) for r in self.records if r.organisation == self.outline.organisation]
        current = next((r for r in own if r.round == self.outline.round), None)
        return RoundFacts(
            now=now,
            answers=self.answers(),
            is_tiny=self.main("", ANSWERS).status is Status.SMALL_BASE,
            rate=self.main("", RATE) if self.has("", RATE) else None,
            earlier=earlier,
            earlier_answers=self.answers(self.outline.previous) if self.outline.previous else None,
            record=current,
            earlier_records=tuple(r for r in own if current is None or r.period < current.period),
            shifts=self.figures.derived.shifts.get((self.outline.round, self.outline.organisation), ()),
        )

    def _narrow(self, record: RoundRecord) -> RoundRecord:
        """Return a round's record with the questions of the report's own domain; a unit has no groups to compare."""
        asked = tuple(i for i in record.items if self._concerns(i, record.round))
        return replace(record, items=asked, target_groups=() if self.outline.unit else record.target_groups)

    def _concerns(self, item: str, round_id: str) -> bool:
        """Whether an item is for any of the target groups that have answered in the report's own domain."""
        place = (round_id, self.outline.organisation, self.outline.unit)
        groups = {g for *found, g in self.figures.groups if tuple(found) == place}
        own = {g.code for g in self.instrument.target_groups} & groups
        return not own or any(item == i.code for g in own for i in self.instrument.items_for(g))

    def answers(self, round_id: str | None = None) -> int | None:
        """Return how many answered in the report's own domain, None where that is withheld or unknown."""
        if self.has("", ANSWERS, round_id=round_id):
            told = self.main("", ANSWERS, round_id=round_id)
            return round(told.value) if told.is_exact and told.value is not None else None
        return self.main("", RATE, round_id=round_id).k

    @property
    def rest(self) -> str:
        """The complement that the report is held against: the other units, or the other organisations."""
        return REST_OF_UNITS if self.outline.unit else REST_OF_ORGANISATIONS

    def name_other(self, against: str, *, short: bool = False) -> str:
        """Return who a comparison is with, as the words after "higher than", or as a chart's legend."""
        if against in self.outline.benchmark_names:
            return self.outline.benchmark_names[against]
        known = self.phrases.table("nouns.others_short" if short else "nouns.others")
        pattern = known.get(self.key_other(against)) or known.get(against) or known["benchmark"]
        label = self._find_other(against).label or against
        words = pattern.format(organisation=self.outline.name, label=label)
        return capitalise(words) if short else words

    def key_other(self, against: str) -> str:
        """Return the name under which the words for a comparison stand; a fixed figure has words of its own."""
        is_fixed = self._find_other(against).verdict is Verdict.FIXED
        return against.replace(":", "_") + ("_fixed" if is_fixed else "")

    def _find_other(self, against: str) -> Difference:
        return self._sides.get(against, NO_DIFFERENCE)

    @cached_property
    def _sides(self) -> Mapping[str | None, Difference]:
        """One comparison with each of the others: how it was made and what it is called holds for all of them."""
        return {key[-1]: difference for key, difference in self.figures.differences.items()}

    @cached_property
    def others(self) -> tuple[str, ...]:
        """What the report is held against beside the round before, the complement first."""
        groups = {self.group, *self.twins}
        place = (self.outline.round, self.outline.organisation, self.outline.unit)
        known = {
            key[-1]
            for key, difference in self.figures.differences.items()
            if difference.other is not None and key[:3] == place and key[3] in groups and key[4] is None
        }
        benchmarks = [name for name in self.outline.benchmarks if name in known]
        # All respondents of the other organisations are the pooled average already.
        rest = [self.rest] if self.rest in known and (self.outline.unit or not benchmarks) else []
        return (*rest, *benchmarks)

    @cached_property
    def item_others(self) -> tuple[str, ...]:
        """Those of the others that there is a figure for on at least one item."""
        return tuple(
            against
            for against in self.others
            if any(self.held_against(i.code, against).other is not None for i in self.items)
        )


def _is_positive(category: Category) -> bool:
    return category.positive


def _is_negative(category: Category) -> bool:
    return category.negative
