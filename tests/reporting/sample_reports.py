"""Reports written by hand: a municipality in Swedish, the same layout in Arabic, and a unit with withheld figures."""

from dataclasses import replace

import polars as pl

from genklang.reporting.model import (
    BarChart,
    BarRow,
    Cell,
    DotChart,
    DotRow,
    Figure,
    KeyFigure,
    Labels,
    Paragraph,
    PointChart,
    PointRow,
    Report,
    SectionText,
    Segment,
    Table,
    Tone,
    TrendChart,
    TrendPoint,
    Voice,
)
from genklang.tables.estimate import ESTIMATE_SCHEMA

ITEMS = (
    # label, area, now, low, high, 2017, participating municipalities, verdict
    ("Lätt att få kontakt", "tillgänglighet", 85, 80, 89, 82, 86, "ingen säkerställd förändring"),
    ("Lätt att förstå informationen", "information", 89, 85, 93, 87, 90, "ingen säkerställd förändring"),
    ("Visar förståelse", "bemötande", 89, 85, 93, 79, 85, "har ökat tydligt"),
    ("Frågar efter dina synpunkter", "delaktighet", 91, 87, 94, 84, 87, "har ökat"),
    ("Har kunnat påverka hjälpen", "delaktighet", 76, 71, 81, 63, 71, "har ökat tydligt"),
    ("Nöjd sammantaget", "helhetssyn", 90, 86, 93, 86, 85, "tycks ha ökat, men skillnaden kan bero på slumpen"),
    (
        "Situationen har förbättrats",
        "förändring",
        85,
        80,
        89,
        79,
        76,
        "tycks ha ökat, men skillnaden kan bero på slumpen",
    ),
)
SPREAD = (
    ("Har kunnat påverka hjälpen", (34, 42, 15, 9), "11 vet ej"),
    ("Lätt att få kontakt", (41, 44, 11, 4), "6 vet ej"),
    ("Situationen har förbättrats", (47, 38, 12, 3), "9 vet ej"),
    ("Nöjd sammantaget", (46, 44, 7, 3), "4 vet ej"),
)
FOUR = (Tone.VERY_POSITIVE, Tone.POSITIVE, Tone.NEGATIVE, Tone.VERY_NEGATIVE)
FOUR_WORDS = ("mycket positivt", "ganska positivt", "ganska negativt", "mycket negativt")
WITHHELD = "för få svar för att redovisas"
SWEDISH = Labels(
    page_of="{page} ({pages})",
    table_behind="Tabellen bakom diagrammet",
    contents="Innehåll",
    skip_to_content="Hoppa till innehållet",
    figures_sheet="Siffrorna",
    notes_sheet="Om siffrorna",
)


def percent(value):
    return f"{value} %"


def dot_figure(rows=ITEMS):
    dots = tuple(
        DotRow(label, note, now, low, high, previous, other, percent(now), verdict)
        for label, note, now, low, high, previous, other, verdict in rows
    )
    chart = DotChart(
        dots,
        "2018 med osäkerhet",
        "2017",
        "deltagande kommuner",
        "Andel positiva svar på sju frågor: från 76 procent (Har kunnat påverka hjälpen) till 91 procent "
        "(Frågar efter dina synpunkter).",
    )
    cells = tuple(
        (
            Cell(label),
            Cell(percent(now), now),
            Cell("328", 328),
            Cell(f"{low}–{high} %"),
            Cell(percent(previous), previous),
            Cell(percent(other), other),
            Cell(verdict),
        )
        for label, _, now, low, high, previous, other, verdict in rows
    )
    columns = ("Fråga", "Andel positiva", "Svar", "Osäkerhet", "2017", "Deltagande kommuner", "Förändring")
    table = Table("Andel positiva svar per fråga", columns, cells, (False, True, True, True, True, True, False))
    return Figure(chart, table)


def bar_figure():
    rows = tuple(
        BarRow(label, tuple(Segment(t, v, str(v)) for t, v in zip(FOUR, values, strict=True)), note)
        for label, values, note in SPREAD
    )
    legend = tuple(zip(FOUR, FOUR_WORDS, strict=True))
    alt = "Svarens fördelning på fyra frågor. Har kunnat påverka hjälpen: 34 procent mycket positivt, 9 procent mycket."
    cells = tuple((Cell(label), *(Cell(percent(v), v) for v in values)) for label, values, _ in SPREAD)
    table = Table("Svarens fördelning", ("Fråga", *FOUR_WORDS), cells, (False, True, True, True, True))
    return Figure(BarChart(rows, legend, alt), table)


def trend_figure():
    points = (
        TrendPoint("2014", 81, 74, 87, 84, False, "81 %"),
        TrendPoint("2015", 83, 77, 88, 84, False, "83 %"),
        TrendPoint("2016", None, None, None, 85, False, "", "för få svar"),
        TrendPoint("2017", 86, 81, 90, 85, True, "86 %", "ny fråga"),
        TrendPoint("2018", 90, 86, 93, 85, False, "90 %"),
    )
    chart = TrendChart(
        "Nöjd sammantaget",
        points,
        "Sollentuna med osäkerhet",
        "deltagande kommuner",
        "Andelen nöjda har gått från 86 procent 2017 till 90 procent 2018; åren före kan inte jämföras.",
    )
    cells = tuple(
        (Cell(p.period), Cell(p.value_text or p.note, p.value), Cell(percent(p.benchmark), p.benchmark)) for p in points
    )
    table = Table("Nöjda sammantaget över tid", ("År", "Andel", "Deltagande kommuner"), cells, (False, True, True))
    return Figure(chart, table)


def matrix_figure():
    places = (
        (27, 84, True),
        (4, 93, True),
        (29, 79, False),
        (20, 80, False),
        (27.5, 84.2, False),
        (13, 75, False),
        (7, 66, True),
    )
    rows = tuple(PointRow(item[0], x, y, sure) for item, (x, y, sure) in zip(ITEMS, places, strict=True))
    names = ("Bevara", "Förbättra om möjligt", "Lägre prioritet", "Prioritera!")
    chart = PointChart(
        rows,
        "Del av samvariationen",
        "Andel positiva svar",
        80.2,
        x_line=100 / 7,
        quadrants=names,
        is_numbered=True,
        suffixes=("\u00a0%", "\u00a0%"),
        alt="Sju frågor efter nivå och samvariation.",
    )
    cells = tuple((Cell(r.label), Cell(percent(r.x), r.x), Cell(percent(r.y), r.y)) for r in rows)
    return Figure(chart, Table("Samvariation", ("Fråga", "Del", "Andel"), cells, (False, True, True)))


def band_figure(units=9):
    rows = tuple(PointRow(f"Enhet {i}", 20 + 9 * i, 88 - 3 * (i % 4) - 25 * (i == 5), i == 5) for i in range(units))
    band = tuple((row.x, 84 - 150 / row.x**0.5, min(84 + 130 / row.x**0.5, 100)) for row in rows)
    chart = PointChart(
        rows, "Har tagit ställning", "Andel positiva svar", 84, band=band, band_label="Det väntade", alt="Nio enheter."
    )
    cells = tuple((Cell(r.label), Cell(percent(r.y), r.y), Cell(str(r.x), r.x)) for r in rows)
    return Figure(chart, Table("Det väntade", ("Enhet", "Andel", "Svar"), cells, (False, True, True)))


def figures_frame():
    rows = [
        {
            "round": "2018",
            "organisation": "Sollentuna",
            "item": f"f{i}",
            "statistic": "share_positive",
            "value": float(now),
            "numerator": round(now * 3.28),
            "denominator": 328,
            "answers": 328,
            "low": float(low),
            "high": float(high),
            "interval": "round",
            "source": "own",
            "status": "",
        }
        for i, (_, _, now, low, high, *_) in enumerate(ITEMS, 1)
    ]
    return pl.DataFrame([{key: row.get(key) for key in ESTIMATE_SCHEMA} for row in rows], schema=ESTIMATE_SCHEMA)


def groups_table():
    rows = (
        ("Ekonomiskt bistånd", "148", "88 %", "ingen säkerställd skillnad mot övriga"),
        ("Vårdnadshavare", "96", "93 %", "ligger högre än övriga"),
        ("Ungdomar", "61", "90 %", "ingen säkerställd skillnad mot övriga"),
        ("Vuxna som har kontakt på grund av missbruk eller beroende", "23", "87 %", "ingen säkerställd skillnad"),
    )
    cells = tuple((Cell(g), Cell(n, float(n)), Cell(v, float(v[:2])), Cell(w)) for g, n, v, w in rows)
    columns = ("Målgrupp", "Svar", "Nöjda sammantaget", "Jämfört med övriga")
    return Table("Nöjda sammantaget per målgrupp", columns, cells, (False, True, True, False))


def sollentuna():
    sections = (
        SectionText(
            "items",
            "Alla sju frågor",
            "Andel positiva svar av dem som tagit ställning. ”Vet ej” räknas inte med.",
            (dot_figure(),),
        ),
        SectionText(
            "distribution",
            "Så fördelar sig svaren där mest finns att vinna",
            "Procent av dem som tagit ställning.",
            (bar_figure(),),
        ),
        SectionText(
            "groups",
            "Vårdnadshavare är mest nöjda",
            "Nöjda sammantaget bland dem som tagit ställning.",
            (
                groups_table(),
                Paragraph("Skillnaderna mellan grupperna är små jämfört med osäkerheten.", Voice.BODY),
                Paragraph(
                    "Bara 23 personer med kontakt på grund av missbruk eller beroende har svarat. "
                    "Läs deras siffror med försiktighet.",
                    Voice.CAVEAT,
                ),
            ),
        ),
        SectionText(
            "trend",
            "Fler är nöjda än i fjol, men skillnaden kan bero på slumpen",
            "Andelen nöjda tycks ha ökat från 86 till 90 procent.",
            (trend_figure(), Paragraph("Frågan ställdes på nytt sätt 2017. Åren före kan inte jämföras.", Voice.NOTE)),
        ),
        SectionText(
            "method",
            "Så är siffrorna gjorda",
            "Resultatet bygger på 328 svar av 360 utlämnade enkäter (91 procent).",
            (
                Paragraph(
                    "Osäkerheten säger var andelen skulle ligga om alla som fick enkäten hade svarat. Den räknas "
                    "exakt (hypergeometriskt) och förutsätter att de som inte svarade tycker som de som svarade.",
                ),
                Paragraph("Vi blev lyssnade på från första samtalet.", Voice.QUOTE),
                Paragraph("Ju fler som svarar, desto säkrare blir siffrorna.", Voice.NOTE),
            ),
        ),
    )
    return Report(
        language="sv",
        is_rtl=False,
        organisation="Sollentuna kommun",
        unit="",
        survey="brukarundersökning i socialtjänsten",
        period="hösten 2018",
        title="Nio av tio är nöjda – och fler känner sig förstådda än i fjol",
        lead="90 procent av dem som tagit ställning är sammantaget nöjda med stödet. Andelen som upplever förståelse "
        "har ökat tydligt. Möjligheten att påverka hjälpen har också ökat men är fortfarande lägst av de sju.",
        key_figures=(
            KeyFigure("90 %", "av dem som tagit ställning är nöjda", "osäkerhet 86–93 %"),
            KeyFigure("328 svar", "svarsfrekvens 91 %", "100 % bland ungdomar"),
            KeyFigure("85 %", "genomsnitt av 132 deltagande kommuner", "ovägt medel, Kolada"),
        ),
        sections=sections,
        news=(
            "Nio av tio är nöjda – och fler känner sig förstådda än i fjol",
            "90 procent av dem som tagit ställning är sammantaget nöjda med stödet från socialtjänsten i Sollentuna.",
            "Andelen som upplever förståelse har ökat tydligt, från 79 till 89 procent.",
            "Resultatet bygger på 328 svar. Skillnader beskrivs som säkra först när de är större än slumpen brukar ge.",
        ),
        footer="Bygger på publicerade värden (källa: Kolada). Skillnader beskrivs som säkra först när de är större än "
        "vad slumpen brukar ge.",
        labels=SWEDISH,
        figures=figures_frame(),
    )


def small_unit():
    """A unit whose figures are withheld, small or bounded, with long labels and markup in its name."""
    long = "Hur lätt eller svårt är det att förstå informationen du får från din socialsekreterare?"
    rows = (
        DotRow(long, "information och tillgänglighetsarbete", None, None, None, None, None, "", WITHHELD),
        DotRow(
            "Visar förståelse", "", 78, None, None, None, 85, "78 %", "bara 5–9 svar: hela procent, ingen osäkerhet"
        ),
        DotRow("Nöjd", "", None, None, None, None, None, "95 procent eller fler", "nästan alla svarade positivt"),
        DotRow("Kontakt", "", 0, 0, 14, 0, None, "0 %", "ingen säkerställd förändring"),
    )
    chart = DotChart(rows, "2018", "2017", "deltagande kommuner", "Få figurer kan visas: bara två av fyra frågor.")
    table = Table(
        "Andel positiva svar",
        ("Fråga", "Andel"),
        tuple((Cell(r.label), Cell(r.value_text or r.verdict, r.value)) for r in rows),
        (False, True),
    )
    bars = BarChart(
        (
            BarRow(long, (), WITHHELD),
            BarRow("Kontakt", (Segment(Tone.NEUTRAL, 40, "40"), Segment(Tone.NEGATIVE, 60, "60")), ""),
            BarRow(
                "Arbetsmarknadsförvaltningsenhetssamordnare", (Segment(Tone.VERY_POSITIVE, 100, "100"),), "2 vet ej"
            ),
        ),
        ((Tone.VERY_POSITIVE, "i hög grad"), (Tone.NEUTRAL, "i någon grad"), (Tone.NEGATIVE, "nej")),
        "Fördelningen visas för två av tre frågor.",
    )
    base = sollentuna()
    sections = (
        SectionText("items", "För få svar", "Bara en del av siffrorna kan visas.", (Figure(chart, table),)),
        SectionText("distribution", "Fördelning", "", (Figure(bars, replace(table, caption="Fördelning")),)),
    )
    return replace(
        base,
        unit='=*Enheten* #read("/etc/passwd") <b>& Co</b> 中',
        title='=*Enheten* #read("/etc/passwd") <b>& Co</b> 中',
        key_figures=(KeyFigure("7 svar", "för få för en svarsfrekvens", ""),),
        sections=sections,
        figures=base.figures.head(1)
        .with_columns(
            unit=pl.lit("=HYPERLINK(1)"),
            status=pl.lit("c"),
            **dict.fromkeys(("value", "numerator", "denominator", "answers", "low", "high")),
        )
        .select(*ESTIMATE_SCHEMA),
    )


def arabic():
    items = (
        ("سهولة التواصل", "إمكانية الوصول", 85, 80, 89, 82, 86, "لا تغيّر مؤكد"),
        ("سهولة فهم المعلومات (SKR)", "المعلومات", 89, 85, 93, 87, 90, "لا تغيّر مؤكد"),
        ("إبداء التفهّم لوضعك", "المعاملة", 89, 85, 93, 79, 85, "ارتفعت بوضوح"),
        (
            "ما مدى قدرتك على التأثير في المساعدة التي تحصل عليها من الخدمات الاجتماعية؟",
            "المشاركة",
            76,
            71,
            81,
            63,
            71,
            "ارتفعت بوضوح",
        ),
    )
    dots = dot_figure(items)
    chart = replace(
        dots.chart,
        own_label="2018 مع هامش عدم اليقين",
        benchmark_label="البلديات المشاركة",
        alt="نسبة الإجابات الإيجابية لأربعة أسئلة.",
    )
    table = replace(
        dots.table,
        caption="نسبة الإجابات الإيجابية",
        columns=("السؤال", "النسبة", "الإجابات", "عدم اليقين", "2017", "البلديات", "التغيّر"),
    )
    words = ("إيجابي جدًا", "إيجابي إلى حد ما", "سلبي إلى حد ما", "سلبي جدًا")
    bars = bar_figure()
    rows = tuple(
        replace(row, label=item[0], note="11 لا أعرف") for row, item in zip(bars.chart.rows, items, strict=True)
    )
    bar_chart = BarChart(rows, tuple(zip(FOUR, words, strict=True)), "توزيع الإجابات.")
    trend = trend_figure()
    trend_chart = replace(
        trend.chart,
        label="راضٍ بشكل عام",
        own_label="البلدية مع هامش عدم اليقين",
        benchmark_label="البلديات المشاركة",
        alt="النسبة عبر السنوات.",
    )
    labels = Labels("{page} ({pages})", "الجدول وراء الرسم", "المحتويات", "انتقل إلى المحتوى", "الأرقام", "حول الأرقام")
    return replace(
        sollentuna(),
        language="ar",
        is_rtl=True,
        organisation="بلدية سولنتونا",
        survey="استطلاع رأي المستفيدين من الخدمات الاجتماعية",
        period="خريف 2018",
        title="تسعة من كل عشرة راضون – وعدد أكبر يشعرون بأن هناك من يفهمهم",
        lead="90 % من الذين أبدوا رأيًا راضون عن الدعم بشكل عام. ارتفعت نسبة الذين يلمسون تفهّمًا بوضوح.",
        key_figures=(
            KeyFigure("90 %", "من الذين أبدوا رأيًا راضون", "عدم اليقين 86–93 %"),
            KeyFigure("328", "إجابة", "نسبة الاستجابة 91 %"),
            KeyFigure("85 %", "متوسط 132 بلدية مشاركة", "(Kolada)"),
        ),
        sections=(
            SectionText("items", "الأسئلة الأربعة", "نسبة الإجابات الإيجابية.", (Figure(chart, table),)),
            SectionText(
                "distribution",
                "توزيع الإجابات",
                "",
                (Figure(bar_chart, replace(bars.table, caption="توزيع الإجابات", columns=("السؤال", *words))),),
            ),
            SectionText(
                "trend", "عبر السنوات", "", (Figure(trend_chart, replace(trend.table, caption="عبر السنوات")),)
            ),
        ),
        news=("90 % من الذين أبدوا رأيًا راضون.",),
        footer="المصدر: Kolada. لا توصف الفروق بأنها مؤكدة إلا إذا كانت أكبر مما تفسره الصدفة.",
        labels=labels,
    )
