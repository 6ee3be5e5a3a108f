"""Delimited text as people save it: encodings, delimiters, quotes, and everything that may be wrong with it."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.errors import Failure
from genklang.exchange import ROW, read_table, text_encoding
from genklang.exchange.records import find_delimiter, scan_records

TEXT = '''Åsa{s}unit{s}"a{s}b"
1{s}"two
lines, ""said"""{s}ö

{s}{s}
2{s}x{s}"y{s}z"
'''
ROWS = [("1", 'two\nlines, "said"', "ö", 2), ("2", "x", "y{s}z", 5)]


def rows_of(path):
    return [row for batch in read_table(path).batches for row in batch.rows()]


def problems_of(path):
    with pytest.raises(Failure) as failure:
        rows_of(path)
    return [(p.code, p.where.removeprefix(str(path)).strip()) for p in failure.value.problems]


@pytest.fixture
def saved(tmp_path):
    def save(content):
        path = tmp_path / "answers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return save


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_it_is_read_whatever_it_was_saved_as(saved, separator, encoding, line_end):
    path = saved(TEXT.format(s=separator).replace("\n", line_end).encode(encoding))
    assert read_table(path).columns[:2] == ("Åsa", "unit")
    expected = [tuple(v.format(s=separator) if isinstance(v, str) else v for v in row) for row in ROWS]
    assert rows_of(path) == expected


@given(
    st.lists(
        st.lists(st.text(alphabet='aå;,"\n \t=', max_size=6), min_size=3, max_size=3).filter(any),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(";,\t"),
)
@settings(max_examples=60, deadline=None)
def test_it_reads_what_a_csv_writer_wrote(tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert [row[:3] for row in rows_of(path)] == [tuple(v or None for v in row) for row in rows]


def test_blocks_may_be_cut_anywhere(saved, monkeypatch):
    path = saved(TEXT.format(s=";").replace("\n", "\r\n").encode("utf-8-sig"))
    whole = rows_of(path)
    for size in range(4, 40):
        monkeypatch.setattr(text_encoding, "BLOCK", size)
        assert rows_of(path) == whole


def test_control_characters_are_taken_out(saved):
    assert rows_of(saved(b"a;b\n1\x07\x1b;x\x7fy\n")) == [("1", "xy", 2)]


def test_a_file_in_a_damaged_encoding_is_not_taken_for_another(saved):
    assert problems_of(saved("a;b\nå;ä\nö;é\n".encode() + b"x;\xe5\n")) == [("A202", "")]
    assert rows_of(saved("a;b\n”MALMÖ”;åäö\n".encode("cp1252"))) == [("”MALMÖ”", "åäö", 2)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", [("A208", "")]),
        (b"\n\n", [("A208", "")]),
        (b"a;b\n\x81\n", [("A201", "")]),
        (b"PK\x03\x04rest", [("A203", "")]),
        (b"a;b\n\x00\x01;2\n", [("A203", "")]),
        ("Unit;unit\n1;2\n", [("A204", "row 1"), ("A204", "row 1")]),
        ("a;;b\n1;2;3\n", [("A205", "row 1")]),
        ("a;b\n1;2;3\n1;2\n7\n", [("A206", "row 2"), ("A206", "row 4")]),
        ('a;b\n1;2\n3;"4\n5;6\n', [("A207", "row 3")]),
        ("a" + ";a" * 3000 + "\n", [("A214", "")]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(saved, content, found):
    assert problems_of(saved(content)) == found


def test_many_broken_rows_are_named_up_to_a_number(saved):
    found = problems_of(saved("a;b\n" + "1\n" * 80 + "1;2\n"))
    assert found[:2] == [("A206", "row 2"), ("A206", "row 3")]
    assert found[50:] == [("A235", "")]


def test_a_row_without_end_is_given_up_early(saved):
    assert problems_of(saved(b'a;b\n1;"' + b"x\n" * (6 << 20))) == [("A207", "row 2")]


def test_empty_columns_without_a_name_are_left_out(saved):
    assert rows_of(saved("a;b;\n1;2;\n")) == [("1", "2", 2)]


def test_files_that_are_not_there_or_of_another_kind_are_named(tmp_path):
    with pytest.raises(Failure, match="F001"):
        read_table(tmp_path / "no.csv")
    other = tmp_path / "a.sav"
    other.write_bytes(b"$FL2")
    with pytest.raises(Failure, match=r"A215 .*\.csv, .*\.xlsx"):
        read_table(other)


def test_a_header_with_commas_in_its_words_is_still_divided_by_semicolons():
    assert find_delimiter(b"Is it easy (by phone, text, or mail)?;unit\n1;A\n2;B\n") == b";"
    assert find_delimiter(b"only\n1\n") == b";"


def test_fields_are_counted_outside_quotes():
    records = scan_records(b'a;b\n"x;\n;";y\nz', b";")
    assert (records.ends.tolist(), records.fields.tolist()) == ([4, 13], [2, 2])


def test_a_long_file_comes_in_batches_of_bounded_size(saved, monkeypatch):
    monkeypatch.setattr(text_encoding, "BLOCK", 1 << 14)
    table = read_table(saved("a;b\n" + "1;some text\n" * 20_000))
    heights = [batch.height for batch in table.batches]
    assert table.rows == sum(heights) == 20_000
    assert max(heights) < 3_000
    last = list(read_table(saved("a;b\n" + "1;2\n" * 5)).batches)[-1]
    assert last[ROW].to_list() == [2, 3, 4, 5, 6]
