"""What comments are about: themes by the lemmas of their words, counted per place like answers."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import polars as pl
import simplemma

from genklang.errors import Failure, problem
from genklang.instrument.model import REPORT_LANGUAGES
from genklang.tables.estimate import ESTIMATE_SCHEMA, OWN, POPULATION_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform

STATISTIC: Final = "share_positive"
"""A theme is a share of comments, and stands under the rules of a share of answers."""
PREFIX: Final = "theme:"
"""Stands in `item` before a theme's code."""
WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PLACES: Final = (("round", "organisation", "unit"), ("round", "organisation"), ("round",))


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its code, and per language the lemmas and the phrases (several words) that tell it."""

    code: str
    lemmas: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """Return the themes of a TOML file, or those that are shipped; F001, E170 where it cannot be used."""
    if path is not None and not path.is_file():
        raise Failure(problem("F001", str(path)))
    shipped = files("genklang").joinpath("content", "themes", "social-services.toml")
    try:
        content = tomllib.loads((path or shipped).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(problem("E170", str(path), reason=error)) from error
    return tuple(_shape_theme(code, words, str(path)) for code, words in content.items())


def find_themes(text: str, themes: Sequence[Theme], languages: Sequence[str] = REPORT_LANGUAGES) -> frozenset[str]:
    """Return the codes of the themes that a comment touches.

    Each word is brought to its lemma in every one of `languages`, since which one a comment is in is not kept beside
    it; phrases are found in the running text of lemmas, whichever forms their words have.
    """
    words = [word.casefold() for word in WORD.findall(text)]
    lemmas = {language: [_find_lemma(word, language) for word in words] for language in languages}
    return frozenset(
        theme.code for theme in themes if any(_tells(theme, lemmas[code], words, code) for code in languages)
    )


def count_themes(comments: pl.DataFrame, themes: Sequence[Theme]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the share of comments on each theme, unprotected, and the population that protects it.

    `comments`: round, organisation, unit and text, one row each. The base is the comments of the place; the shares are
    of `ESTIMATE_SCHEMA` (`share_positive` of `theme:<code>`), per unit, organisation and nation.
    """
    codes = [theme.code for theme in themes]
    found = [find_themes(text, themes) for text in comments["text"]]
    marks = comments.with_columns(pl.Series(code, [code in met for met in found], dtype=pl.Int64) for code in codes)
    parts = [_sum_places(marks, keys, codes) for keys in PLACES]
    counts = pl.concat(parts).unpivot(codes, index=[*DOMAIN_KEYS, "n"], variable_name="theme", value_name="k")
    about = counts.with_columns((pl.lit(PREFIX) + pl.col("theme")).alias("item")).sort(*DOMAIN_KEYS, "item")
    return _as_estimates(about), _as_population(about)


def _shape_theme(code: str, words: object, where: str) -> Theme:
    if not isinstance(words, dict) or not all(
        isinstance(w, list) and all(isinstance(x, str) for x in w) for w in words.values()
    ):
        raise Failure(problem("E170", where, reason=f"{code} is not lists of words per language"))
    folded = {language: [w.casefold().strip() for w in listed] for language, listed in words.items()}
    return Theme(
        code,
        {language: frozenset(w for w in listed if " " not in w) for language, listed in folded.items()},
        {language: tuple(w for w in listed if " " in w) for language, listed in folded.items()},
    )


@cache
def _find_lemma(word: str, language: str) -> str:
    return simplemma.lemmatize(word, lang=language).casefold()


def _tells(theme: Theme, lemmas: list[str], words: list[str], language: str) -> bool:
    own = theme.lemmas.get(language, frozenset())
    if own & {*lemmas, *words}:
        return True
    running = f" {' '.join(lemmas)} "
    return any(f" {_lemmatise_phrase(phrase, language)} " in running for phrase in theme.phrases.get(language, ()))


@cache
def _lemmatise_phrase(phrase: str, language: str) -> str:
    return " ".join(_find_lemma(word, language) for word in phrase.split())


def _sum_places(marks: pl.DataFrame, keys: Sequence[str], codes: Sequence[str]) -> pl.DataFrame:
    sums = marks.group_by(keys).agg(pl.col(codes).sum(), pl.len().cast(pl.Int64).alias("n"))
    absent = [pl.lit(None, pl.String).alias(k) for k in DOMAIN_KEYS if k not in keys]
    return sums.with_columns(absent).select(*DOMAIN_KEYS, "n", *codes)


def _as_estimates(counts: pl.DataFrame) -> pl.DataFrame:
    rows = counts.with_columns(
        statistic=pl.lit(STATISTIC),
        value=100 * pl.col("k") / pl.col("n"),
        numerator="k",
        denominator="n",
        answers="n",
        interval=pl.lit(None, pl.String).cast(pl.String),
        source=pl.lit(OWN),
        status=pl.lit(""),
    )
    return conform(rows.drop("k", "n", "theme"), ESTIMATE_SCHEMA)


def _as_population(counts: pl.DataFrame) -> pl.DataFrame:
    rows = counts.with_columns(positive="k", base="n", answers="n", offered=pl.lit(None, pl.Int64))
    return conform(rows.drop("k", "n", "theme"), POPULATION_SCHEMA)
