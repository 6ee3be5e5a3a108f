"""The template parts of staff pages: the main menu, and whether the reader may."""

from typing import Final

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from genklang.errors import Problem
from genklang.server import texts
from genklang.server.organisation.rules import Access, Action

register = template.Library()

MENU: Final = {
    "": Action.VIEW_ORGANISATION,
    "rounds": Action.VIEW_ORGANISATION,
    "units": Action.VIEW_ORGANISATION,
    "members": Action.MANAGE_MEMBERS,
    "programmes": Action.VIEW_ORGANISATION,
    "settings": Action.MANAGE_SETTINGS,
    "log": Action.SEE_LOG,
}
"""The main menu: areas below an organisation's address, with what it takes to see each."""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Return the menu of the organisation, with only what the reader may see."""
    request = context["request"]
    language = get_language() or "en"
    top = reverse("organisation", args=[request.organisation.code])
    links = []
    for area, action in MENU.items():
        if request.access.may(action):
            url = f"{top}{area}/" if area else top
            is_here = request.path == url or (area and request.path.startswith(url))
            current = SafeString(' aria-current="page"') if is_here else ""
            links.append((url, current, texts.say(language, f"staff/base.nav.{area or 'organisation'}")))
    return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}"{}>{}</a></li>', links))


@register.filter
def allows(access: Access, action: str) -> bool:
    """Return whether the reader may: `{% if request.access|allows:"run_round" %}`."""
    return access.may(Action(action))


@register.simple_tag
def own_languages() -> list[tuple[str, str]]:
    """Return the languages of staff pages, each by its own name."""
    return list(settings.LANGUAGES)


@register.simple_tag
def problem(found: Problem) -> str:
    """Return what is wrong, in the language of the page."""
    return texts.tell(get_language() or "en", found)


@register.simple_tag
def say_role(role: str) -> str:
    """Return a role's name."""
    return texts.say(get_language() or "en", f"staff/members.roles.{role}")


@register.simple_tag
def state(of: str) -> SafeString:
    """Return the state of a round as a word with its mark."""
    word = texts.say(get_language() or "en", f"staff/base.state.{of}")
    return format_html('<span class="state {}">{}</span>', of, word)
