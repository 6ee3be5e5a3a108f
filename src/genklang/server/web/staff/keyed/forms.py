"""What a pile of paper forms has in common: where it comes from, its language, and whether it is keyed twice."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from genklang.instrument.model import Instrument
from genklang.server.fieldwork.models import Place, Round
from genklang.server.web.staff.rounds.pages import name_groups, say

HELPERS: Final = ("relative", "staff", "interpreter")
"""What the one who reads aloud and fills in can be to the person who answers."""


def words(key: str, **values: object) -> str:
    """Say something of these pages in the reader's language."""
    return say(f"keyed.{key}", **values)


class PlaceForm(forms.Form):
    """Which unit and target group answers are of."""

    place = forms.ChoiceField()

    def __init__(self, data: Mapping[str, Any] | None, *, instrument: Instrument, places: list[Place]) -> None:
        super().__init__(data)
        names = name_groups(instrument)
        for name, field in self.fields.items():
            field.label = words(f"pile.{name}")
        self.choose_from("place", {str(p.pk): f"{p.unit.name} · {names.get(p.target_group, '')}" for p in places})

    def choose_from(self, name: str, choices: Mapping[str, str]) -> None:
        """Set what a field can be."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices.items())


class AssistedForm(PlaceForm):
    """Who helps somebody to answer, and that person's code where they have one."""

    helper = forms.ChoiceField(widget=forms.RadioSelect)
    code = forms.CharField(max_length=40, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, instrument: Instrument, places: list[Place]) -> None:
        super().__init__(data, instrument=instrument, places=places)
        self.choose_from("helper", {helper: words(f"helper.{helper}") for helper in HELPERS})
        self.fields["code"].help_text = words("pile.code_help")


class PileForm(PlaceForm):
    """Which forms are keyed in."""

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
        super().__init__(data, instrument=instrument, places=places)
        self.choose_from("language", {code: say(f"languages.{code}") for code in round.languages})
        self.fields["twice"].help_text = words("pile.twice_help")
        if not instrument.easy_read:
            del self.fields["easy"]
