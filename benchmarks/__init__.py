"""Measures the whole, in ratios within one run against the machine's limit or a peer."""

from typing import NamedTuple


class Row(NamedTuple):
    """One measured figure beside its target."""

    name: str
    value: float
    unit: str
    target: float

    @property
    def met(self) -> bool:
        """Whether the figure is within its target."""
        return self.value <= self.target
