"""Makes the weights that the reader ships with: data by rule, fixed seeds, numpy alone."""
