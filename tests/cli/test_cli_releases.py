"""The ledger of releases and other people's workbooks, from the command line."""

import pytest
import xlsxwriter
from command_line import call

from genklang.analysis import estimate, find_instrument, import_answers, write_simulation, write_table
from genklang.disclosure.ledger import read_ledger

KEYS = ("round", "organisation", "unit")


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """Figures of one survey, protected (`a.csv`), unprotected (`bare.csv`), and of a late answer more (`late.csv`)."""
    folder = tmp_path_factory.mktemp("releases")
    ifo = find_instrument("skr-ifo")
    write_simulation(ifo, folder / "answers.csv", organisations=1, units=3, rounds=1, responses=240, seed=5)
    lines = (folder / "answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "answers-late.csv").write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    for name, answers, protected in (
        ("a", "answers", True),
        ("bare", "answers", False),
        ("late", "answers-late", True),
    ):
        store = folder / f"store-{name}"
        import_answers([folder / f"{answers}.csv"], published=ifo, place=store)
        named = ("share_positive", "answers")
        table = estimate(store, by=KEYS, statistics=named, margins=True, protected=protected)
        write_table(table, folder / f"{name}.csv")
    return folder


def test_a_release_is_entered_and_entered_again(figures, tmp_path):
    for number in (1, 2):
        result = call("release", figures / "a.csv", "--ledger", tmp_path / "l", "--name", "Hösten")
        assert result.code == 0, result.err
        assert f"Entered as release {number}" in result.out + result.err
    assert [entry.name for entry, _ in read_ledger(tmp_path / "l")] == ["Hösten", "Hösten"]


def test_a_revision_by_one_person_is_not_entered(figures, tmp_path):
    call("release", figures / "a.csv", "--ledger", tmp_path / "l")
    result = call("release", figures / "late.csv", "--ledger", tmp_path / "l")
    assert result.code == 1
    assert "D115" in result.out + result.err
    assert len(read_ledger(tmp_path / "l")) == 1
    attacked = call("attack", figures / "late.csv", "--ledger", tmp_path / "l")
    assert attacked.code == 1
    assert "A revision differs from what was published before by so few people." in attacked.out
    assert call("attack", figures / "late.csv").code == 0


MAPPING = """
[[table]]
sheet = "Table 2"
header = 3
keys = { authority = "Local authority" }
across = "sex"
count = { Women = "Women", Men = "Men", "" = "All people" }
all = ["England", ""]
withheld = ["[c]"]
"""


def write_workbook(path):
    rows = [
        ["Local authority", "Women", "Men", "All people", "Note"],
        ["England", 61, 63, 124, ""],
        ["Ashby", 18, "[c]", 21, "small"],
        ["Barford", 43, "[c]", 103, ""],
        ["Corby", "[x]", "[x]", "[x]", ""],
    ]
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write(0, 0, "Survey of users")
        sheet = book.add_worksheet("Table 2")
        sheet.write(0, 0, "Table 2: respondents")
        for i, row in enumerate(rows):
            sheet.write_row(i + 2, 0, row)


def test_a_workbook_of_others_is_attacked(tmp_path):
    write_workbook(tmp_path / "england.xlsx")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    result = call("attack", tmp_path / "england.xlsx", "--mapping", tmp_path / "mapping.toml")
    assert result.code == 1
    assert "Ashby, Men: the count is 3. One subtraction after another gives it." in result.out + result.err


def test_csv_of_others_is_attacked(tmp_path):
    (tmp_path / "t.csv").write_text("Enhet;Antal\nTotalt;1 203\nA;1 200\nB;..\nC;..\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text('[[table]]\nkeys = { unit = "Enhet" }\ncount = "Antal"\n', encoding="utf-8")
    result = call("attack", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml")
    assert "B: the count is 0–3." in result.out + result.err


SHARES = """
[[table]]
keys = { version = "Form" }
across = "answer"
count = { satisfied = "Satisfied, %", dissatisfied = "Dissatisfied, %" }
of = "Respondents"
all = ["Both forms"]
"""
FORMS = """Survey of users,,,
"Table 3: by form, per cent",,,

Form,Respondents,"Satisfied, %","Dissatisfied, %"
Both forms,60,80,15
Standard,57,79%,15.8
Easy read,[c],[c],[c]
"""


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_percentages_of_others_are_attacked_under_the_headings_wherever_they_stand(tmp_path, delimiter):
    lines = FORMS.replace('"', "").replace(",", ";").replace("; %", ", %").replace("form;", "form,")
    (tmp_path / "t.csv").write_text(FORMS if delimiter == "," else lines, encoding="utf-8")
    (tmp_path / "m.toml").write_text(SHARES, encoding="utf-8")
    result = call("attack", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml")
    said = result.out + result.err
    assert "Easy read: the count is 3. One subtraction after another gives it." in said
    assert "Easy read, satisfied: the count is 3." in said
    assert "Easy read, dissatisfied" not in said
    assert "Standard" not in said


def test_a_rounded_percentage_of_many_bounds_its_count(tmp_path):
    large = FORMS.replace("60,80,15", "600,80,15").replace("57,79%,15.8", "570,79,16")
    (tmp_path / "t.csv").write_text(large, encoding="utf-8")
    (tmp_path / "m.toml").write_text(SHARES, encoding="utf-8")
    result = call("attack", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml")
    said = result.out + result.err
    assert "Easy read: the count is 30." in said
    assert "satisfied" not in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('across = "answer"\n', "", "several columns of counts need “across”"),
        (
            'count = { satisfied = "Satisfied, %", dissatisfied = "Dissatisfied, %" }',
            'count = "Satisfied, %"',
            "“count”",
        ),
        ('of = "Respondents"', 'of = "People"', "has no column “People”"),
    ],
)
def test_each_fault_of_percentages_is_named(tmp_path, old, new, said):
    (tmp_path / "t.csv").write_text(FORMS, encoding="utf-8")
    (tmp_path / "m.toml").write_text(SHARES.replace(old, new), encoding="utf-8")
    result = call("attack", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml")
    assert result.code == 1
    assert said in result.out + result.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[table]]", "[table", "D112"),
        ('sheet = "Table 2"', 'sheet = "Table 3"', "D111"),
        ("header = 3", "header = 30", "has no column “Local authority”"),
        ("header", "heading", "“heading” is not one of"),
        ("across", "# across", "several columns of counts need “across”"),
        ("keys", "# keys", "a [[table]] lacks “keys”"),
        (MAPPING, "", "it has no [[table]]"),
    ],
)
def test_each_fault_of_a_mapping_is_named(tmp_path, old, new, said):
    write_workbook(tmp_path / "england.xlsx")
    (tmp_path / "mapping.toml").write_text(MAPPING.replace(old, new), encoding="utf-8")
    result = call("attack", tmp_path / "england.xlsx", "--mapping", tmp_path / "mapping.toml")
    assert result.code == 1
    assert said in result.out + result.err
    assert "Traceback" not in result.err
