"""Faults of answers, offered counts and published results on their way in, and of the store (A2)."""

from genklang.errors import Fault

SAVE_UTF8 = "Save the file once more as CSV UTF-8 and import that."

FILES = {
    "A201": Fault("it is neither UTF-8 nor Windows-1252 text (first met in line {line}).", SAVE_UTF8),
    "A202": Fault(
        "it mixes UTF-8 with another encoding (line {line}), so letters such as å, ä and ö would be lost.", SAVE_UTF8
    ),
    "A203": Fault("it is not text but {kind}.", "Give the file its right ending, or save it as CSV and import that."),
    "A204": Fault("two columns are called “{column}”.", "Keep one of them, or give the other its right name."),
    "A205": Fault(
        "column {number} holds values but has no name.", "Write the column's name in the first row, or empty it."
    ),
    "A206": Fault(
        "the row has {fields} fields where the first row has {expected}.",
        "Put text that holds the separator between double quotes, and remove stray separators.",
    ),
    "A207": Fault(
        "the row never ends: it is longer than {limit} characters, or a double quote is opened and not closed.",
        'Close the quote, or double it inside a text (“""”).',
    ),
    "A208": Fault("it holds no rows.", "Write the names of the columns in the first row and answers below it."),
    "A209": Fault("the file is named twice, so its answers would be counted twice.", "Name it once."),
    "A214": Fault("it is too large ({what}; the limit is {limit}).", "Divide it, or leave out what is not needed."),
    "A215": Fault("its name does not end in that of a format that is read.", "Save it as {allowed} and import that."),
    "A216": Fault("it is not an Excel workbook (.xlsx), or it is damaged.", "Open it in Excel and save it again."),
    "A217": Fault(
        "the workbook is locked with a password, or it is of the old kind (.xls).",
        "Save it without a password as .xlsx.",
    ),
    "A218": Fault(
        "the workbook unpacks to more than it may ({what}; the limit is {limit}).",
        "Save the sheet as CSV and import that.",
    ),
    "A219": Fault(
        "it could not be read within {seconds} seconds and {megabytes} MB.",
        "Divide it. A sheet of a workbook can be saved as CSV as well.",
    ),
}

COLUMNS = {
    "A220": Fault(
        "the column “{column}” is not known{guess}.",
        "Give it the name of an item or a key, or take it out of the file.",
    ),
    "A221": Fault("the column “{column}” may be any of {items}.", "Call it by the code of the item."),
    "A222": Fault("the columns {columns} all mean “{key}”.", "Keep one of them."),
    "A223": Fault(
        "no column is an item of {instrument}.",
        "Name the columns by the items' codes ({codes}), or choose another instrument.",
    ),
    "A224": Fault("there is no column for {items}: taken as not asked.", "If it was asked, add the column."),
}

ROWS = {
    "A230": Fault("no round is given.", "Write the round in every row, or leave the column out."),
    "A231": Fault("“{raw}” is not a weight.", "Use a number above 0 and at most 10 000, such as 1.25."),
    "A232": Fault("the text is longer than {limit} characters.", "Shorten it: it is a name, not a comment."),
    "A234": Fault("round {round} stands with several periods ({periods}).", "Give a round one period."),
    "A235": Fault("{count} more problems of the same kind ({fault}, column “{column}”).", "Mend them the same way."),
}

STORE = {
    "A240": Fault(
        "{organisation}, round {round}, is already in the store.",
        "Use --replace to put these answers in the place of the old ones.",
    ),
    "A241": Fault(
        "the store holds another questionnaire ({held}, not {given}).",
        "Choose another store: one store holds one version of a questionnaire.",
    ),
    "A242": Fault("it is not a store: it has no store.json.", "Choose a store, or a new folder."),
    "A243": Fault("it is made by a newer version of genklang (format {format}).", "Install the newer version."),
    "A244": Fault(
        "the store is damaged ({reason}).", "Take it back from a copy, or import the answers into a new one."
    ),
    "A245": Fault("the store was changed by something else while this work went on.", "Do it again."),
}

BESIDE = {
    "A250": Fault("the table of offered has no column “{column}”.", "Add it."),
    "A251": Fault("“{raw}” is not a number of people.", "Write a whole number, 0 or more."),
    "A252": Fault("“{raw}” is not a day.", "Write it as 2026-10-14."),
    "A253": Fault(
        "unit “{unit}” of {organisation} was offered the questionnaire in round {round}, but no answer names it.",
        "Check the spelling in both tables.",
    ),
    "A254": Fault(
        "{answered} have answered but {offered} were offered it: {group}. The response rate is withheld.",
        "Correct the number offered.",
    ),
    "A255": Fault("no round is given and the answers are of several.", "Add the column round."),
    "A256": Fault(
        "the column “{column}” is not known in a table of offered.",
        "Use round, organisation, unit, target_group, channel, gender, day, offered.",
    ),
    "A260": Fault(
        "it is not a record of rounds ({reason}).",
        'Write actions = [{{text = "…"}}] and quotes = [{{text = "…", name = "…", title = "…"}}].',
    ),
    "A261": Fault(
        "it does not say which round and organisation it is about.",
        'Write round = "…" and organisation = "…" at the top.',
    ),
}

PUBLISHED = {
    "A270": Fault(
        "it is not a Kolada table: the column “{column}” is missing.",
        "Use kpi, municipality_id (or municipality), gender, period, value.",
    ),
    "A271": Fault(
        "{kpi} is no indicator of this survey ({count} values left out).",
        "Nothing, if other indicators are meant to be in the file.",
    ),
    "A272": Fault("{name} is {value} per cent.", "A rate is at most 100: ask who entered it. It is withheld."),
    "A273": Fault(
        "{name} and the number of answers ({count_kpi}) are both {value}, as if typed twice; "
        "that is right only if exactly 100 were offered it.",
        "Ask who entered it. The rate is withheld.",
    ),
    "A274": Fault(
        "{name} for {period} holds only values from {low} to {high} ({count} values): {scale}, not per cent.",
        "Ask the source which scale it is. The whole column is withheld.",
    ),
    "A275": Fault(
        "{name} is {value}, not a whole number.",
        "Rate and number may have changed places: ask who entered it. It is withheld.",
    ),
    "A276": Fault("{name} is {value}, outside 0–100.", "Ask who entered it. It is withheld."),
    "A277": Fault(
        "{name} is given several times with different values ({values}).", "Keep the right one. All are withheld."
    ),
    "A278": Fault("“{raw}” in the column “{column}” is not {expected}.", "Correct it. The row is left out."),
    "A279": Fault("it cannot be unpacked, or unpacks to more than {limit}.", "Unpack it and look at it."),
    "A280": Fault("it holds no figure of this survey.", "Nothing was taken in: look at the file and its indicators."),
}

FAULTS = FILES | COLUMNS | ROWS | STORE | BESIDE | PUBLISHED
