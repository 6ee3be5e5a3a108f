"""The form of the planning help."""

from typing import Any

from django import forms

from genklang.server.web.staff.rounds.pages import say, say_later


def _number(key: str, *, low: float, high: float, initial: float) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=int(low),
        max_value=int(high),
        initial=int(initial),
        label=say_later(f"rounds_follow.plan.{key}"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class PlanForm(forms.Form):
    """A share to begin with, a change to look for, and how many answers are expected."""

    before = _number("before", low=1, high=99, initial=80)
    change = _number("change", low=1, high=98, initial=5)
    expected = _number("expected", low=5, high=1_000_000, initial=100)

    def clean(self) -> dict[str, Any]:
        """Return the numbers, if the share stays between 0 and 100 one way or the other."""
        cleaned = super().clean() or {}
        before, change = cleaned.get("before"), cleaned.get("change")
        if before and change and before + change >= 100 and before - change <= 0:
            self.add_error("change", say("rounds_follow.plan.too_large"))
        return cleaned
