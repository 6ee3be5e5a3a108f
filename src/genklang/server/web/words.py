"""The template tag that says the product's own words: `{% say "staff/rounds.open" round=round.title %}`."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from genklang.server import texts

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> SafeString:  # noqa: ANN401 (whatever a template holds)
    """Return the words of a key in the page's language; what is put into them is escaped, the words are ours.

    The language is the context's `language` (respondent pages), otherwise the one Django has active (staff pages).
    """
    return say_in(str(context.get("language") or get_language() or "en"), key, **values)


def say_in(language: str, key: str, /, **values: Any) -> SafeString:  # noqa: ANN401
    """Return the words of a key in a language as HTML; what is put into them is escaped, the words are ours."""
    words = texts.say(language, key, **{name: conditional_escape(value) for name, value in values.items()})
    return mark_safe(words)  # noqa: S308 (our own words, and values escaped above)
