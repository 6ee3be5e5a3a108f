"""Erases who was asked: how people are reached when a round closes, links and codes when its grace has ended."""

from genklang.server.fieldwork.models import CaseToken, Contact, ContactImport, Round


def erase_contacts(round: Round) -> int:  # noqa: A002 (the field's word)
    """Delete names, addresses, numbers and labels of a round's people, and return how many people that was.

    Their cases stay, as bare counts of who was asked and who answered.
    """
    ContactImport.objects.filter(round=round).update(name="")
    return Contact.objects.filter(case__place__round=round).delete()[0]


def erase_tokens(round: Round) -> int:  # noqa: A002
    """Delete the hashes of a round's personal links and codes: none of them opens anything again."""
    return CaseToken.objects.filter(case__place__round=round).delete()[0]
