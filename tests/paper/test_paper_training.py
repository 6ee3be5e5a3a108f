"""Training: slopes are right, the same seeds give the same weights, and a file of weights is arrays alone."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from genklang.paper import network
from genklang.paper.network import Network, infer, load_network, save_network
from genklang.paper.training.data import Samples, state_of
from genklang.paper.training.learn import _differentiate, _start, calibrate, fit_network

FIT = """
from hashlib import sha256
from genklang.paper.training.learn import fit_network
from test_paper_training import samples
fitted = fit_network(samples(512), epochs=1, seed=3, tell=lambda _: None)
print({name: sha256(weights).hexdigest() for name, weights in fitted.items()})
"""


def samples(n=96, seed=0):
    """Windows in which the state can be seen: nothing, a bar, a block, an edge."""
    rng = np.random.default_rng(seed)
    states = rng.integers(0, 4, n)
    pooled = rng.normal(0, 0.02, (n, 29, 29)).astype(np.float32)
    pooled[states == 1, 8:20, 13:15] += 0.8
    pooled[states == 2, 9:20, 9:20] += 0.9
    pooled[states == 3, :, 26:] += 0.8
    measures = np.zeros((n, 6), np.float32)
    return Samples(pooled, measures, states, np.array([""] * n), np.array([""] * n))


def test_slopes_are_those_of_the_loss():
    rng = np.random.default_rng(7)
    made, weights = samples(64), _start(np.random.default_rng(1))
    # Biases of zero would leave blank paper on the very bend of the rectifier.
    weights = {name: w + (rng.normal(0, 0.1, w.shape) if name[0] == "b" else 0.0) for name, w in weights.items()}
    pooled, measures = made.pooled, made.measures
    _, slopes = _differentiate(weights, pooled, measures, made.states)
    for name in ("w1", "w1", "w2", "w2", "w3", "w4", "b3", "b4"):
        place = tuple(rng.integers(0, side) for side in weights[name].shape)
        step = 2e-3
        moved = []
        for way in (step, -step):
            shifted = {k: w.copy() for k, w in weights.items()}
            shifted[name][place] += way
            moved.append(_differentiate(shifted, pooled, measures, made.states)[0])
        assert slopes[name][place] == pytest.approx((moved[0] - moved[1]) / (2 * step), rel=5e-2, abs=1e-4)


def test_what_can_be_seen_is_learnt_and_the_same_again():
    made = samples(512)
    first, again = (fit_network(made, epochs=12, seed=3, tell=lambda _s: None) for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    fitted = calibrate((first,), samples(400, seed=9))
    found = infer(fitted, samples(200, seed=5).pooled, samples(200, seed=5).measures)
    assert (found.argmax(axis=1) == samples(200, seed=5).states).mean() > 0.9


def test_a_machine_of_more_threads_makes_the_same_weights():
    """Sums come out otherwise when two threads make them: without the limit this fails where there are two cores."""
    folder, made = Path(__file__).parent, []
    for threads in ("1", "2"):
        own = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
        made.append(subprocess.run([sys.executable, "-c", FIT], env=own, capture_output=True, text=True, check=True))
    assert made[0].stdout == made[1].stdout
    assert len(made[0].stdout) > 100


def test_a_file_of_weights_holds_arrays_alone(tmp_path):
    member = _start(np.random.default_rng(0))
    save_network(Network((member,), 0.8, (0.0, 1.0, -1.0, 0.5)), tmp_path / "a.npz")
    again = load_network(tmp_path / "a.npz")
    assert (again.temperature, again.bias) == (0.8, (0.0, 1.0, -1.0, 0.5))
    assert np.allclose(again.members[0]["w1"], member["w1"], atol=1e-3)
    with np.load(network.PLACE, allow_pickle=False) as held:
        assert all(held[name].dtype.kind in "fiu" for name in held.files)


def test_kinds_have_their_states():
    assert [state_of(k) for k in ("", "cross", "fill", "circled", "stray")] == [0, 1, 2, 3, 0]
