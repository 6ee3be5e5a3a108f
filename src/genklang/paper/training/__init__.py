"""Makes the weights that the reader ships with: data by rule, fixed seeds, numpy alone."""

import os

# Before numpy is loaded: two threads add in another order than one, and would make other weights of the same seeds.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
