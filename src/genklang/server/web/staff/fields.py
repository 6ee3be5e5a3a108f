"""Fields that staff forms share: one line of clean text, and an address that is what it looks like."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from genklang.server import texts
from genklang.server.organisation.lines import clean_line
from genklang.server.organisation.user_manager import fold_email


class LineField(forms.CharField):
    """One line of text: a line break or another control character in it is refused, so that no mail header breaks."""

    def to_python(self, value: object) -> str:
        """Return the text without blanks at its ends."""
        text = str(super().to_python(value) or "")
        if clean_line(text) != text:
            raise ValidationError(texts.say(get_language() or "en", "staff/base.problems.one_line"))
        return text


class AddressField(forms.EmailField):
    """An e-mail address in plain letters: look-alikes, which could pass for somebody else's address, are refused."""

    def to_python(self, value: object) -> str:
        """Return the address as it is stored."""
        text = str(super().to_python(value) or "")
        if unicodedata.normalize("NFKC", text) != text or clean_line(text) != text or not text.isascii():
            raise ValidationError(texts.say(get_language() or "en", "staff/base.problems.plain_address"))
        return fold_email(text)
