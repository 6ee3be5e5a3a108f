"""Builds a report: from protected tables, an instrument's words and an outline to what a reader gets."""

from collections.abc import Sequence

from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure, problem
from genklang.instrument.model import Instrument, PublishedInstrument, Texts
from genklang.registry import parts
from genklang.reporting.context import Context
from genklang.reporting.figures import Figures, Key, read_figures
from genklang.reporting.key_figures import list_key_figures
from genklang.reporting.model import Labels, Report, SectionText
from genklang.reporting.news import write_news
from genklang.reporting.outline import Kind, Outline
from genklang.reporting.section import Section
from genklang.reporting.story import tell_lead, tell_title
from genklang.reporting.words.claims import Wording
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.phrases import Phrases, capitalise, phrases
from genklang.tables.derived import STATISTICS, Derived
from genklang.tables.round import RoundRecord


def build(
    tables: ProtectedTables,
    *,
    instrument: PublishedInstrument,
    outline: Outline,
    language: str = "sv",
    records: Sequence[RoundRecord] = (),
    derived: Derived | None = None,
) -> Report:
    """Return the report that `outline` describes, in `language` (sv, da or en).

    `derived` holds what follows from the tables' own figures: trends, bands, means of like ones.
    Shares are per cent. Failure R101 or R102 (language), R106 (section), R107 (no figures at all).
    """
    context = make_context(
        tables,
        instrument=instrument.instrument,
        outline=outline,
        language=language,
        records=records,
        derived=derived or Derived(),
    )
    patterns = context.phrases
    return Report(
        language=language,
        is_rtl=context.texts.is_rtl,
        organisation=outline.name,
        unit=outline.unit_name,
        survey=outline.survey or context.texts.title,
        period=context.periods[1],
        title=write_title(context),
        lead=write_lead(context),
        key_figures=list_key_figures(context),
        sections=write_sections(context),
        news=write_news(context, title=write_title(context)),
        footer=_write_footer(patterns, outline),
        labels=Labels(**patterns.table("labels.formats")),
        figures=context.figures.frame,
    )


def make_context(
    tables: ProtectedTables,
    *,
    instrument: Instrument,
    outline: Outline,
    language: str,
    records: Sequence[RoundRecord],
    derived: Derived,
) -> Context:
    """Gather everything that sections are written from."""
    phrases(language)
    texts = _choose_texts(instrument, language)
    figures = read_figures(tables, outline, derived)
    own = sorted((r for r in records if r.organisation == outline.organisation), key=lambda r: r.period)
    group = _choose_group(instrument, outline, figures)
    wording = Wording(language, texts.respondents, instrument.decimals)
    twins = _find_twins(outline, figures, group)
    return Context(outline, instrument, texts, wording, figures, tuple(own), group, twins)


def _find_twins(outline: Outline, figures: Figures, group: str | None) -> tuple[str, ...]:
    """Return the groups whose figures are the main group's in every respect: they hold the same respondents."""
    place = (outline.round, outline.organisation, outline.unit)
    own: dict[str | None, dict[Key, Share]] = {}
    for key, share in figures.shares.items():
        # A share drawn towards the mean of all units tells of those as well.
        if key[:3] == place and key[4] is None and share.is_told and key[6] not in STATISTICS:
            own.setdefault(key[3], {})[key[5:]] = share
    return tuple(g for g, found in own.items() if g is not None and g != group and found == own.get(group))


def _choose_texts(instrument: Instrument, language: str) -> Texts:
    if language not in instrument.texts:
        known = ", ".join(sorted(instrument.texts))
        raise Failure(problem("R102", "language", instrument=instrument.id, language=language, known=known))
    return instrument.texts[language]


def _choose_group(instrument: Instrument, outline: Outline, figures: Figures) -> str | None:
    """Return the group that the main figures are about: as asked for, else all, else the first declared total."""
    groups = {
        key[3]
        for key in figures.shares
        if (key[0], key[1], key[2]) == (outline.round, outline.organisation, outline.unit) and key[4] is None
    }
    if not groups:
        domain = " / ".join(filter(None, (outline.organisation, outline.unit)))
        raise Failure(problem("R107", "outline", domain=domain, round=outline.round))
    if outline.target_group is not None or None in groups:
        return outline.target_group
    return next((t.code for t in instrument.totals if t.code in groups), next(iter(sorted(g for g in groups if g))))


def write_title(context: Context) -> str:
    """Return the finding as a title: the level, then what has changed."""
    claims = tell_title(context)
    if not claims:
        return context.phrases.sentence(
            "sections.withheld.report_title", name=context.subject_name, period=context.periods[1]
        )
    return capitalise(" – ".join(claim.text for claim in claims)).removesuffix(".")


def write_lead(context: Context) -> str:
    """Return two to four sentences under the title."""
    claims = tell_lead(context)
    if not claims:
        return context.phrases.sentence("sections.withheld.lead", name=context.subject_name)
    return " ".join(claim.text for claim in claims)


def write_sections(context: Context) -> tuple[SectionText, ...]:
    """Return the sections asked for that apply, in order."""
    found = parts("genklang.reporting.sections", Section)
    if strange := set(context.outline.sections) - found.keys():
        raise Failure(problem("R106", "sections", section=min(strange), known=", ".join(found)))
    wanted = [s for s in found.values() if not context.outline.sections or s.name in context.outline.sections]
    return tuple(s.write(context) for s in sorted(wanted, key=lambda s: s.order) if s.applies(context))


def _write_footer(patterns: Phrases, outline: Outline) -> str:
    return patterns.say("labels.footer.published" if outline.kind is Kind.PUBLISHED else "labels.footer.own")
