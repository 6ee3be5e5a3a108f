"""Where everyone, or all but one, gave a positive answer, a share would say of each of them what they answered. Below
20 answers both read "⌊100 (n − 1) / n⌋ per cent or more", which fits both. From 20 answers every share from 95 per
cent up reads "95 per cent or more". At the other end it is mirrored. Distribution, tails, mean and interval are
withheld with it. "95 per cent" below 20 answers would fit n of n only, and so give it away. Source: group disclosure
(Hundepool and others, Statistical Disclosure Control, 2012). The limits are our own.
"""

TITLE = "Where (nearly) all agree"
TABLE = """
organisation  answers  positive
A                   n         k
"""
EXPECTED = """
 n  all of them         all but one         all but two
 5  80 % or more        80 % or more        60 %
 6  83 % or more        83 % or more        67 %
 7  85 % or more        85 % or more        71 %
 8  87 % or more        87 % or more        75 %
 9  88 % or more        88 % or more        78 %
10  90 % or more        90 % or more        80 %
11  90 % or more        90 % or more        82 %
12  91 % or more        91 % or more        83 %
13  92 % or more        92 % or more        85 %
14  92 % or more        92 % or more        86 %
15  93 % or more        93 % or more        87 %
16  93 % or more        93 % or more        88 %
17  94 % or more        94 % or more        88 %
18  94 % or more        94 % or more        89 %
19  94 % or more        94 % or more        89 %
20  95 % or more        95 % or more        90 %
21  95 % or more        95 % or more        90 %
22  95 % or more        95 % or more        91 %
23  95 % or more        95 % or more        91 %
24  95 % or more        95 % or more        92 %
25  95 % or more        95 % or more        92 %
"""
EXPECTED_FROM_TWENTY = {(19, 20): "95 % or more", (37, 40): "92 %", (38, 40): "95 % or more", (36, 40): "90 %"}
EXPECTED_MIRRORED = {(0, 8): "13 % or less", (1, 8): "13 % or less", (2, 8): "25 %", (2, 40): "5 % or less"}


def read(printed, k, n):
    counts = TABLE.replace(" n         k", f" {n}         {k}")
    return printed(counts, "unit")["all"].rsplit(" of ", 1)[0]


def test_what_is_printed_from_five_to_twenty_five_answers(printed):
    rows = [
        "{:2d}  {:18s}  {:18s}  {}".format(n, *(read(printed, n - less, n) for less in range(3))) for n in range(5, 26)
    ]
    assert rows == EXPECTED.strip("\n").splitlines()[1:]


def test_from_twenty_one_limit_covers_what_fits_it(printed):
    assert {(k, n): read(printed, k, n) for k, n in EXPECTED_FROM_TWENTY} == EXPECTED_FROM_TWENTY


def test_the_other_end_is_mirrored(printed):
    assert {(k, n): read(printed, k, n) for k, n in EXPECTED_MIRRORED} == EXPECTED_MIRRORED


def test_the_details_are_withheld_with_it(printed):
    agreed = TABLE.replace(" n         k", "30        30")
    assert printed(agreed, "unit", statistic="distribution:1")["all"] == "withheld"
