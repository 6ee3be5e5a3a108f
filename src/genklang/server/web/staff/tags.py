"""The template parts of staff pages: the main menu, and whether the reader may."""

from typing import Final

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from genklang.server import texts
from genklang.server.organisation.rules import Access, Action

register = template.Library()

MENU: Final = {
    "organisation": Action.VIEW_ORGANISATION,
    "rounds": Action.VIEW_FIELDWORK,
    "units": Action.VIEW_ORGANISATION,
    "members": Action.MANAGE_MEMBERS,
    "programmes": Action.VIEW_ORGANISATION,
    "settings": Action.MANAGE_SETTINGS,
    "log": Action.SEE_LOG,
}
"""The main menu: names of addresses below an organisation, with what it takes to see each."""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Return the menu of the organisation, with only what the reader may see."""
    request = context["request"]
    code, language = request.organisation.code, get_language() or "en"
    here = request.path
    links = []
    for name, action in MENU.items():
        if request.access.may(action):
            url = reverse(name, args=[code])
            is_here = here == url or (name != "organisation" and here.startswith(url))
            current = SafeString(' aria-current="page"') if is_here else ""
            links.append((url, current, texts.say(language, f"staff/base.nav.{name}")))
    return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}"{}>{}</a></li>', links))


@register.filter
def allows(access: Access, action: str) -> bool:
    """Return whether the reader may: `{% if request.access|allows:"run_round" %}`."""
    return access.may(Action(action))
