"""When a share may be said as "nine in ten".

Only where the simple fraction is within 1.5 points of the share and inside its interval; otherwise the share is said
in per cent. Denominators are 3, 4, 5 and 10. Source: our own rule.
"""

import pytest

from genklang.reporting.words.claims import Wording
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.levels import find_parts

TITLE = "Words for a share"
TABLE = """
share  low   high  language  words
90     86    93    sv        nio av tio
90     86    93    en        nine in ten
80     61    91    da        4 ud af 5
81     79    82    da        4 ud af 5
81     80.4  82    da        –
66.7   60    73    sv        två av tre
50     45    55    sv        –
86     80    91    sv        –
71.2   67.5  74.7  sv        sju av tio
"""
EXPECTED = [line.split(maxsplit=4) for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("share", "low", "high", "language", "words"), EXPECTED)
def test_words(share, low, high, language, words):
    evidence = Share(float(share), k=80, n=100, low=float(low), high=float(high))
    found = find_parts(evidence, Wording(language, "personer"))
    assert (found or "–") == words
