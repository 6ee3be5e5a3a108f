"""Fits a network to samples: back-propagation with Adam in numpy, then calibration on samples kept apart."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from genklang.paper.network import FIRST, HIDDEN, MEASURES, POOLED, SECOND, Array, Network, run, soften, unfold
from genklang.paper.states import STATES
from genklang.paper.training.data import Samples, flip

BATCH: Final = 256
RATE: Final = 2e-3
DECAY: Final = 1e-4
LEAST_UNCLEAR: Final = -1.5
Parameters = dict[str, Array]


def fit_network(
    samples: Samples,
    *,
    epochs: int,
    seed: int,
    tell: Callable[[str], object],
    vary: Callable[[Array, np.random.Generator], Array] = flip,
    classes: int = len(STATES),
) -> Parameters:
    """Return the weights of one network after so many passes over the samples; `vary` changes each as it may be."""
    rng = np.random.default_rng(seed)
    weights = _start(rng, classes)
    moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()}
    steps, total = 0, epochs * (len(samples.states) // BATCH)
    for epoch in range(epochs):
        order = rng.permutation(len(samples.states))
        loss = 0.0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            pictures = vary(samples.pooled[chosen], rng)
            one, gradients = _differentiate(weights, pictures, samples.measures[chosen], samples.states[chosen])
            steps += 1
            _step(weights, gradients, moments, steps, rate=RATE * 0.5 * (1 + np.cos(np.pi * steps / total)))
            loss += one
        tell(f"epoch {epoch + 1}/{epochs}: loss {loss / max(1, len(order) // BATCH):.4f}")
    return weights


def calibrate(members: tuple[Parameters, ...], samples: Samples) -> Network:
    """Return the networks with the temperature and the bias under which their probabilities fit what people do.

    `samples` are windows of whole sheets, in the mixture in which states occur. What is unclear may not be made
    rarer than by `LEAST_UNCLEAR`: the odd marks of real people are more than those thought of here.
    """

    patches = unfold(samples.pooled[..., None], *FIRST[:2])
    scores = [run(weights, patches, samples.measures) for weights in members]

    def build(values: NDArray[np.float64]) -> Network:
        return Network(members, float(np.exp(values[0])), (0.0, *map(float, values[1:])))

    def cost(values: NDArray[np.float64]) -> float:
        network = build(values)
        found = np.mean([soften(s / network.temperature + np.array(network.bias)) for s in scores], axis=0)
        return float(-np.log(found[np.arange(len(found)), samples.states] + 1e-12).mean())

    bounds = [(-0.7, 0.7), (-3.0, 1.0), (-4.0, 1.0), (LEAST_UNCLEAR, 1.0)]
    corners = np.vstack([np.zeros(4), np.diag([0.3, -0.5, -1.0, -0.5])])
    options = {"maxfev": 120, "xatol": 0.01, "initial_simplex": corners}
    return build(minimize(cost, np.zeros(4), method="Nelder-Mead", bounds=bounds, options=options).x)


def _start(rng: np.random.Generator, classes: int = len(STATES)) -> Parameters:
    side = (POOLED - FIRST[0]) // FIRST[1] + 1
    side = (side - SECOND[0]) // SECOND[1] + 1
    shapes = {
        "w1": (FIRST[0] ** 2, FIRST[2]),
        "w2": (SECOND[0] ** 2 * FIRST[2], SECOND[2]),
        "w3": (side * side * SECOND[2] + MEASURES, HIDDEN),
        "w4": (HIDDEN, classes),
    }
    weights = {name: rng.normal(0, np.sqrt(2 / shape[0]), shape).astype(np.float32) for name, shape in shapes.items()}
    return weights | {name.replace("w", "b"): np.zeros(shape[1], np.float32) for name, shape in shapes.items()}


def _differentiate(
    weights: Parameters, pictures: Array, measures: Array, states: NDArray[np.int64]
) -> tuple[float, Parameters]:
    """Return the mean loss of a batch and its gradients."""
    rows = unfold(pictures[..., None], *FIRST[:2])
    first = np.maximum(rows @ weights["w1"] + weights["b1"], 0)
    patches = unfold(first, *SECOND[:2])
    second = np.maximum(patches @ weights["w2"] + weights["b2"], 0)
    flat = np.concatenate([second.reshape(len(second), -1), measures], axis=1)
    hidden = np.maximum(flat @ weights["w3"] + weights["b3"], 0)
    chances = soften(hidden @ weights["w4"] + weights["b4"]).astype(np.float32)
    here = np.arange(len(states))
    loss = float(-np.log(chances[here, states] + 1e-9).mean())
    chances[here, states] -= 1
    chances /= len(states)
    gradients: Parameters = {"w4": hidden.T @ chances, "b4": chances.sum(axis=0)}
    back = (chances @ weights["w4"].T) * (hidden > 0)
    gradients |= {"w3": flat.T @ back, "b3": back.sum(axis=0)}
    back2 = (back @ weights["w3"].T)[:, : second[0].size].reshape(second.shape) * (second > 0)
    gradients |= {
        "w2": patches.reshape(-1, patches.shape[-1]).T @ back2.reshape(-1, SECOND[2]),
        "b2": back2.sum(axis=(0, 1, 2)),
    }
    back1 = _fold(back2 @ weights["w2"].T, first.shape) * (first > 0)
    gradients |= {
        "w1": rows.reshape(-1, rows.shape[-1]).T @ back1.reshape(-1, FIRST[2]),
        "b1": back1.sum(axis=(0, 1, 2)),
    }
    return loss, gradients


def _fold(patches: Array, shape: tuple[int, ...]) -> Array:
    """Add patches back into the pictures they were cut from."""
    side, step, _ = SECOND
    n, height, width, _ = patches.shape
    pieces = patches.reshape(n, height, width, side, side, shape[3])
    out = np.zeros(shape, np.float32)
    for dy in range(side):
        for dx in range(side):
            out[:, dy : dy + step * height : step, dx : dx + step * width : step] += pieces[:, :, :, dy, dx]
    return out


def _step(
    weights: Parameters,
    gradients: Parameters,
    moments: dict[str, tuple[Array, Array]],
    steps: int,
    *,
    rate: float,
) -> None:
    for name, weight in weights.items():
        slope = gradients[name] + (DECAY * weight if name.startswith("w") else 0)
        mean, spread = moments[name]
        mean += 0.1 * (slope - mean)
        spread += 0.001 * (slope * slope - spread)
        np.subtract(weight, rate * (mean / (1 - 0.9**steps)) / (np.sqrt(spread / (1 - 0.999**steps)) + 1e-8), weight)
