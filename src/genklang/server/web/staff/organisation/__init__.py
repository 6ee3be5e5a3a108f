"""Pages of an organisation itself: overview, units, members, programmes, settings, log."""
