"""A person with a browser that runs no scripts: opens a link, presses buttons, and sees pages."""

from html.parser import HTMLParser

from django.test import Client

from genklang.server.fieldwork.models import Place, SealedAnswer, Submission, Tally
from genklang.server.fieldwork.tokens import place_token


class Page(HTMLParser):
    """What a page holds: its hidden fields, its choices and buttons, and its words."""

    def __init__(self, text):
        super().__init__()
        self.text, self.hidden, self.choices, self.buttons, self.links, self.attributes = text, [], [], [], [], {}
        self.words, self._skips = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "html":
            self.attributes = values
        if tag == "input" and values.get("type") == "hidden":
            self.hidden.append((values["name"], values["value"]))
        if tag == "input" and values.get("type") in {"radio", "checkbox"}:
            self.choices.append((values["name"], values["value"], "checked" in values))
        if tag == "button":
            self.buttons.append(values.get("value"))
        if tag == "a":
            self.links.append(values)
        self._skips += tag in {"style", "script", "svg"}

    def handle_endtag(self, tag):
        self._skips -= tag in {"style", "script", "svg"}

    def handle_data(self, data):
        if not self._skips and data.strip():
            self.words.append(data.strip())

    def carried(self, name):
        return dict(self.hidden).get(name)


class Respondent:
    """Somebody who answers."""

    def __init__(self, address, *, client=None, secure=False, **headers):
        self.client = client or Client(**headers)
        self.address = address
        self.reply = self.client.get(address, follow=True, secure=secure)
        self.url = self.reply.redirect_chain[-1][0] if self.reply.redirect_chain else address

    @property
    def page(self):
        return Page(self.reply.content.decode())

    def press(self, button, *answers, **more):
        """Post the page with what was chosen on it, as a form does."""
        fields = {}
        for name, value in [*self.page.hidden, *answers, *more.items(), ("go", button)]:
            fields.setdefault(name, []).append(value)
        self.reply = self.client.post(self.url, fields)
        return self

    def choose(self, number=0, button="next"):
        """Choose one of the answers on the page and press a button."""
        name, value, _ = self.page.choices[number]
        return self.press(button, (name, value))

    def answer_all(self, number=0):
        """Go from the first page to the check, with the same choice on each page."""
        self.press("next")
        while "skip" in self.page.buttons:
            self.choose(min(number, len(self.page.choices) - 1))
        return self


def visit(place: Place, **headers) -> Respondent:
    """Open a place's shared link."""
    return Respondent(f"/s/{place_token(place)}", **headers)


def stored() -> int:
    """Return how many answers are stored, however it is counted."""
    counts = {SealedAnswer.objects.count(), Submission.objects.count(), sum(t.answered for t in Tally.objects.all())}
    assert len(counts) == 1, counts
    return counts.pop()
