"""What is said of a difference from others who are not part of the own figure.

The same rungs as for a change. The words always say from whom; in a report "the others" is replaced by their name,
such as the average of the other municipalities taking part. Source: our own rule; the rungs are those of *The
ladder*.
"""

import pytest

from genklang.analysis.describe import describe_difference

TITLE = "Words for a difference"
TABLE = """
own         others      rung  language  words
85/100      60/100      1     sv        ligger tydligt högre än övriga
85/100      60/100      1     da        ligger tydeligt over de øvrige
85/100      60/100      1     en        is clearly above the others
60/100      85/100      1     sv        ligger tydligt lägre än övriga
60/100      85/100      1     da        ligger tydeligt under de øvrige
60/100      85/100      1     en        is clearly below the others
84/100      70/100      2     sv        ligger högre än övriga
84/100      70/100      2     da        ligger over de øvrige
84/100      70/100      2     en        is above the others
70/100      84/100      2     sv        ligger lägre än övriga
70/100      84/100      2     da        ligger under de øvrige
70/100      84/100      2     en        is below the others
90/100      83/100      3     sv        tycks ligga högre än övriga, men skillnaden kan bero på slumpen
90/100      83/100      3     da        ser ud til at ligge over de øvrige, men forskellen kan skyldes tilfældigheder
90/100      83/100      3     en        seems to be above the others, but the difference may be due to chance
83/100      90/100      3     sv        tycks ligga lägre än övriga, men skillnaden kan bero på slumpen
83/100      90/100      3     da        ser ud til at ligge under de øvrige, men forskellen kan skyldes tilfældigheder
83/100      90/100      3     en        seems to be below the others, but the difference may be due to chance
16/25       168/300     4     sv        ingen säkerställd skillnad mot övriga
16/25       168/300     4     da        ingen sikker forskel fra de øvrige
16/25       168/300     4     en        no certain difference from the others
8005/10000  8000/10000  4     sv        ligger på ungefär samma nivå som övriga
8005/10000  8000/10000  4     da        ligger på omtrent samme niveau som de øvrige
8005/10000  8000/10000  4     en        is at about the same level as the others
3/4         168/300     0     sv        för få svar för att redovisas
3/4         168/300     0     da        for få svar til, at resultatet kan vises
16/25       1/4         0     en        too few answers to report
"""
EXPECTED = [line.split(maxsplit=4) for line in TABLE.strip().splitlines()[1:]]


def counts(text):
    return tuple(int(number) for number in text.split("/"))


@pytest.mark.parametrize(("own", "others", "rung", "language", "words"), EXPECTED)
def test_words(own, others, rung, language, words):
    described = describe_difference(own=counts(own), others=counts(others), language=language)
    assert described == (int(rung), words)
