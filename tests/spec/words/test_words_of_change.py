"""What is said of a change between two rounds, rung by rung.

The rung comes from the counts (see *The ladder*); the words may never be stronger than it. Rung 4 is "largely
unchanged" only where the whole interval of the difference lies within five points either way. Rung 0 is a figure that
the disclosure rules withhold: fewer than five answers on either side. Source: our own rule; the rungs are those of
*The ladder*.
"""

import pytest

from genklang.analysis.describe import describe_change

TITLE = "Words for a change"
TABLE = """
before      after       rung  language  words
60/100      85/100      1     sv        har ökat tydligt
60/100      85/100      1     da        er steget tydeligt
60/100      85/100      1     en        has risen clearly
85/100      60/100      1     sv        har minskat tydligt
85/100      60/100      1     da        er faldet tydeligt
85/100      60/100      1     en        has fallen clearly
70/100      84/100      2     sv        har ökat
70/100      84/100      2     da        er steget
70/100      84/100      2     en        has risen
84/100      70/100      2     sv        har minskat
84/100      70/100      2     da        er faldet
84/100      70/100      2     en        has fallen
83/100      90/100      3     sv        tycks ha ökat, men skillnaden kan bero på slumpen
83/100      90/100      3     da        ser ud til at være steget, men forskellen kan skyldes tilfældigheder
83/100      90/100      3     en        seems to have risen, but the difference may be due to chance
90/100      83/100      3     sv        tycks ha minskat, men skillnaden kan bero på slumpen
90/100      83/100      3     da        ser ud til at være faldet, men forskellen kan skyldes tilfældigheder
90/100      83/100      3     en        seems to have fallen, but the difference may be due to chance
54/65       43/48       4     sv        ingen säkerställd förändring
54/65       43/48       4     da        ingen sikker ændring
54/65       43/48       4     en        no certain change
8000/10000  8005/10000  4     sv        i stort sett oförändrad
8000/10000  8005/10000  4     da        stort set uændret
8000/10000  8005/10000  4     en        largely unchanged
83/100      4/4         0     sv        för få svar för att redovisas
83/100      4/4         0     da        for få svar til, at resultatet kan vises
0/0         90/100      0     en        too few answers to report
"""
EXPECTED = [line.split(maxsplit=4) for line in TABLE.strip().splitlines()[1:]]


def counts(text):
    return tuple(int(number) for number in text.split("/"))


@pytest.mark.parametrize(("before", "after", "rung", "language", "words"), EXPECTED)
def test_words(before, after, rung, language, words):
    described = describe_change(before=counts(before), after=counts(after), language=language)
    assert described == (int(rung), words)
