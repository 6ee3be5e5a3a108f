"""Which target groups people choose among at the tablets of a round."""

from genklang.server.fieldwork.models import Round


def list_chosen_groups(round_: Round) -> list[str]:
    """Return the target groups of units that have several of them, where the round uses tablets; each once."""
    if not round_.channels.filter(channel="kiosk").exists():
        return []
    groups: dict[int, set[str]] = {}
    for unit, group in round_.places.values_list("unit", "target_group"):
        groups.setdefault(unit, set()).add(group)
    return sorted({group for of_unit in groups.values() if len(of_unit) > 1 for group in of_unit})
