"""What a pile of paper forms has in common: where it comes from, its language, and whether it is keyed twice."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language

from genklang.instrument.model import Instrument
from genklang.server import texts
from genklang.server.fieldwork.models import Place, Round


def words(key: str, **values: object) -> str:
    """Say something of these pages in the reader's language."""
    return texts.say(get_language() or "en", f"staff/keyed.{key}", **values)


class PileForm(forms.Form):
    """Which forms are keyed in."""

    place = forms.ChoiceField()
    language = forms.ChoiceField()
    easy = forms.BooleanField(required=False)
    twice = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        round: Round,  # noqa: A002 (the field's word)
        instrument: Instrument,
        places: list[Place],
    ) -> None:
        super().__init__(data)
        names = instrument.texts.get(get_language() or "en", next(iter(instrument.texts.values()))).target_groups
        for name, field in self.fields.items():
            field.label = words(f"pile.{name}")
        self._choose("place", {str(p.pk): f"{p.unit.name} · {names.get(p.target_group, '')}" for p in places})
        self._choose(
            "language", {code: texts.say(get_language() or "en", f"staff/languages.{code}") for code in round.languages}
        )
        self.fields["twice"].help_text = words("pile.twice_help")
        if not instrument.easy_read:
            del self.fields["easy"]

    def _choose(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices.items())
