"""The forms of an organisation's own pages."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import lazy
from django.utils.translation import get_language

from genklang.server import texts
from genklang.server.organisation.models import Organisation, Role, Unit, User
from genklang.server.organisation.queries import UnitInTree
from genklang.server.organisation.rules import BOUND_TO_UNITS
from genklang.server.web.staff.fields import AddressField, LineField

INDENT: Final = "\u2003"
LARGEST_LIST: Final = 200_000
"""Bytes of an uploaded list of units: some 2,000 rows."""
DARKEST: Final = 4.5
"""The contrast to white that an accent must have (WCAG 2.2, 1.4.3)."""


def say(key: str, **values: object) -> str:
    """Return staff words in the language of the page."""
    return texts.say(get_language() or "en", f"staff/{key}", **values)


say_later = lazy(say, str)


def unit_choices(tree: Iterable[UnitInTree], top: str) -> list[tuple[str, str]]:
    """Return the units as choices by code, indented as the tree is; `top` stands for none of them."""
    return [("", top), *((found.unit.code, INDENT * found.depth + found.unit.name) for found in tree)]


class UnitForm(forms.Form):
    """A unit's name and the unit above it."""

    name = LineField(max_length=120, label=say_later("units.fields.name"))
    parent = forms.ChoiceField(required=False, label=say_later("units.fields.parent"))

    def __init__(self, *args: Any, tree: Iterable[UnitInTree], **values: Any) -> None:  # noqa: ANN401 (Django's)
        super().__init__(*args, **values)
        self.units = {found.unit.code: found.unit for found in tree}
        self.fields["parent"].choices = unit_choices(tree, say("units.top"))  # type: ignore[attr-defined]

    def clean_parent(self) -> Unit | None:
        """Return the unit above, or None at the top."""
        return self.units.get(self.cleaned_data["parent"])


class UnitListForm(forms.Form):
    """Many units, pasted or as a file."""

    text = forms.CharField(
        required=False,
        strip=False,
        label=say_later("units.fields.text"),
        help_text=say_later("units.text_help"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(required=False, label=say_later("units.fields.file"))

    def clean_file(self) -> bytes:
        """Return the bytes of the file, if one was chosen that is small enough to be a list of units."""
        file = self.cleaned_data["file"]
        if file is None:
            return b""
        if file.size > LARGEST_LIST:
            raise ValidationError(say("units.problems.too_large"))
        return bytes(file.read())


class InviteForm(forms.Form):
    """Somebody's name and address, and the role that is offered."""

    name = LineField(max_length=120, label=say_later("members.fields.name"))
    email = AddressField(max_length=254, label=say_later("members.fields.email"))
    role = forms.ChoiceField(label=say_later("members.fields.role"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(
        required=False, label=say_later("members.fields.unit"), help_text=say_later("members.unit_help")
    )
    language = forms.ChoiceField(label=say_later("members.fields.language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, roles: Iterable[Role], tree: Iterable[UnitInTree], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.units = {found.unit.code: found.unit for found in tree}
        labels = [(role.value, f"{say(f'members.roles.{role}')}: {say(f'members.may.{role}')}") for role in roles]
        self.fields["role"].choices = labels  # type: ignore[attr-defined]
        self.fields["unit"].choices = unit_choices(tree, say("members.all_units"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return the role and its unit; roles for everything have none."""
        cleaned = super().clean() or {}
        unit = self.units.get(cleaned.get("unit", ""))
        if unit is not None and cleaned.get("role") not in BOUND_TO_UNITS:
            self.add_error("unit", say("members.problems.no_unit"))
        return {**cleaned, "unit": unit}


class AcceptForm(forms.Form):
    """The name and password of somebody who is new here."""

    name = LineField(max_length=120, label=say_later("members.fields.own_name"))
    language = forms.ChoiceField(label=say_later("members.fields.language"), choices=settings.LANGUAGES)
    password1 = forms.CharField(
        strip=False,
        label=say_later("account.fields.password1"),
        help_text=say_later("account.password_help"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        strip=False,
        label=say_later("account.fields.password2"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.email = email

    def clean_password1(self) -> str:
        """Return the password, if it is long and not a common one."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(email=self.email))
        return password

    def clean_password2(self) -> str:
        """Return the same password."""
        if self.cleaned_data["password2"] != self.cleaned_data.get("password1", self.cleaned_data["password2"]):
            raise ValidationError(say("account.problems.passwords_differ"))
        return str(self.cleaned_data["password2"])


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom respondents may ask, where letters come back to, and the organisation's colour."""

    name = LineField(max_length=120, label=say_later("settings.fields.name"))
    support_name = LineField(
        max_length=120,
        required=False,
        label=say_later("settings.fields.support_name"),
        help_text=say_later("settings.support_help"),
    )
    support_phone = LineField(
        max_length=40,
        required=False,
        label=say_later("settings.fields.support_phone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    support_email = AddressField(max_length=254, required=False, label=say_later("settings.fields.support_email"))
    return_address = forms.CharField(
        max_length=400,
        required=False,
        label=say_later("settings.fields.return_address"),
        help_text=say_later("settings.return_help"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    accent = forms.CharField(
        required=False,
        label=say_later("settings.fields.accent"),
        help_text=say_later("settings.accent_help"),
        validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", say_later("settings.problems.accent_form"))],
        widget=forms.TextInput(attrs={"class": "short", "spellcheck": "false"}),
    )

    class Meta:  # noqa: D106 (Django's word)
        model = Organisation
        fields: ClassVar = ["name", "support_name", "support_phone", "support_email", "return_address", "accent"]

    def clean_accent(self) -> str:
        """Return the colour, if text in it can be read on white."""
        accent: str = self.cleaned_data["accent"].lower()
        if accent and contrast_to_white(accent) < DARKEST:
            raise ValidationError(say("settings.problems.accent_pale"))
        return accent


class LogoForm(forms.Form):
    """A picture."""

    file = forms.FileField(
        label=say_later("settings.logo.file"),
        help_text=say_later("settings.logo.help"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )


def contrast_to_white(colour: str) -> float:
    """Return the WCAG 2.2 contrast ratio of a colour `#rrggbb` to white (1 to 21)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


class ProgrammeForm(forms.Form):
    """A programme's name and questionnaire, and the limits that every round of it keeps."""

    name = LineField(max_length=120, label=say_later("programmes.fields.name"))
    instrument = forms.ChoiceField(label=say_later("programmes.fields.instrument"))
    policy = forms.ChoiceField(
        label=say_later("rounds.fields.policy"),
        help_text=say_later("programmes.policy_help"),
        widget=forms.RadioSelect,
        initial="standard",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        instruments: list[tuple[str, str]],
        policies: list[tuple[str, str]],
        **values: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **values)
        self.fields["instrument"].choices = instruments  # type: ignore[attr-defined]
        self.fields["policy"].choices = policies  # type: ignore[attr-defined]


class InviteOrganisationsForm(forms.Form):
    """Organisations, one a line: name; e-mail address of its coordinator, where it is new here."""

    text = forms.CharField(
        label=say_later("programmes.fields.text"),
        help_text=say_later("programmes.text_help"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
