"""Faults of samples, weights and models that analysts bring as frames (E2)."""

from genklang.errors import Fault

FAULTS = {
    "E201": Fault("the frame has no column {column}.", "Name one of: {columns}."),
    "E202": Fault("{count} rows have no {role}.", "Fill it in, or leave those rows out."),
    "E203": Fault(
        "{count} weights are missing, negative or not finite.",
        "Weights are numbers from 0 and up; leave rows out that shall not count.",
    ),
    "E204": Fault("it holds other things than numbers.", "Choose a column of numbers, or estimate a share."),
    "E205": Fault(
        "the positive values {values} are not of the same kind as the answers.",
        "Give them as they stand in the column.",
    ),
    "E206": Fault("no size of the population is given for {strata}.", "Give a number for every stratum."),
    "E207": Fault(
        "{strata}: there are {sample} in the sample and {population} in the population.",
        "Correct the size of the population; it counts clusters where the sample was drawn in clusters.",
    ),
    "E208": Fault("nobody gave an answer that counts.", "Nothing can be said of it."),
    "E209": Fault("all answers that count have the weight 0.", "Nothing can be said of them."),
    "E210": Fault(
        "{count} strata with a single {kind} in the sample, such as {strata}, tell nothing of their own spread.",
        "Their spread around the mean of all stands in for it and makes the interval wider; merge strata if you can.",
    ),
    "E211": Fault(
        "there is a single {kind} in the sample, so nothing can be said of the uncertainty.",
        "Give the figure without an interval, and say so.",
    ),
    "E212": Fault(
        "all answered alike, so nothing is seen of the spread.",
        "The interval takes each {kind} as one answer.",
    ),
    "E213": Fault("the counts {counts} cannot be right.", "Counts are whole numbers with 0 ≤ positive ≤ answers."),
    "E214": Fault("there are no answers.", "Nothing can be said of them."),
    "E215": Fault(
        "{sample} answered in a population of {population}.",
        "Correct the size of the population, or leave it out.",
    ),
    "E216": Fault("all answers are the same, so nothing is seen of the spread.", "No interval can be given."),
    "E220": Fault(
        "the frame says nothing of {categories}, which the sample holds.",
        "Give a number for every category, or leave those rows out.",
    ),
    "E221": Fault(
        "nobody in the sample stands for {categories}.",
        "Merge them with other categories, in the sample and in the frame.",
    ),
    "E222": Fault("the numbers of the frame are not all finite and from 0 and up.", "Correct them."),
    "E223": Fault(
        "the margins add up to different populations: {totals}.",
        "Make them add up to the same number.",
    ),
    "E224": Fault(
        "the weights did not settle in {rounds} rounds: {category} still misses its number by {gap} per cent.",
        "Combinations that the sample lacks may make the margins impossible together: merge categories.",
    ),
    "E225": Fault("there are no rows.", "Give a sample with at least one row."),
    "E227": Fault(
        "in {categories} more answered than the frame holds.",
        "Correct the frame; no weight can be made of it.",
    ),
    "E228": Fault("answers are not kept by it.", "Choose strata and clusters among: {names}."),
    "E229": Fault("the offered are not told by it.", "Weigh by some of: {names}."),
    "E230": Fault("there is no scheme {scheme}.", "Choose one of: {names}."),
    "E231": Fault(
        "the model cannot be: {what}.",
        "Each block lists items of its own, and paths lead from block to block, never back.",
    ),
    "E232": Fault("all who answered everything gave it the same answer.", "Leave the item out of the model."),
    "E233": Fault(
        "{count} rows have an answer to all {items} items.",
        "Bring more rows than items, or leave items out that many leave blank.",
    ),
    "E234": Fault("the weights did not settle in {rounds} rounds.", "Choose another scheme, or fewer blocks."),
    "E235": Fault("it holds answers outside {low}–{high}.", "Give the ends of the scale as scale=(low, high)."),
    "E236": Fault(
        "{items} run against the rest of their block.",
        "Turn their scale, or leave them out: such a block has no index.",
    ),
    "E240": Fault("there is no disposition {found}.", "Use AAPOR's codes: {codes}."),
    "E241": Fault("numbers of cases are missing or negative.", "Correct them; they are whole numbers from 0 and up."),
    "E237": Fault("some of the blocks that point at the same one say the same.", "Leave one of them out."),
}
