"""Faults of questionnaires: their files, what they say, and what is published of them (I)."""

from genklang.errors import Fault

FAULTS = {
    "I101": Fault("it is not valid TOML ({reason}).", "Correct that line; text files are UTF-8."),
    "I102": Fault("the file is missing.", "Add it; docs/reference/instrument-format.md shows one."),
    "I103": Fault('the key "{key}" is unknown.', "{hint}Known here: {known}."),
    "I104": Fault("it must be {expected}, not {found}.", "Write {example}."),
    "I105": Fault('the key "{key}" is missing.', "Add it."),
    "I106": Fault("there are no texts.", "Add a file texts/<language>.toml for at least one language."),
    "I107": Fault(
        'the file says that its language is "{language}".',
        "Name the file after the language it holds, by its code (sv, en, prs …).",
    ),
    "I108": Fault(
        "the scale must have either `categories` or both `from` and `to`.",
        "List the categories, or write from = 1, to = 10 for an index scale.",
    ),
    "I109": Fault('there is no scale "{scale}".', "{hint}Declare it under [scales], or correct the name."),
    "I110": Fault("no item uses the scale.", "Remove it, or name it in an item."),
    "I111": Fault('there is no picture "{picture}".', "{hint}Add {picture}.svg to content/pictures."),
    "I112": Fault(
        'there is no instrument "{name}" to extend.',
        'Write extends = "<id>/<version>" of a shipped instrument or of a folder beside this one\'s.',
    ),
    "I113": Fault('"{name}" is itself an extension.', "Extend the instrument that it extends."),
    "I114": Fault(
        "it belongs to the fixed core of {core}.",
        "Remove it here: an extension may add to the core and word its items anew, nothing else.",
    ),
    "I115": Fault(
        "a scale with `from` and `to` takes no `{key}` beside them, and `to` must be above `from`.",
        "Keep from, to and no_opinion only.",
    ),
    "I120": Fault('"{given}" is used twice.', "Give each its own; a code is never reused."),
    "I121": Fault(
        '"{given}" cannot be used as a code.',
        "Use small letters a–z, digits and _, begin with a letter, and avoid {reserved}.",
    ),
    "I122": Fault('there is no {kind} "{given}".', "{hint}Declare it, or correct the name."),
    "I123": Fault('"{value}" is not possible here.', "{hint}Write one of: {known}."),
    "I124": Fault('it depends on "{item}", which comes later.', "Move it after the item that it depends on."),
    "I125": Fault('"{item}" has no category {given}.', "Name codes that the item has: {known}."),
    "I126": Fault(
        "no category counts as positive, so no share can be made.",
        "Mark the positive categories of the scale with positive = true, or make the item background.",
    ),
    "I127": Fault("an item of this type needs a scale with at least two categories.", "Name one."),
    "I128": Fault("an item of this type has no scale.", "Remove the scale, or correct the type."),
    "I129": Fault(
        "the scores do not {direction} from the first category to the last.",
        "Correct the order or the scores; an item whose last category is the best is reversed = true, "
        "and only such an item.",
    ),
    "I130": Fault(
        'the category "{name}" has a flag that its place does not bear out.',
        "Positive categories must stand together at the best end, negative ones at the worst.",
    ),
    "I131": Fault("the category is both positive and negative.", "Choose one."),
    "I132": Fault("there are two no-opinion categories.", "Keep one category with code -1."),
    "I133": Fault("the no-opinion category has a score or a flag.", "Remove it: no opinion stands outside the base."),
    "I134": Fault("the code {given} is out of range.", "Use 1–32767, or -1 for no opinion."),
    "I135": Fault(
        'the label "{label}" means both {first} and {second}.',
        "Word them apart: answers are read by their labels (capitals and blanks do not tell them apart).",
    ),
    "I136": Fault("the text is missing or empty.", "Write it."),
    "I137": Fault('there is a text for {kind} "{given}", which does not exist.', "{hint}Correct or remove it."),
    "I138": Fault('"{text}" is a placeholder.', "Write the words that people are to read."),
    "I139": Fault("a local item stands before items of the core.", "Local items come after all of the core."),
    "I140": Fault("an item of the index must have the codes 1–10.", "Use a scale with from = 1, to = 10."),
    "I141": Fault(
        '"{version}" cannot be compared with.',
        'Write another version: "2016", or "<id>/<version>" of another instrument.',
    ),
    "I142": Fault("minimum and maximum do not fit ({reason}).", "Only a number has them: 0 or more, in order."),
    "I143": Fault(
        "the gender item does not give the genders ({reason}).",
        "Make it background = true, single_choice, with categories named woman, man and other.",
    ),
    "I144": Fault(
        "both tails are reported, but no category counts as negative.",
        "Mark the negative categories with negative = true, or drop tails = true.",
    ),
    "I145": Fault("there is none.", "An instrument has at least one."),
    "I146": Fault('{group} is asked two items on satisfaction in all: "{first}" and "{second}".', "Keep one."),
    "I147": Fault("some categories have a score and some have not.", "Give all of them a score, or none."),
    "I148": Fault('it ends ("{end}") before it begins ("{start}").', "Correct the years."),
    "I149": Fault("{decimals} decimals cannot be printed.", "Use 0, 1 or 2."),
    "I150": Fault("the score {score} is not a number to reckon with.", "Write a finite number."),
    "I160": Fault("it is not a published instrument ({reason}).", "Publish the instrument's folder again."),
    "I161": Fault(
        "the content is not what was published: its digest is {found}, the file says {stated}.",
        "Use the file as it was published; a changed questionnaire is a new version.",
    ),
    "I170": Fault('there is no instrument "{name}".', "{hint}Shipped: {known}; or give a folder or .json."),
}
