"""The forms of what is printed: where it is for, in which languages, how many."""

from collections.abc import Sequence
from typing import Any

from django import forms

from genklang.server.fieldwork.models import Round
from genklang.server.jobs.print_codes import MOST
from genklang.server.jobs.print_posters import MOST_SLIPS
from genklang.server.web.staff.rounds.pages import say, say_later

WINDOW_OF = {"DK": "left"}
"""Where the window of a country's envelopes is, if not at the right."""


class LanguagesForm(forms.Form):
    """The language that is set large, and the others that stand with it."""

    first = forms.ChoiceField(label=say_later("rounds_print.fields.first"))
    others = forms.MultipleChoiceField(
        required=False, label=say_later("rounds_print.fields.others"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, round_: Round, places: Sequence[tuple[str, str]], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": f"id_{type(self).__name__}_%s", **values})
        named = [(language, say(f"languages.{language}")) for language in round_.languages]
        self.fields["first"].choices = self.fields["others"].choices = named  # type: ignore[attr-defined]
        self.fields["others"].initial = round_.languages
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def languages(self) -> list[str]:
        """Return the languages, the large one first."""
        return list(dict.fromkeys([self.cleaned_data["first"], *self.cleaned_data["others"]]))


class PostersForm(LanguagesForm):
    """Posters of some places."""

    place = forms.MultipleChoiceField(
        label=say_later("rounds_print.fields.places"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("place", "first", "others")

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["place"].initial = [key for key, _ in values["places"]]


class SlipsForm(LanguagesForm):
    """Slips of one place."""

    place = forms.ChoiceField(label=say_later("rounds_print.fields.place"))
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_SLIPS,
        initial=80,
        label=say_later("rounds_print.fields.count"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    field_order = ("place", "count", "first", "others")


class CodesForm(LanguagesForm):
    """One-time codes of one place."""

    place = forms.ChoiceField(label=say_later("rounds_print.fields.place"))
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        initial=40,
        label=say_later("rounds_print.fields.codes"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    field_order = ("place", "count", "first", "others")


class LettersForm(forms.Form):
    """Which sending, and where the envelope's window is."""

    sending = forms.ChoiceField(label=say_later("rounds_print.fields.sending"), widget=forms.RadioSelect, initial="now")
    window = forms.ChoiceField(label=say_later("rounds_print.fields.window"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, country: str, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": "id_letters_%s", **values})
        kinds = [(kind, say(f"rounds_print.letters.{kind}")) for kind in ("now", "reminder")]
        self.fields["sending"].choices = kinds  # type: ignore[attr-defined]
        sides = [(side, say(f"rounds_print.side.{side}")) for side in ("right", "left")]
        self.fields["window"].choices = sides  # type: ignore[attr-defined]
        self.fields["window"].initial = WINDOW_OF.get(country, "right")
