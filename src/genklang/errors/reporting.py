"""Faults of reports and of the words in them (R)."""

from genklang.errors import Fault

FAULTS = {
    "R101": Fault("reports are not written in the language {language!r}.", "Choose one of {known}."),
    "R102": Fault(
        "the instrument {instrument} has no texts in the language {language!r}.",
        "Choose one of {known}, or add texts/{language}.toml to the instrument.",
    ),
    "R103": Fault("{value!r} is not a whole number of answers.", "Give counts as whole numbers, such as (83, 100)."),
    "R104": Fault("the counts ({k}, {n}) are negative.", "Give counts that are 0 or more."),
    "R105": Fault("{k} positive answers of {n} cannot be.", "Give (positive, all who have a view), such as (83, 100)."),
    "R106": Fault("there is no section {section!r}.", "Choose among {known}."),
    "R107": Fault(
        "there are no figures for {domain} in the round {round}.",
        "Check the organisation, the unit and the round against what has been imported.",
    ),
    "R108": Fault("{value!r} is not a pair of counts.", "Give two whole numbers, such as (83, 100)."),
}
