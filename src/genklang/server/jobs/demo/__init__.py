"""The demonstration's country: invented organisations with a closed round for each year and one that is open."""
