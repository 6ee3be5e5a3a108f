"""The forms of a round: what it is called, what it asks, of whom, in which ways and languages."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from genklang.disclosure.policy import Policy
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.rounds import Basics
from genklang.server.web.staff.fields import LineField
from genklang.server.web.staff.rounds.pages import say, say_later, tell_policy

COPY = "copy:"
DAYS_BEFORE, DAYS_OPEN = 14, 60
"""What a new round suggests: it opens in two weeks and is open for two months."""


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 (Django's signature)
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **values)


class BasicsForm(forms.Form):
    """What a round is called and when it runs."""

    title = LineField(max_length=120, label=say_later("rounds.fields.title"))
    period = LineField(
        max_length=20,
        label=say_later("rounds.fields.period"),
        help_text=say_later("rounds.help.period"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    opens = DayField(label=say_later("rounds.fields.opens"))
    closes = DayField(label=say_later("rounds.fields.closes"), help_text=say_later("rounds.help.closes"))

    def basics(self) -> Basics:
        """Return what was written."""
        return Basics(**{name: self.cleaned_data[name] for name in ("title", "period", "opens", "closes")})


class NewRoundForm(BasicsForm):
    """A new round: last year's again, or a questionnaire."""

    start = forms.ChoiceField(label=say_later("rounds.fields.start"), help_text=say_later("rounds.help.start"))
    field_order = ("start", "title", "period", "opens", "closes")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        earlier: Iterable[Round],
        questionnaires: Iterable[tuple[str, str]],
        today: date,
        **values: Any,  # noqa: ANN401
    ) -> None:
        suggested = {
            "title": say("rounds.suggested_title", year=today.year),
            "period": str(today.year),
            "opens": today + timedelta(days=DAYS_BEFORE),
            "closes": today + timedelta(days=DAYS_BEFORE + DAYS_OPEN),
        }
        super().__init__(*args, **{**values, "initial": suggested | values.get("initial", {})})
        copies = [(f"{COPY}{r.code}", say("rounds.again", title=r.title)) for r in earlier]
        self.fields["start"].choices = [  # type: ignore[attr-defined]
            *([(say("rounds.start_again"), copies)] if copies else []),
            (say("rounds.start_new"), list(questionnaires)),
        ]


class ConductForm(forms.Form):
    """How the round is shown, mixed and protected, and what response rate it aims at."""

    one_per_page = forms.TypedChoiceField(
        label=say_later("rounds.fields.one_per_page"), coerce=lambda value: value == "1", widget=forms.RadioSelect
    )
    target_rate = forms.IntegerField(
        min_value=1,
        max_value=100,
        label=say_later("rounds.fields.target_rate"),
        help_text=say_later("rounds.help.target_rate"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    mix_size = forms.TypedChoiceField(
        label=say_later("rounds.fields.mix_size"),
        help_text=say_later("rounds.help.mix_size"),
        coerce=lambda value: int(value) or None,
        widget=forms.RadioSelect,
    )
    policy = forms.ChoiceField(
        label=say_later("rounds.fields.policy"), help_text=say_later("rounds.help.policy"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, policies: Mapping[str, Policy], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["one_per_page"].choices = [(n, say(f"rounds.pages.{n}")) for n in ("1", "0")]  # type: ignore[attr-defined]
        self.fields["mix_size"].choices = [(n, say(f"rounds.mix.{n}")) for n in ("0", "10", "25")]  # type: ignore[attr-defined]
        self.fields["policy"].choices = [(name, tell_policy(name, policy)) for name, policy in policies.items()]  # type: ignore[attr-defined]


class TickForm(forms.Form):
    """Some of several things: channels, languages, young groups."""

    chosen = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        label: str,
        choices: Iterable[tuple[str, str]],
        help_text: str = "",
        **values: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **values)
        field = self.fields["chosen"]
        field.label, field.help_text = label, help_text
        field.choices = list(choices)  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """The words of a local question or target group, one field for each language."""

    def __init__(self, *args: Any, languages: Mapping[str, str], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        for language, name in languages.items():
            attributes = {"rows": 2, "lang": language, "dir": "auto"}
            self.fields[f"words_{language}"] = forms.CharField(
                max_length=400, required=False, label=name, widget=forms.Textarea(attrs=attributes)
            )

    def words(self) -> dict[str, str]:
        """Return what was written, by language."""
        return {name.removeprefix("words_"): v for name, v in self.cleaned_data.items() if name.startswith("words_")}


class QuestionForm(WordsForm):
    """A local question: its alternatives, whom it is asked of, and its words."""

    scale = forms.ChoiceField(
        required=False, label=say_later("rounds.fields.scale"), help_text=say_later("rounds.help.scale")
    )
    groups = forms.MultipleChoiceField(
        required=False,
        label=say_later("rounds.fields.question_groups"),
        help_text=say_later("rounds.help.question_groups"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, scales: Iterable[tuple[str, str]], groups: Mapping[str, str], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["scale"].choices = [*scales, ("", say("rounds.own_words"))]  # type: ignore[attr-defined]
        self.fields["groups"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.fields["scale"].initial = next(iter(self.fields["scale"].choices), ("",))[0]  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name.startswith("words_")])


class GroupForm(WordsForm):
    """A local target group: whether the core's questions fit it, and its name."""

    asks_core = forms.BooleanField(required=False, initial=True, label=say_later("rounds.fields.asks_core"))


class PrivacyForm(forms.Form):
    """A promise of the round's own."""

    text = forms.CharField(max_length=4000, label=say_later("rounds.fields.promise"), widget=forms.Textarea())

    def __init__(self, *args: Any, language: str, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["text"].widget.attrs.update({"rows": 12, "lang": language, "dir": "auto"})


class ApproveForm(forms.Form):
    """Who has read the language, where that is not whoever approves it."""

    reader = LineField(
        max_length=120,
        required=False,
        label=say_later("rounds.approval.reader"),
        help_text=say_later("rounds.approval.reader_help"),
    )


class ExtendForm(forms.Form):
    """A later last day."""

    closes = DayField(label=say_later("rounds.fields.new_closes"))


class LessonsForm(forms.Form):
    """What was learned, for whoever does it next year."""

    lessons = forms.CharField(
        max_length=4000,
        required=False,
        label=say_later("rounds.fields.lessons"),
        help_text=say_later("rounds.help.lessons"),
        widget=forms.Textarea(),
    )
