"""A small convolutional network in numpy: its shape, its weights as arrays in a file, and its forward pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from genklang.paper.geometry import BOX
from genklang.paper.windows import SCALE, SIDE, Stack

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

POOLED: Final = SIDE // 2
"""Side of the picture that the network sees: 29 pixels of a third of a millimetre."""
FIRST: Final = (5, 2, 16)
"""Side of the kernel, step and channels of the first layer."""
SECOND: Final = (3, 2, 32)
HIDDEN: Final = 64
MEASURES: Final = 6
PLACE: Final = Path(__file__).parents[1] / "content" / "paper" / "boxes.npz"


@dataclass(frozen=True, slots=True)
class Network:
    """Several networks of one shape, whose probabilities are averaged; temperature and bias calibrate them.

    The bias moves the scores from the mixture that was trained on to the one that people make.
    """

    members: tuple[Weights, ...]
    temperature: float = 1.0
    bias: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)


def load_network(path: Path = PLACE) -> Network:
    """Return the shipped networks, or those of a file; arrays alone, nothing that could be run."""
    with np.load(path, allow_pickle=False) as held:
        count = int(held["members"])
        members = [
            {name.split("/")[1]: held[name].astype(np.float32) for name in held.files if name.startswith(f"{i}/")}
            for i in range(count)
        ]
        return Network(tuple(members), float(held["temperature"]), tuple(map(float, held["bias"])))


def save_network(network: Network, path: Path) -> None:
    """Write networks as a file of arrays (half precision is enough)."""
    arrays: dict[str, Any] = {
        f"{i}/{name}": w.astype(np.float16) for i, ws in enumerate(network.members) for name, w in ws.items()
    }
    held: dict[str, Any] = {"members": np.array(len(network.members)), "temperature": np.array(network.temperature)}
    np.savez_compressed(path, **held, **arrays, bias=np.array(network.bias))


def prepare(ink: Stack, darkness: Stack) -> tuple[Array, Array]:
    """Return what a network sees of windows: ink at half the resolution (n × 29 × 29) and six measures (n × 6)."""
    n = len(ink)
    pooled = 0.25 * (ink[:, ::2, ::2] + ink[:, 1::2, ::2] + ink[:, ::2, 1::2] + ink[:, 1::2, 1::2])
    half = int(BOX / 2 * SCALE / 2)
    middle = POOLED // 2
    inner = pooled[:, middle - half : middle + half + 1, middle - half : middle + half + 1].reshape(
        n, (2 * half + 1) ** 2
    )
    whole = pooled.reshape(n, POOLED * POOLED)
    sparse = np.clip(darkness[:, ::3, ::3], 0, 1).reshape(n, len(range(0, SIDE, 3)) ** 2)
    beyond = whole.mean(axis=1) * whole.shape[1] - inner.sum(axis=1)
    measures = np.stack(
        [
            inner.mean(axis=1),
            (inner > 0.3).mean(axis=1),
            beyond / (whole.shape[1] - inner.shape[1]),
            whole.max(axis=1, initial=0),
            4 * (sparse * (1 - sparse)).mean(axis=1),
            4 * np.minimum(whole, 0.15).mean(axis=1),
        ],
        axis=1,
    )
    return pooled, measures.astype(np.float32)


def infer(network: Network, pooled: Array, measures: Array) -> NDArray[np.float64]:
    """Return the probabilities of the four states for each window: n × 4."""
    if not len(pooled):
        return np.zeros((0, 4))
    patches = unfold(pooled[..., None], *FIRST[:2])
    bias = np.array(network.bias)
    found = [soften(run(w, patches, measures) / network.temperature + bias) for w in network.members]
    chances: NDArray[np.float64] = np.mean(found, axis=0)
    return chances


def run(weights: Weights, patches: Array, measures: Array) -> Array:
    """Return the scores of one network; `patches` is the first layer's input, unfolded."""
    first = _activate(patches, weights["w1"], weights["b1"])
    second = _activate(unfold(first, *SECOND[:2]), weights["w2"], weights["b2"])
    flat = np.concatenate([second.reshape(len(second), -1), measures], axis=1)
    scores: Array = _activate(flat, weights["w3"], weights["b3"]) @ weights["w4"] + weights["b4"]
    return scores


def _activate(values: Array, weights: Array, bias: Array) -> Array:
    """Return one layer: what is positive of the weighed sums."""
    # As one flat table: many small products cost twice as much as one large.
    sums: Array = values.reshape(-1, values.shape[-1]) @ weights
    sums += bias
    return np.maximum(sums, 0, out=sums).reshape(*values.shape[:-1], -1)


def unfold(pictures: Array, side: int, step: int) -> Array:
    """Return every patch of n × h × w × c pictures as a row: n × h' × w' × (side · side · c)."""
    views = sliding_window_view(pictures, (side, side), axis=(1, 2))[:, ::step, ::step]
    rows: Array = np.moveaxis(views, 3, -1).reshape(*views.shape[:3], -1)
    return rows


def soften(scores: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return probabilities from scores."""
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
