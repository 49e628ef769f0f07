"""Wrong and right answers to exercise 09, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "09_cnn_from_scratch"

TASKS = {
    "padding": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def same_padding(size, kernel, stride): return 1, 2",
                says="as few zeros as ⌈size / stride⌉ windows need",
            ),
            Wrong(
                "forgets return",
                replace=("return zeros // 2", "zeros // 2"),
                says="does your function end with `return`?",
            ),
            Wrong(
                "forgets return of the index",
                replace=("return index if", "index if"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "the odd zero before",
                replace=("return zeros // 2, zeros - zeros // 2", "return zeros - zeros // 2, zeros // 2"),
                says="the odd zero goes to the end",
            ),
            Wrong(
                "all at the end",
                replace=("zeros // 2, zeros - zeros // 2", "0, zeros"),
                says="all zeros are at the end: share them",
            ),
            Wrong(
                "halves",
                replace=("zeros - zeros // 2", "zeros // 2"),
                says="an odd number of zeros cannot be shared equally: the end gets one more",
            ),
            Wrong(
                "not whole",
                replace=("zeros // 2, zeros - zeros // 2", "zeros / 2, zeros / 2"),
                says="shared, but not in whole numbers",
            ),
            Wrong(
                "rounds down",
                replace=("-(-size // stride)", "size // stride"),
                says="the number of outputs is rounded up, not down",
            ),
            Wrong("fewer than none", replace=("max(0, ", "("), says="there are never fewer than no zeros"),
            Wrong(
                "ignores the stride",
                replace=("(outputs - 1) * stride + kernel - size", "kernel - 1"),
                says="kernel − 1 zeros are needed only with stride 1",
            ),
            Wrong(
                "counts in the padded signal",
                replace=(" - same_padding(size, kernel, stride)[0]", ""),
                says="input_index(0, 0, 6, 4, 1) is 0, expected None: there the kernel meets a zero of the paddi",
            ),
            Wrong(
                "takes the end's zeros",
                replace=("stride)[0]", "stride)[1]"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "no stride in the index",
                replace=("u * stride + i", "u + i"),
                says="the stride is missing: output u starts at u · stride",
            ),
            Wrong(
                "never None",
                replace=("index if 0 <= index < size else None", "index"),
                says="input_index(2, 1, 7, 2, 3) is 7, expected None: there the kernel meets a zero of the paddi",
            ),
            Wrong(
                "flips",
                replace=("u * stride + i", "u * stride + kernel - 1 - i"),
                says="the kernel is flipped: the lecture's formula is a cross-correlation",
            ),
            Wrong(
                "floats",
                replace=(
                    "return zeros // 2, zeros - zeros // 2",
                    "return float(zeros // 2), float(zeros - zeros // 2)",
                ),
                says="use // instead of /, or int()",
            ),
            Wrong(
                "an index that is a float",
                replace=("return index if", "return float(index) if"),
                says="use // instead of /, or int()",
            ),
            Wrong(
                "from the end, as Python does",
                replace=("0 <= index < size", "index < size"),
                says="input_index(0, 0, 6, 4, 1) is -1, expected None: there the kernel meets a zero of the padd",
            ),
            Wrong(
                "only the zeros before",
                replace=("0 <= index < size", "0 <= index"),
                says="input_index(2, 1, 7, 2, 3) is 7, expected None: there the kernel meets a zero of the paddi",
            ),
            Wrong(
                "the last input is a zero",
                replace=("0 <= index < size", "0 <= index < size - 1"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "the first input is a zero",
                replace=("0 <= index < size", "0 < index < size"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "None when the window begins in the zeros",
                replace=("0 <= index < size", "0 <= index - i and index < size"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "always half of the kernel",
                replace=("same_padding(size, kernel, stride)[0]", "(kernel - 1) // 2"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "one stride",
                replace=("same_padding(size, kernel, stride)[0]", "same_padding(size, kernel, 1)[0]"),
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "−1 for a zero",
                replace=("else None", "else -1"),
                says="input_index(2, 1, 7, 2, 3) is -1, expected None: there the kernel meets a zero of the padd",
            ),
            Wrong(
                "half of the kernel, as PyTorch",
                code="def same_padding(size, kernel, stride): return kernel // 2, kernel // 2",
                says="3 zeros: 1 before, 2 after",
            ),
            Wrong(
                "rounds the half",
                replace=("zeros // 2, zeros - zeros // 2", "round(zeros / 2), zeros - round(zeros / 2)"),
                says="the odd zero goes to the end",
            ),
            Wrong(
                "one output too many",
                replace=("-(-size // stride)", "size // stride + 1"),
                says="3 zeros: 1 before, 2 after",
            ),
            Wrong(
                "False for a zero",
                replace=("else None", "else False"),
                says="input_index(2, 1, 7, 2, 3) is False, expected None: there the kernel meets a zero of the p",
            ),
        ],
        right=[
            Right(
                "an array of both",
                replace=("return zeros // 2, zeros - zeros // 2", "return np.array([zeros // 2, zeros - zeros // 2])"),
            ),
            Right(
                "a named tuple",
                code="""
from typing import NamedTuple

class Padding(NamedTuple):
    before: int
    after: int

def same_padding(size: int, kernel: int, stride: int) -> Padding:
    total: int = max(0, ((size + stride - 1) // stride - 1) * stride + kernel - size)
    return Padding(before=total // 2, after=total - total // 2)

def input_index(u, i, size, kernel, stride):
    index = u * stride + i - same_padding(size=size, kernel=kernel, stride=stride).before
    return index if 0 <= index < size else None
""",
            ),
            Right(
                "a padded list of indices",
                code="""
def same_padding(size, kernel, stride):
    last = (size - 1) // stride * stride
    zeros = last + kernel - size
    if zeros < 0:
        zeros = 0
    return zeros // 2, (zeros + 1) // 2

def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    return [*[None] * before, *range(size), *[None] * after][u * stride + i]
""",
            ),
            Right(
                "np.ceil and np.int64",
                code="""
def same_padding(size, kernel, stride):
    total = np.maximum(0, (int(np.ceil(size / stride)) - 1) * stride + kernel - size)
    return [np.int64(total // 2), np.int64(-(-total // 2))]

def input_index(u, i, size, kernel, stride):
    before = same_padding(size, kernel, stride)[0]
    place = stride * u + i
    if place < before or place >= before + size:
        return
    return np.arange(size)[place - before]
""",
            ),
            Right(
                "remainders",
                code="""
def same_padding(size, kernel, stride):
    rest = size % stride
    total = kernel - (rest if rest else stride)
    return (0, 0) if total < 0 else (total // 2, (total + 1) // 2)
""",
            ),
        ],
    ),
    "backward": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="""
def kernel_gradient(x, g): return np.array([[21.0, 42]])
def input_gradient(g, k): return np.array([[3.0, 35, 50]])
""",
                says="entry (i, j) is the sum of x[u + i, v + j] · g[u, v]",
            ),
            Wrong("forgets return", replace=("return gradient", "pass"), says="does your function end with `return`?"),
            Wrong(
                "flips the error",
                replace=("* g)", "* g[::-1, ::-1])"),
                says="the error is flipped: in the kernel's gradient nothing is",
            ),
            Wrong("takes means", replace=("np.sum(", "np.mean("), says="these are means: add up"),
            Wrong("wrong sign", replace=("= np.sum(", "= -np.sum("), says="the sign is wrong"),
            Wrong(
                "does not flip the kernel",
                replace=("g[u, v] * k", "g[u, v] * k[::-1, ::-1]"),
                says="the kernel is not flipped: the window moves forwards, and the pixel meets the kernel backw",
            ),
            Wrong(
                "flips rows only",
                replace=("g[u, v] * k", "g[u, v] * k[:, ::-1]"),
                says="the kernel is not flipped: the window moves forwards, and the pixel meets the kernel backw",
            ),
            Wrong(
                "flips one direction",
                replace=("g[u, v] * k", "g[u, v] * k[::-1]"),
                says="the kernel is flipped in one direction only: flip both rows and columns",
            ),
            Wrong(
                "overwrites",
                replace=("+= g[u, v]", "= g[u, v]"),
                says="each output overwrites what the one before has left: use +=",
            ),
            Wrong(
                "no border",
                code="""
def input_gradient(g, k):
    return np.array([[np.sum(g * k[::-1, ::-1])]])
""",
                says="without a border the pixels at the edge are missing: let the kernel hang over the edge",
            ),
            Wrong(
                "square only",
                replace=("x.shape[1] - g.shape[1] + 1", "x.shape[0] - g.shape[0] + 1"),
                says="height and width differ: count rows and columns separately",
            ),
            Wrong(
                "writes into x",
                replace=("] * g)\n", "] * g)\n    x *= 2\n"),
                says="kernel_gradient changes its argument x in place",
            ),
            Wrong(
                "whole numbers, kernel",
                replace=(
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))",
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1), x.dtype)",
                ),
                says="only the whole parts are left",
            ),
            Wrong(
                "whole numbers of the error, kernel",
                replace=(
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))",
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1), g.dtype)",
                ),
                says="only the whole parts are left: is there astype(int), int(), or zeros_like of an array of w",
            ),
            Wrong(
                "whole numbers of the error",
                replace=(
                    "gradient = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))",
                    "gradient = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1), g.dtype)",
                ),
                says="your code raises UFuncTypeError: +=, -=, *= or /= writes into an array of whole numbers, w",
            ),
            Wrong(
                "whole numbers of the kernel",
                replace=(
                    "gradient = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))",
                    "gradient = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1), k.dtype)",
                ),
                says="your code raises UFuncTypeError: +=, -=, *= or /= writes into an array of whole numbers, w",
            ),
            Wrong(
                "the shape of g for the kernel",
                replace=(
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))",
                    "gradient = np.zeros(g.shape)",
                ),
                says="your code raises ValueError: the shapes (4, 3) and (4, 4) do not fit together in `x[i : i",
            ),
            Wrong(
                "square kernels",
                replace=("g.shape[1] + k.shape[1] - 1)", "g.shape[1] + k.shape[0] - 1)"),
                says="your code raises ValueError: non-broadcastable output operand with shape (1,1) doesn't mat",
            ),
            Wrong(
                "lists",
                replace=("return gradient", "return gradient.tolist()"),
                says="kernel_gradient(x, g) is a list, expected a NumPy array: its numbers are right, so put np.",
            ),
            Wrong(
                "x flipped",
                replace=(
                    "x[i : i + g.shape[0], j : j + g.shape[1]]",
                    "x[::-1, ::-1][i : i + g.shape[0], j : j + g.shape[1]]",
                ),
                says="correlate x with g, without padding",
            ),
            Wrong(
                "errors cut",
                replace=("g[u, v] * k", "max(g[u, v], 0) * k"),
                says="each output spreads its error over its window, and all adds up",
            ),
            Wrong(
                "writes into g",
                replace=("gradient[u : u + k.shape[0]", "g[u, v] += 0.5\n        gradient[u : u + k.shape[0]"),
                says="input_gradient changes its argument g in place",
            ),
            Wrong(
                "SciPy",
                code="""
from scipy.signal import convolve2d, correlate2d
def kernel_gradient(x, g): return correlate2d(x, g, "valid")
def input_gradient(g, k): return convolve2d(g, k)
""",
                says="kernel_gradient uses correlate2d of scipy (`return correlate2d(x, g, 'valid')`): write the sum yourself, with NumPy",
            ),
            Wrong(
                "a module of SciPy, in one of the two, under another name",
                code="""
def input_gradient(g, k):
    import scipy.ndimage as tools
    around = [(size - 1, size - 1) for size in k.shape]
    full = tools.correlate(np.pad(g, around).astype(float), k[::-1, ::-1], mode="constant", origin=[-(size // 2) for size in k.shape])
    return full[: g.shape[0] + k.shape[0] - 1, : g.shape[1] + k.shape[1] - 1]
""",
                says="input_gradient uses tools.correlate of scipy",
            ),
            Wrong(
                "transposed kernel",
                code="""
def input_gradient(g, k):
    from scipy.signal import convolve2d
    return convolve2d(g, k.T)
""",
                says="a full convolution of g and k",
            ),
            Wrong(
                "same size",
                code="""
def input_gradient(g, k):
    from scipy.signal import convolve2d
    return convolve2d(g, k, mode='same')
""",
                says="a full convolution of g and k",
            ),
            Wrong(
                "a correlation",
                code="""
def input_gradient(g, k):
    from scipy.signal import correlate2d
    return correlate2d(g, k, mode='full')
""",
                says="the kernel is not flipped: the window moves forwards, and the pixel meets the kernel backw",
            ),
            Wrong(
                "float16",
                replace=(
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))",
                    "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1), np.float16)",
                ),
                says="expected",
            ),
            Wrong(
                "SciPy for the kernel",
                code="""
from scipy.signal import correlate2d
def kernel_gradient(x, g): return correlate2d(x, g, mode='valid')
""",
                says="kernel_gradient uses correlate2d of scipy (`return correlate2d(x, g, mode='valid')`): write the sum yourself, with NumPy",
            ),
            Wrong(
                "SciPy for the input, in a helper",
                code="""
import scipy.signal as xinhao
def juanji(a, b): return xinhao.convolve2d(a, b)
def input_gradient(g, k): return juanji(g, k)
""",
                says="juanji uses xinhao.convolve2d of scipy",
            ),
            Wrong(
                "SciPy, imported inside",
                code="""
def input_gradient(g, k):
    from scipy import ndimage
    padded = np.pad(g.astype(float), ((0, k.shape[0] - 1), (0, k.shape[1] - 1)))
    return ndimage.convolve(padded, k, mode="constant", origin=(-(k.shape[0] // 2), -(k.shape[1] // 2)))
""",
                says="input_gradient uses ndimage.convolve of scipy",
            ),
            Wrong(
                "TensorFlow's tape",
                code="""
import tensorflow as tf
def kernel_gradient(x, g):
    image = tf.constant(x[None, :, :, None].astype("float64"))
    kernel = tf.Variable(tf.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1, 1, 1), tf.float64))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.nn.conv2d(image, kernel, 1, "VALID")[0, :, :, 0] * g)
    return tape.gradient(loss, kernel).numpy()[:, :, 0, 0]
""",
                says=" of tensorflow (`",
            ),
        ],
        right=[
            Right(
                "frequencies",
                code="""
def kernel_gradient(x, g):
    product = np.fft.rfft2(x) * np.conj(np.fft.rfft2(g, x.shape))
    return np.fft.irfft2(product, x.shape)[: x.shape[0] - g.shape[0] + 1, : x.shape[1] - g.shape[1] + 1]

def input_gradient(g, k):
    shape = np.add(g.shape, k.shape) - 1
    return np.fft.irfft2(np.fft.rfft2(g, shape) * np.fft.rfft2(k, shape), shape)
""",
            ),
            Right(
                "windows, and a padded error",
                code="""
def correlated(x, k):
    return np.einsum("uvij,ij->uv", np.lib.stride_tricks.sliding_window_view(x, k.shape), k)

def kernel_gradient(x, g):
    return correlated(x, g)

def input_gradient(g, k):
    rows, columns = k.shape[0] - 1, k.shape[1] - 1
    return correlated(np.pad(g, ((rows, rows), (columns, columns))), np.rot90(k, 2))
""",
            ),
            Right(
                "four loops",
                code="""
def kernel_gradient(x, g):
    (H, W), (R, C) = x.shape, g.shape
    return np.array([[sum(x[u + i, v + j] * g[u, v] for u in range(R) for v in range(C)) for j in range(W - C + 1)] for i in range(H - R + 1)], dtype=float)
def input_gradient(g, k):
    answer = np.zeros(np.add(g.shape, k.shape) - 1)
    for i, j in np.ndindex(*k.shape):
        answer[i : i + len(g), j : j + g.shape[1]] += g * k[i, j]
    return answer
""",
            ),
        ],
        equivalent={
            "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1)) → gradient = np.ones((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))": "every entry is set"
        },
    ),
    "pooling": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def max_pool_backward(g, x, size, stride): return np.array([[0.0, 10, 0, 0], [0, 0, -3, 0]])",
                says="max_pool_backward of a map of whole numbers",
            ),
            Wrong("forgets return", replace=("return dx", "pass"), says="end with `return`"),
            Wrong(
                "gives it to all",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        dx[i * stride : i * stride + size, j * stride : j * stride + size] += value
    return dx
""",
                says="only the largest may",
            ),
            Wrong(
                "average pooling's gradient",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        dx[i * stride : i * stride + size, j * stride : j * stride + size] += value / size**2
    return dx
""",
                says="this is average pooling",
            ),
            Wrong("the mask alone", replace=("+= g[i, j]", "+= 1"), says="this is the mask alone"),
            Wrong("wrong sign", replace=("+= g[i, j]", "-= g[i, j]"), says="the sign is wrong"),
            Wrong(
                "forgets where the window starts",
                replace=("dx[i * stride + row, j * stride + column]", "dx[row, column]"),
                says="add the start of the window",
            ),
            Wrong("the smallest wins", replace=("argmax", "argmin"), says="this sends it to the smallest"),
            Wrong("overwrites instead of adding", replace=("+= g[i, j]", "= g[i, j]"), says="add up with +="),
            Wrong(
                "all tied numbers get the whole",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        place = np.s_[i * stride : i * stride + size, j * stride : j * stride + size]
        dx[place] += value * (x[place] == x[place].max())
    return dx
""",
                says="each of the tied numbers gets the whole gradient",
            ),
            Wrong(
                "only touching windows",
                replace=("i * stride", "i * size"),
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "writes into x",
                replace=("return dx", "x += 1; return dx"),
                says="max_pool_backward changes its argument x in place",
            ),
            Wrong(
                "zeros like a map of whole numbers",
                replace=(
                    "    dx = np.zeros(x.shape)\n    for i in range(g.shape[0]):\n        for j in range(g.shape[1]):\n            window",
                    "    dx = np.zeros_like(x)\n    for i in range(g.shape[0]):\n        for j in range(g.shape[1]):\n            window",
                ),
                says="only the whole parts are left",
            ),
            Wrong(
                "average: zeros like a map of whole numbers",
                replace=(
                    "    dx = np.zeros(x.shape)\n    for i in range(g.shape[0]):\n        for j in range(g.shape[1]):\n            dx[",
                    "    dx = np.zeros_like(x)\n    for i in range(g.shape[0]):\n        for j in range(g.shape[1]):\n            dx[",
                ),
                says="UFuncTypeError",
            ),
            Wrong(
                "uses up the gradient",
                replace=("+= g[i, j]\n    return dx", "+= g[i, j]\n            g[i, j] = 0\n    return dx"),
                says="max_pool_backward changes its argument g in place",
            ),
            Wrong(
                "average: a list",
                code="def average_pool_backward(g, x, size, stride):\n    dx = np.zeros(x.shape)\n    for (i, j), value in np.ndenumerate(g):\n        dx[i * stride : i * stride + size, j * stride : j * stride + size] += value / size**2\n    return dx.tolist()",
                says="is a list",
            ),
            Wrong("average: size 2 only", replace=("size**2", "4"), says="starts at row i · stride"),
            Wrong(
                "clips the gradient",
                replace=("+= g[i, j]", "+= max(g[i, j], 0)"),
                says="g goes to the largest of each window",
            ),
            Wrong(
                "a tie takes the losers with it",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        place = np.s_[i * stride : i * stride + size, j * stride : j * stride + size]
        winners = x[place] == x[place].max()
        dx[place] += value * winners if winners.sum() == 1 else value / size**2
    return dx
""",
                says="only the largest numbers share it",
            ),
            Wrong(
                "average: the whole gradient to all",
                replace=(" / size**2", ""),
                says="each number gets the whole gradient",
            ),
            Wrong("average: divides by the size", replace=("size**2", "size"), says="not by size"),
            Wrong(
                "average: takes it for max pooling",
                code="average_pool_backward = max_pool_backward",
                says="this is max pooling",
            ),
            Wrong("average: overwrites instead of adding", replace=("size] += g", "size] = g"), says="add up with +="),
            Wrong(
                "average: only touching windows",
                replace=(
                    "dx[i * stride : i * stride + size, j * stride : j * stride + size]",
                    "dx[i * size : (i + 1) * size, j * size : (j + 1) * size]",
                ),
                says="starts at row i · stride",
            ),
            Wrong(
                "average: all of x instead of the window",
                replace=(
                    "dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2",
                    "dx += g[i, j] / x.size",
                ),
                says="each number of a window gets g / size²",
            ),
            Wrong(
                "the largest of rounded numbers",
                replace=("window.argmax()", "window.round(1).argmax()"),
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "the largest in half precision",
                replace=("window.argmax()", "window.astype(np.float16).argmax()"),
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "the search begins at −1",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            best, place = -1, (i * stride, j * stride)
            for a in range(i * stride, i * stride + size):
                for b in range(j * stride, j * stride + size):
                    if x[a, b] > best:
                        best, place = x[a, b], (a, b)
            dx[place] += g[i, j]
    return dx
""",
                says="each window sends its g to its largest number",
            ),
        ],
        right=[
            Right(
                "a shared mask",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros_like(x, dtype=float)
    for (i, j), value in np.ndenumerate(g):
        place = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
        winners = x[place] == x[place].max()
        dx[place] += value * winners / winners.sum()
    return dx
""",
            ),
            Right(
                "np.add.at, without a loop over the windows",
                code="""
def max_pool_backward(g, x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))[::stride, ::stride]
    best = windows.reshape(*g.shape, -1).argmax(axis=-1)
    i, j = np.indices(g.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (i * stride + best // size, j * stride + best % size), g)
    return dx
""",
            ),
            Right(
                "average: one shifted copy of g for each place in the window",
                code="""
def average_pool_backward(g, x, size, stride):
    dx = np.zeros_like(x, dtype=float)
    rows, columns = g.shape
    for u in range(size):
        for v in range(size):
            dx[u : u + stride * rows : stride, v : v + stride * columns : stride][:rows, :columns] += g / size**2
    return dx
""",
            ),
            Right(
                "average: a matrix for the rows and one for the columns",
                code="""
def average_pool_backward(g, x, size, stride):
    def spread(length, places):
        first = stride * np.arange(places)[:, None]
        return (np.arange(length) >= first) & (np.arange(length) < first + size)
    return spread(len(x), len(g)).T @ g @ spread(x.shape[1], g.shape[1]) / size**2
""",
            ),
        ],
    ),
    "col2im": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="""
def col2im(columns, shape, K):
    return np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]).reshape(1, 3, 3, 1)
""",
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong("forgets return", replace=("return X", "pass"), says="does your function end with `return`?"),
            Wrong(
                "overwrites",
                replace=("+= windows", "= windows"),
                says="where windows overlap numbers add up with +=, and nothing is divided",
            ),
            Wrong(
                "the lesson's, for digits that come last",
                code="""
def col2im(columns, shape, size):
    C, H, W, N = shape
    rows, places = H - size + 1, W - size + 1
    windows = columns.reshape(size, size, C, rows, places, N)
    X = np.zeros(shape, columns.dtype)
    for i, j in np.ndindex(size, size):
        X[:, i : i + rows, j : j + places] += windows[i, j]
    return X
""",
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "an inverse",
                replace=(
                    "return X",
                    "return X / col2im_counts(shape, K)\n\ndef col2im_counts(shape, K):\n    n = [np.convolve(np.ones(s - K + 1), np.ones(K)) for s in shape[1:3]]\n    return np.multiply.outer(*n)[:, :, None]",
                ),
                says="where windows overlap numbers add up with +=, and nothing is divided",
            ),
            Wrong(
                "channels before the window",
                replace=(
                    "columns.reshape(N, rows, places, K, K, C)",
                    "np.moveaxis(columns.reshape(N, rows, places, C, K, K), 3, 5)",
                ),
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "i and j swapped",
                replace=("windows[:, :, :, i, j]", "windows[:, :, :, j, i]"),
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "flips the windows",
                replace=("windows[:, :, :, i, j]", "windows[:, :, :, K - 1 - i, K - 1 - j]"),
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "height for width",
                replace=("W - K + 1", "H - K + 1"),
                says="your code raises ValueError: an array of 432 numbers has no shape (2,2,2,3,3,3): multiply",
            ),
            Wrong("squeezes", replace=("return X", "return X[0]"), says="the answer has the shape of the batch"),
            Wrong(
                "writes into columns",
                replace=("    return X", "    columns *= 2\n    return X"),
                says="col2im changes its argument columns in place",
            ),
            Wrong(
                "whole numbers",
                replace=("np.zeros(shape)", "np.zeros(shape, dtype=int)"),
                says="your code raises UFuncTypeError: +=, -=, *= or /= writes into an array of whole numbers, w",
            ),
            Wrong(
                "cuts to whole numbers",
                replace=("return X", "return X.astype(int)"),
                says="only the whole parts are left: is there astype(int), int(), or zeros_like of an array of w",
            ),
            Wrong(
                "K is 2",
                replace=("N, H, W, C = shape", "N, H, W, C = shape; K = 2"),
                says="your code raises ValueError: an array of 432 numbers has no shape (2,3,5,2,2,3): multiply",
            ),
            Wrong(
                "one sample",
                replace=(
                    "X[:, i : i + rows, j : j + places] += windows[:, :, :, i, j]",
                    "X[:1, i : i + rows, j : j + places] += windows[:1, :, :, i, j]",
                ),
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "places first",
                replace=(
                    "columns.reshape(N, rows, places, K, K, C)",
                    "columns.reshape(N, places, rows, K, K, C).swapaxes(1, 2)",
                ),
                says="the axes of a window in a row are (K, K, C), in this order",
            ),
            Wrong(
                "fancy += counts once",
                replace=(
                    "            X[:, i : i + rows, j : j + places] += windows[:, :, :, i, j]",
                    "            X.reshape(-1)[im2col(np.arange(X.size).reshape(shape), K)] += columns; return X",
                ),
                says="where windows overlap numbers add up with +=, and nothing is divided",
            ),
            Wrong("means", replace=("return X", "return X / K**2"), says="add each window to the place it came from"),
            Wrong(
                "a list",
                replace=("return X", "return X.tolist()"),
                says="col2im(im2col(X, 2), (1, 3, 3, 1), 2) is a list, expected a NumPy array: its numbers are r",
            ),
            Wrong(
                "in place of columns",
                replace=("windows = columns", "columns *= 1.5\n    windows = columns"),
                says="col2im changes its argument columns in place",
            ),
            Wrong(
                "float16",
                replace=("np.zeros(shape)", "np.zeros(shape, np.float16)"),
                says="expected",
            ),
        ],
        right=[
            Right(
                "window by window",
                code="""
def col2im(columns, shape, K):
    X = np.zeros(shape)
    places = np.ndindex(shape[0], shape[1] - K + 1, shape[2] - K + 1)
    for row, (n, u, v) in zip(columns, places):
        X[n, u : u + K, v : v + K] += row.reshape(K, K, -1)
    return X
""",
            ),
            Right(
                "np.add.at with im2col of the indices",
                code="""
def col2im(columns, shape, K):
    indices = np.arange(np.prod(shape)).reshape(shape)
    return np.bincount(im2col(indices, K).ravel(), columns.ravel(), indices.size).reshape(shape)
""",
            ),
            Right(
                "np.add.at",
                code="""
def col2im(columns, shape, K):
    X = np.zeros(int(np.prod(shape)))
    np.add.at(X, im2col(np.arange(X.size).reshape(shape), K), columns)
    return X.reshape(shape)
""",
            ),
            Right(
                "a matrix",
                code="""
def col2im(columns, shape, K):
    size = int(np.prod(shape))
    answer = np.zeros(size)
    for place, value in zip(im2col(np.arange(size).reshape(shape), K).flat, columns.flat):
        answer[place] += value
    return answer.reshape(*shape)
""",
            ),
        ],
    ),
    "step": Task(
        wrong=[
            Wrong(
                "a constant",
                code="def training_step(W, b, images, labels, rate): return 0.5",
                says="the loss from before the step, a number",
            ),
            Wrong(
                "forgets return",
                replace=("return loss", "pass"),
                says="training_step's loss, images (1, 4, 4, 1), W (2, 2, 1, 3) is None, expected a number: does",
            ),
            Wrong("no ReLU forward", replace=("np.maximum(Z, 0)", "Z"), says="the ReLU is missing"),
            Wrong(
                "sums", replace=(".mean(axis=1)", ".sum(axis=1)"), says="these are the sums of the maps: take the means"
            ),
            Wrong("no bias", replace=("b.size) + b)", "b.size))"), says="the bias is missing"),
            Wrong(
                "ReLU after the mean",
                replace=("np.maximum(Z, 0).mean(axis=1)", "np.maximum(Z.mean(axis=1), 0)"),
                says="the ReLU comes before the mean, not after it",
            ),
            Wrong(
                "a new W",
                replace=("W -= rate *", "W = W - rate *"),
                says="W has not changed: W = W − … makes a new array, W -= … changes the one that was given",
            ),
            Wrong(
                "b does not learn",
                replace=("b -= rate * error.sum(axis=0)", "pass"),
                says="b has not changed: it learns too, and in place, b -= …",
            ),
            Wrong("goes up", replace=("W -= rate", "W += rate"), says="the step goes up: subtract"),
            Wrong("b goes up", replace=("b -= rate", "b += rate"), says="the step goes up: subtract"),
            Wrong(
                "no ReLU backward",
                replace=("* (Z > 0)", "* np.ones_like(Z)"),
                says="the ReLU is missing on the way back: nothing passes where Z was not positive",
            ),
            Wrong(
                "no mean backward",
                replace=("G[:, None] / Z.shape[1]", "G[:, None]"),
                says="the mean is missing on the way back: divide by the number of places",
            ),
            Wrong(
                "divides by N again",
                replace=("G[:, None] /", "G[:, None] / len(images) /"),
                says="the gradient of the logits is divided by N already",
            ),
            Wrong("no rate", replace=("W -= rate *", "W -="), says="the rate is not used"),
            Wrong(
                "means for b",
                replace=("error.sum(axis=0)", "error.mean(axis=0)"),
                says="the mean over all places is taken: add the errors up",
            ),
            Wrong(
                "the loss after the step",
                replace=(
                    "return loss",
                    "return softmax_loss(np.maximum((columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size), 0).mean(axis=1), labels)[0]",
                ),
                says="the loss from before the step, a number",
            ),
            Wrong(
                "its own rate",
                replace=("columns = im2col", "rate = 1.0; columns = im2col"),
                says="the rate is not used",
            ),
            Wrong("rate for W alone", replace=("b -= rate *", "b -="), says="the rate is not used"),
            Wrong(
                "changes the images",
                replace=("columns = im2col", "images -= images.mean(); columns = im2col"),
                says="training_step changes its argument images in place",
            ),
            Wrong(
                "scales the images, and back",
                replace=("    return loss", "    images += 1\n    return loss"),
                says="training_step changes its argument images in place",
            ),
            Wrong(
                "a new b",
                replace=("b -= rate *", "b = b - rate *"),
                says="b has not changed: it learns too, and in place, b -= …",
            ),
            Wrong(
                "returns the weights too",
                replace=("return loss", "return loss, W, b"),
                says="training_step's loss, images (1, 4, 4, 1), W (2, 2, 1, 3) is (np.float64(1.526452173729171",
            ),
            Wrong(
                "kernels of 3",
                replace=("W.shape[0])", "3)"),
                says="your code raises ValueError: the matrix product does not fit: the inner sizes are 9 and 4;",
            ),
            Wrong(
                "W flipped",
                replace=("columns @ W.reshape(-1, b.size)", "columns @ W[::-1, ::-1].reshape(-1, b.size)"),
                says="the loss from before the step, a number",
            ),
            Wrong(
                "ReLU by the mean",
                replace=("* (Z > 0)", "* (Z.mean(axis=1, keepdims=True) > 0)"),
                says="your code raises ValueError: the matrix product does not fit: columns.T has shape (4, 9) a",
            ),
            Wrong(
                "steps W before it uses b's old error",
                replace=("b -= rate * error.sum(axis=0)", "b -= rate * (G / 1).sum(axis=0)"),
                says="the ReLU is missing on the way back",
            ),
            Wrong(
                "a list of losses",
                replace=("return loss", "return [loss]"),
                says="training_step's loss, images (1, 4, 4, 1), W (2, 2, 1, 3) is an array of shape (1,), expec",
            ),
            Wrong(
                "the sum of the losses",
                replace=("return loss", "return loss * len(images)"),
                says="the loss from before the step, a number",
            ),
            Wrong(
                "momentum of two steps",
                replace=("W -= rate *", "W -= 2 * rate *"),
                says="windows transposed times error",
            ),
        ],
        right=[
            Right(
                "windows and einsum",
                code="""
def training_step(W, b, images, labels, rate):
    K = len(W)
    windows = np.lib.stride_tricks.sliding_window_view(images, (K, K), axis=(1, 2))
    Z = np.tensordot(windows, W, axes=((4, 5, 3), (0, 1, 2))) + b
    loss, G = softmax_loss(np.where(Z > 0, Z, 0).mean(axis=(1, 2)), labels)
    E = np.where(Z > 0, G[:, None, None], 0) / (Z.shape[1] * Z.shape[2])
    W[...] = W - rate * np.einsum("nuvcij,nuvf->ijcf", windows, E)
    b[...] = b - rate * E.sum(axis=(0, 1, 2))
    return float(loss)
""",
            ),
            Right(
                "np.subtract with out",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, C, F = W.shape
    N, H, L, _ = images.shape
    cols = im2col(images, K)
    Z = np.dot(cols, W.reshape(K * K * C, F)) + b
    A = Z.clip(min=0).reshape(N, (H - K + 1) * (L - K + 1), F)
    loss, G = softmax_loss(A.sum(1) / A.shape[1], labels)
    E = np.repeat(G / A.shape[1], A.shape[1], axis=0)
    E[Z <= 0] = 0
    np.subtract(W, rate * np.dot(cols.T, E).reshape(W.shape), out=W)
    np.subtract(b, rate * E.sum(0), out=b)
    return loss
""",
            ),
        ],
        equivalent={
            "Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size) → Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -2, b.size)": "NumPy takes −2 for −1 there: find the size",
            "Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size) → Z = (columns @ W.reshape(-2, b.size) + b).reshape(len(images), -1, b.size)": "NumPy takes −2 for −1 there: find the size",
            "columns = im2col(images, W.shape[0]) → columns = im2col(images, W.shape[1])": "kernels are square",
            "error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-1, b.size) → error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-2, b.size)": "NumPy takes −2 for −1 there: find the size",
            "error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-1, b.size) → error = (G[:, None] / Z.shape[1] * (Z >= 0)).reshape(-1, b.size)": "at 0 both slopes of ReLU are allowed",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
