"""What in a comment may tell who someone is, by rule: personal numbers (Swedish and Danish), telephone numbers, e-mail,
links, names of the unit's staff however they are written, and common given names with a capital.

It is help for the person who reviews every comment, and never replaces them: a text that tells much without a name is
not found by any rule. Numbers, addresses and names of staff may not be in a comment that is cleared; a given name
may, as it can be a word of the language. Source: the forms of the Swedish personal number (Skatteverket) and the
Danish CPR number; the rest is our own.
"""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.disclosure.redact import Kind, find_marks, redact

TITLE = "Redaction help"
TABLE = """
Mitt nummer är 19811218-9876.                | Mitt nummer är [personal_number].
CPR 010203-1234 og min sag                   | CPR [personal_number] og min sag
Samordningsnummer 811278 9873                | Samordningsnummer [personal_number]
Ring mig på 070-123 45 67 efter fem          | Ring mig på [phone] efter fem
Ring +45 12 34 56 78                         | Ring [phone]
Skriv till anna.svensson@exempel.se tack     | Skriv till [email] tack
se www.exempel.se/sida                       | se [link]
Handläggaren BERGQVIST lyssnade              | Handläggaren [staff] lyssnade
Bergqvists kollega var bra                   | [staff] kollega var bra
Tack till Karin och Mohammeds syster         | Tack till [name] och Mohammeds syster
Fick 12 500 kr den 2024-05-01                | Fick 12 500 kr den 2024-05-01
Jag väntade 2019–2021 i 36 månader           | Jag väntade 2019–2021 i 36 månader
de hade per telefon lovat                    | de hade per telefon lovat
"""
STAFF = ["Lena K. Bergqvist"]
WORDS = {kind: kind.value for kind in Kind}


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_what_is_marked(line):
    written, told = (part.strip() for part in line.split("|"))
    assert redact(written, find_marks(written, staff=STAFF), WORDS) == told


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_marks_never_overlap_and_the_rest_is_untouched(text):
    marks = find_marks(text, staff=STAFF)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    assert redact(text, (), WORDS) == text


def test_names_of_one_s_own():
    assert [m.kind for m in find_marks("Birk var snäll", names=["Birk"])] == [Kind.NAME]
    assert find_marks("Karin var snäll", names=["Birk"]) == ()
