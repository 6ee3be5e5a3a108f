"""Whole people give only some percentages (the GRIM test, Brown and Heathers 2017). A printed share that no number of
answers up to n can give, at the decimals it is printed with, was not counted on n answers.

Shares of one group must fit **one** n together. A tie is allowed to be rounded either way. A text keeps its decimals:
"83,0" has one, the number 83.0 none.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.errors import Failure
from genklang.estimation.consistency import consistent, smallest_base

TITLE = "Which n can give these shares?"
TABLE = """
shares                most  n
66.7 83.3               20  6 12 18
82.75862069             60  29 58
90                      20  10 20
83,0                    60  47 53
82,7                    30  none
12.5 37.5 50.0          16  8 16
33 67                   10  3 6 9
0 100                    3  1 2 3
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[1:])
def test_which_n(line):
    shares, rest = line[:22].split(), line[22:].split()
    most, sizes = int(rest[0]), [int(n) for n in rest[1:] if n != "none"]
    assert consistent(shares, most) == sizes
    assert all(smallest_base(share, most) <= sizes[0] for share in shares if sizes)


@settings(max_examples=200)
@given(st.integers(1, 300), st.data())
def test_the_true_n_is_always_among_them(n, data):
    decimals = data.draw(st.integers(0, 8))
    shares = [f"{100 * data.draw(st.integers(0, n)) / n:.{decimals}f}" for _ in range(3)]
    assert n in consistent(shares, 300)


@pytest.mark.parametrize("share", ["many", 101, -0.1, "nan"])
def test_what_is_no_percentage_is_named(share):
    with pytest.raises(Failure, match="E150"):
        consistent([share], 10)


@pytest.mark.parametrize("most", [0, 10_000_000])
def test_there_is_an_end_to_looking(most):
    with pytest.raises(Failure, match="E151"):
        consistent([50], most)
