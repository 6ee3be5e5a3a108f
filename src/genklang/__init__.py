"""User-satisfaction surveys in social services, from the question asked to the figure that may be trusted."""

__version__ = "0.1.0"
