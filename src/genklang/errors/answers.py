"""Faults of single answers and of the keys they come with (A)."""

from genklang.errors import Fault

FAULTS = {
    "A101": Fault('"{answer}" is not an answer to this item.', "{hint}Possible: {known}."),
    "A102": Fault(
        '"{answer}" means different categories in different languages ({codes}).',
        "State the row's language, or write the code.",
    ),
    "A103": Fault(
        'there is more than one mark ("{answer}") where one is allowed.',
        "It is a doubt, not an answer: look at the form, or leave the answer blank.",
    ),
    "A104": Fault('"{answer}" is not a whole number.', "Write it in digits."),
    "A105": Fault('"{answer}" is outside {low}–{high}.', "Check the number, or leave the answer blank."),
    "A106": Fault(
        'there is an answer, but the target group "{group}" is not asked this.',
        "Check the target group and the column, or leave the answer blank.",
    ),
    "A107": Fault(
        '"{answer}" says that the item was not asked, but it was.', "Leave the answer blank if there is none."
    ),
    "A108": Fault('"{key}" is neither an item of {instrument} nor a key.', "{hint}Rename or leave out the column."),
    "A109": Fault('the {key} is "{value}", but the questionnaire is {instrument}.', "Use the right questionnaire."),
    "A111": Fault('"{value}" is not a {key} of this questionnaire.', "{hint}Possible: {known}."),
    "A112": Fault('"{value}" means different things as {key} ({codes}).', "Write the code instead."),
    "A113": Fault(
        '"T" is the total of all genders, not one answer.',
        "Write K, M or X for each response; totals are made when counting.",
    ),
    "A114": Fault(
        '"{answer}" does not say whether the box was marked.', "Write 1 or x for a mark, 0 or nothing for none."
    ),
    "A115": Fault("the item is answered both in one column and in a column for each category.", "Keep one of the two."),
}
