"""Our two-dimensional convolutions beside SciPy and TensorFlow, on one machine in one run.

python -m benchmarks.convolution     (under a minute)

The task: 256 digits, 16 filters of 5 × 5, padding that keeps the size, float32, the forward pass. The sides take turns,
and the best of several rounds counts, so that a busy moment hurts nobody. All results are compared before they are
timed. The two loops of Python are timed on a few images; their time grows with the number of images and nothing else.
"""

import argparse
import os
import platform
import sys
import time
from pathlib import Path

if __package__ in (None, ""):  # started as a file: make the course's root importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import scipy.ndimage
import scipy.signal
from tqdm import trange

from helpers import load_mnist, silence_tensorflow
from helpers.convolution_2d import convolve_im2col, convolve_loops, convolve_tiles, convolve_windows

IMAGES, FILTERS, SIZE = 256, 16, 5


def every_multiplication(x, kernels):
    """Convolve with one loop for each index: what a beginner writes."""
    pad = SIZE // 2
    p = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    count, height, width, channels = x.shape
    y = np.zeros((count, height, width, kernels.shape[3]), dtype=x.dtype)
    for n in range(count):
        for i in range(height):
            for j in range(width):
                for f in range(kernels.shape[3]):
                    for u in range(SIZE):
                        for v in range(SIZE):
                            for c in range(channels):
                                y[n, i, j, f] += p[n, i + u, j + v, c] * kernels[u, v, c, f]
    return y


def with_ndimage(x, kernels):
    """Convolve with scipy.ndimage.correlate, which takes one filter at a time; the third axis has size 1."""
    return np.stack(
        [scipy.ndimage.correlate(x[..., 0], kernels[None, :, :, 0, f], mode="constant") for f in range(FILTERS)], -1
    )


def with_fft(x, kernels):
    """Convolve through the Fourier transform, with scipy.signal.fftconvolve."""
    turned = kernels[None, ::-1, ::-1, 0].transpose(3, 0, 1, 2)
    return np.stack(
        [scipy.signal.fftconvolve(x[..., 0], kernel, mode="same", axes=(1, 2)) for kernel in turned], axis=-1
    )


def run(rounds: int) -> dict[str, float]:
    """Return the best seconds of each way for the whole batch, after checking that all give the same."""
    silence_tensorflow()
    import tensorflow as tf

    x = load_mnist(scaled=True, layout="channel").test_images[:IMAGES]
    kernels = np.random.default_rng(0).normal(size=(SIZE, SIZE, 1, FILTERS)).astype(np.float32)
    tensor_x, tensor_kernels = tf.constant(x), tf.constant(kernels)
    # name → (function, images it is timed on, in how many of the rounds it takes part)
    ways = {
        "a loop for each index": (lambda x: every_multiplication(x, kernels), 1, 1),
        "four loops": (lambda x: convolve_loops(x, kernels, padding="equal"), 2, 2),
        "windows and einsum": (lambda x: convolve_windows(x, kernels, padding="equal"), IMAGES, rounds // 20),
        "im2col, one matrix product": (lambda x: convolve_im2col(x, kernels, padding="equal"), IMAGES, rounds),
        "im2col in tiles": (lambda x: convolve_tiles(x, kernels, padding="equal"), IMAGES, rounds),
        "scipy.ndimage.correlate": (lambda x: with_ndimage(x, kernels), IMAGES, rounds // 20),
        "scipy.signal.fftconvolve": (lambda x: with_fft(x, kernels), IMAGES, rounds // 20),
        "tf.nn.conv2d": (lambda x: tf.nn.conv2d(tensor_x, tensor_kernels, 1, "SAME").numpy(), IMAGES, rounds),
    }
    reference = ways["tf.nn.conv2d"][0](x)
    best = {}
    for number in trange(rounds, desc="rounds"):
        for name, (function, count, times) in ways.items():
            if number >= max(1, times):
                continue
            start = time.perf_counter()
            y = function(x[:count])
            seconds = (time.perf_counter() - start) * IMAGES / count
            best[name] = min(seconds, best.get(name, np.inf))
            if number == 0:
                np.testing.assert_allclose(y, reference[:count], atol=1e-4, err_msg=name)
    return best


def table(best: dict[str, float]) -> str:
    """Return the table: milliseconds, and each time as a multiple of our fastest form's and of TensorFlow's."""
    ours = min(("im2col, one matrix product", "im2col in tiles"), key=best.get)
    theirs = best["tf.nn.conv2d"]
    lines = ["| way | ms | ÷ our best | ÷ tf.nn.conv2d |", "|---|---:|---:|---:|"]
    for name, seconds in sorted(best.items(), key=lambda pair: -pair[1]):
        lines.append(f"| {name} | {1000 * seconds:,.1f} | {seconds / best[ours]:,.2f} | {seconds / theirs:,.2f} |")
    ratio = best[ours] / theirs
    lines += ["", f"Our best is {ours}: {ratio:.2f} × tf.nn.conv2d (goal: at most 2, {verdict(ratio <= 2)})"]
    for name in ("a loop for each index", "four loops"):
        ratio = best[name] / best[ours]
        lines.append(f"and {ratio:,.0f} × as fast as {name} (goal: at least 300, {verdict(ratio >= 300)}).")
    return "\n".join(lines)


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.convolution", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200, help="how often each fast way is timed (200 without it)")
    arguments = parser.parse_args()
    print(
        f"{IMAGES} digits of 28 × 28, {FILTERS} filters of {SIZE} × {SIZE}, float32, {os.cpu_count()} cores,", end=" "
    )
    print(f"{platform.machine()}, NumPy {np.__version__}", end="\n\n")
    print(table(run(max(4, arguments.rounds))))


if __name__ == "__main__":
    main()
