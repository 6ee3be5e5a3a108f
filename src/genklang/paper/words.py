"""What a form says around the questions, in the languages that forms are printed in."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from genklang.errors import Failure, problem

PLACE: Final = Path(__file__).parents[1] / "content" / "paper" / "words"


@cache
def form_words(language: str) -> Mapping[str, str]:
    """Return the words of a language by their key; Failure P101 where forms have none."""
    if language not in form_languages():
        raise Failure(problem("P101", language, known=", ".join(form_languages())))
    return tomllib.loads((PLACE / f"{language}.toml").read_text("utf-8"))


@cache
def form_languages() -> tuple[str, ...]:
    """Return the languages that there are words for, in alphabetical order."""
    return tuple(sorted(path.stem for path in PLACE.glob("*.toml")))
