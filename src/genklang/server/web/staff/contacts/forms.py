"""The forms of the pages for lists and messages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from genklang.server.fieldwork.channel import Channel
from genklang.server.fieldwork.contact_rows import FIELDS
from genklang.server.fieldwork.message_texts import MessageText, find_faults
from genklang.server.fieldwork.models import Round
from genklang.server.jobs import import_contacts
from genklang.server.web.staff.rounds.pages import say


def words(key: str, **values: object) -> str:
    """Say something of these pages in the reader's language."""
    return say(f"contacts.{key}", **values)


class UploadForm(forms.Form):
    """A list from a file."""

    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's signature)
        super().__init__(*args, **kwargs)
        self.fields["file"].label = words("upload.file")
        self.fields["file"].help_text = words("upload.help")


class MappingForm(forms.Form):
    """Which column of the list is what; for unit and group also one value for all rows."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        columns: tuple[str, ...],
        guess: Mapping[str, str],
        channel: Channel,
        fixed: Mapping[str, Mapping[str, str]],
    ) -> None:
        super().__init__(data)
        self._columns = columns
        for field in fields_of(channel):
            choices = [
                ("", words("mapping.none")),
                *((f"c{n}", words("mapping.column", name=c)) for n, c in enumerate(columns)),
            ]
            choices += [(f"={code}", words("mapping.all", name=name)) for code, name in fixed.get(field, {}).items()]
            only = next(iter(fixed.get(field, {})), "") if len(fixed.get(field, {})) == 1 else ""
            initial = f"c{columns.index(guess[field])}" if field in guess else f"={only}" if only else ""
            required = field in {"unit", "target_group", channel.reaches}
            self.fields[field] = forms.ChoiceField(
                choices=choices, initial=initial, required=required, label=words(f"field.{field}")
            )

    def read_mapping(self) -> import_contacts.Mapping:
        """Return what was chosen."""
        chosen = {field: value for field, value in self.cleaned_data.items() if value}
        return import_contacts.Mapping(
            {field: self._columns[int(value[1:])] for field, value in chosen.items() if value.startswith("c")},
            {field: value[1:] for field, value in chosen.items() if value.startswith("=")},
        )


def fields_of(channel: Channel) -> list[str]:
    """Return what a list for a channel may hold."""
    ways = {"email", "phone", "address"} - {channel.reaches}
    return [f for f in FIELDS if f not in ways and (channel.several or f != "label")]


class WaveForm(forms.Form):
    """The day of the next sending."""

    send_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "class": "short"}))

    def __init__(self, data: Mapping[str, Any] | None = None, *, round: Round, today: date) -> None:  # noqa: A002
        super().__init__(data, initial={"send_on": max(today, round.opens).isoformat()})
        self._round, self._today = round, today
        self.fields["send_on"].label = words("wave.day")

    def clean_send_on(self) -> date:
        """Refuse days on which nobody could answer."""
        day: date = self.cleaned_data["send_on"]
        if not max(self._today, self._round.opens) <= day < self._round.closes:
            raise forms.ValidationError(words("wave.outside"))
        return day


class TextForm(forms.Form):
    """The words of a message."""

    subject = forms.CharField(max_length=120, required=False)
    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, data: Mapping[str, Any] | None, *, shown: MessageText, channel: Channel, language: str) -> None:
        super().__init__(data, initial={"subject": shown.subject, "text": shown.text})
        self._channel = channel
        for name, field in self.fields.items():
            field.label = words(f"text.{name}")
            field.widget.attrs |= {"lang": language, "dir": "auto"}
        self.fields["text"].help_text = words("text.placeholders")
        if channel.reaches != "email":
            del self.fields["subject"]

    def clean(self) -> dict[str, Any]:
        """Name what would do harm in a message."""
        given = self.read_text()
        for fault in find_faults(given, self._channel.name):
            self.add_error(None, words(f"text.fault.{fault}"))
        return self.cleaned_data

    def read_text(self) -> MessageText:
        """Return what was written."""
        lines = self.cleaned_data.get("text", "").replace("\r\n", "\n")
        return MessageText(self.cleaned_data.get("subject", ""), lines)


class FindForm(forms.Form):
    """Somebody who asks, by the address they give."""

    reach = forms.CharField(max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["reach"].label = words("find.label")
