"""The forms of the recovery key: a passphrase to make it with, file and passphrase to try it with."""

from django import forms
from django.core.exceptions import ValidationError

from genklang.server.fieldwork.recovery import MAX_BYTES
from genklang.server.jobs.keys import SHORTEST
from genklang.server.web.staff.fields import LineField
from genklang.server.web.staff.rounds.pages import say, say_later


def _passphrase(key: str, help_key: str = "") -> forms.CharField:
    return forms.CharField(
        strip=False,
        max_length=200,
        label=say_later(f"rounds_keys.fields.{key}"),
        help_text=say_later(f"rounds_keys.help.{help_key}", characters=SHORTEST) if help_key else "",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class MakeKeyForm(forms.Form):
    """Who keeps the recovery file, and the passphrase that only they know."""

    custodian = LineField(
        max_length=120,
        label=say_later("rounds_keys.fields.custodian"),
        help_text=say_later("rounds_keys.help.custodian"),
    )
    passphrase = _passphrase("passphrase", "passphrase")
    again = _passphrase("again")

    def clean_passphrase(self) -> str:
        """Return the passphrase, if it is long enough."""
        passphrase: str = self.cleaned_data["passphrase"]
        if len(passphrase.strip()) < SHORTEST:
            raise ValidationError(say("rounds_refused.short_passphrase", characters=SHORTEST))
        return passphrase

    def clean_again(self) -> str:
        """Return the same passphrase."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("passphrase", again):
            raise ValidationError(say("rounds_keys.differ"))
        return again


class TryKeyForm(forms.Form):
    """The recovery file and its passphrase."""

    file = forms.FileField(label=say_later("rounds_keys.fields.file"))
    passphrase = _passphrase("passphrase")

    def clean_file(self) -> bytes:
        """Return the bytes of the file; one that is too large is not a recovery file."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(say("rounds_keys.no_key_file"))
        return bytes(file.read())
