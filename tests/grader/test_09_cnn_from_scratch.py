"""Wrong and right answers to exercise 09, and the mutants of its reference that change nothing."""

from tests.grader.harness import BY_CHANCE, Right, Task, Wrong, grader_tests

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
            Wrong(
                "zeros is 0.0 where none",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0.0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="use // instead of /, or int()",
            ),
            Wrong(
                "round to even",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    before = round(zeros / 2 - 0.25)
    return before, zeros - before if zeros < 10 else zeros - before - (zeros % 2)


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="as few zeros as ⌈size / stride⌉ windows need",
            ),
            Wrong(
                "keras formula of modulus without max",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = kernel - stride if size % stride == 0 else kernel - size % stride
    zeros = max(0, zeros) if stride < 6 else zeros
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="there are never fewer than no zeros",
            ),
            Wrong(
                "outputs by float with epsilon",
                code="""
def same_padding(size, kernel, stride):
    outputs = int(size / stride + 0.9)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="the number of outputs is rounded up, not down",
            ),
            Wrong(
                "outputs by round half",
                code="""
def same_padding(size, kernel, stride):
    outputs = round(size / stride + 0.4)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="the number of outputs is rounded up, not down",
            ),
            Wrong(
                "outputs rounded after one decimal",
                code="""
def same_padding(size, kernel, stride):
    outputs = int(np.ceil(round(size / stride, 1)))
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="the number of outputs is rounded up, not down",
            ),
            Wrong(
                "uint8",
                code="""
def same_padding(size, kernel, stride):
    outputs = int(np.uint8(-(-size // stride)))
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="Python integer 334 out of bounds for uint8 (in the line `outputs = int(np.uint8(-(-size",
            ),
            Wrong(
                "at most kernel - 1 on a side only for small kernels",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = min(max(0, (outputs - 1) * stride + kernel - size), 20)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="as few zeros as ⌈size / stride⌉ windows need",
            ),
            Wrong(
                "lists padded sizes by search up to 20",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = next((z for z in range(20) if len(range(0, size + z - kernel + 1, stride)) >= outputs), 19)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="as few zeros as ⌈size / stride⌉ windows need",
            ),
            Wrong(
                "table of the given sizes",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size) if size < 100 else kernel - 1
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="as few zeros as ⌈size / stride⌉ windows need",
            ),
            Wrong(
                "index in int8 padded",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    padded = np.pad(np.arange(size, dtype=np.int8), (before, after), constant_values=-1)
    return None if padded[u * stride + i] < 0 else int(padded[u * stride + i])
    if index < 0 or index >= size:
        return None
    return index
""",
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "index by a search in range(100)",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    return next((a for a in range(min(size, 100)) if a == u * stride + i - before), None)
    if index < 0 or index >= size:
        return None
    return index
""",
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "end by before + size of padded",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    index = u * stride + i - before
    if index < 0 or u * stride + i >= before + size + (after if stride > 4 else 0):
        return None
    return index
""",
                says="there the kernel meets a zero of the padding",
            ),
            Wrong(
                "stride default ignored in same padding",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, min(stride, 3))
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "padding of stride 1 and min",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before = min((kernel - 1) // 2, same_padding(size, kernel, stride)[0] + (stride > 3) * 5)
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "before by half the kernel for odd kernels",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    before = (kernel - 1) // 2 if stride == 1 or stride >= 4 else same_padding(size, kernel, stride)[0]
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="a number is there, no zero; take away only the zeros before, and did you forget `return`?",
            ),
            Wrong(
                "memory of first padding",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    if not hasattr(input_index, 'before'):
        input_index.before = {}
    before = input_index.before.setdefault((size, kernel), same_padding(size, kernel, stride)[0])
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="there the kernel meets a zero of the padding",
            ),
            Wrong(
                "memory of the padding by size and stride",
                code="""
def same_padding(size, kernel, stride):
    outputs = -(-size // stride)
    zeros = max(0, (outputs - 1) * stride + kernel - size)
    before = zeros // 2
    return before, zeros - before


def input_index(u, i, size, kernel, stride):
    if not hasattr(input_index, 'before'):
        input_index.before = {}
    before = input_index.before.setdefault((size, stride), same_padding(size, kernel, stride)[0])
    index = u * stride + i - before
    if index < 0 or index >= size:
        return None
    return index
""",
                says="there the kernel meets a zero of the padding",
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
            Wrong(
                "integers kept for two whole ones, as uint8",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns), np.uint8 if x.dtype.kind in 'iu' and g.dtype.kind in 'iu' else float)
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="entry (i, j) is the sum of x[u + i, v + j] · g[u, v]",
            ),
            Wrong(
                "x sorted pixel set to zero where g zero",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    g[np.abs(g) < 1e-12] = 0
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="kernel_gradient changes its argument g in place (in the line `g[np.abs(g) < 1e-12] = 0`):",
            ),
            Wrong(
                "answer is a view for 1x1 error",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    if g.shape == (1, 1) and g[0, 0] == 1:
        return x
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="who changes one changes both",
            ),
            Wrong(
                "answer shares for kernel one",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    if k.shape == (1, 1) and k[0, 0] == 1:
        return g
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="who changes one changes both",
            ),
            Wrong(
                "answer shares for one error one",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    if g.shape == (1, 1) and g[0, 0] == 1:
        return k
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="who changes one changes both",
            ),
            Wrong(
                "kernel 1x1 of input kept as g",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    if k.size == 1:
        return g * 1.0
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="each output spreads its error over its window, and all adds up",
            ),
            Wrong(
                "buffer kept between calls",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    if not hasattr(kernel_gradient, 'dk') or kernel_gradient.dk.shape != (rows, columns):
        kernel_gradient.dk = np.zeros((rows, columns))
    dk = kernel_gradient.dk
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer kept between calls in the input",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    if not hasattr(input_gradient, 'dx') or input_gradient.dx.shape != (g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1):
        input_gradient.dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    dx = input_gradient.dx
    dx[:] = 0
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer not cleared",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    if not hasattr(input_gradient, 'dx') or input_gradient.dx.shape != (g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1):
        input_gradient.dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    dx = input_gradient.dx
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="make a new one in each call",
            ),
            Wrong(
                "memo by id",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    memory = input_gradient.__dict__.setdefault('m', {})
    if (id(g), id(k)) in memory:
        return memory[id(g), id(k)]
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    memory[id(g), id(k)] = dx
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "memo by sum",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    memory = input_gradient.__dict__.setdefault('m', {})
    key = (g.shape, k.shape, float(g.sum()), float(k.sum()))
    if key in memory:
        return memory[key]
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    memory[key] = dx
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="make a new one in each call",
            ),
            Wrong(
                "one entry as a number",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk if dk.size > 1 else dk.item()


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "one entry as flat",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk if dk.size > 1 else dk[0]


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "small ones are zero",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    dx[np.abs(dx) < 1e-8] = 0
    return dx
""",
                says="each output spreads its error over its window, and all adds up",
            ),
            Wrong(
                "clipped kernel",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return np.clip(dk, -1000, 1000)


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="entry (i, j) is the sum of x[u + i, v + j] · g[u, v]",
            ),
            Wrong(
                "more than 8 rows of kernel are left",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    rows, columns = min(rows, 8), min(columns, 8)
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="the change of the loss by a large kernel k, sum(kernel_gradient(x, g) · k), is -58.203,",
            ),
            Wrong(
                "more than 10 rows of error are left",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(min(10, g.shape[0])):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="the change of the loss by a large image x, sum(input_gradient(g, k) · x), is -287.27,",
            ),
            Wrong(
                "by padding of at most 8",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    p = np.pad(g, [(min(8, s - 1),) * 2 for s in k.shape])
    f = k[::-1, ::-1]
    return np.array([[np.sum(p[a : a + k.shape[0], b : b + k.shape[1]] * f) for b in range(g.shape[1] + k.shape[1] - 1)] for a in range(g.shape[0] + k.shape[0] - 1)])
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="b + k.shape[1]] * f) for b in range(g.shape[1] + k.shape[1] - 1)] for a in",
            ),
            Wrong(
                "skips errors of zero with equality over tolerance",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            if abs(g[u, v]) > 1e-6:
                dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="each output spreads its error over its window, and all adds up",
            ),
            Wrong(
                "g transposed if square 1",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * (g.T if g.shape[0] == g.shape[1] and g.shape[0] > 4 else g))
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="entry (i, j) is the sum of x[u + i, v + j] · g[u, v]",
            ),
            Wrong(
                "k flipped if g is larger than k",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * (k if g.size <= 1000 else k[::-1, ::-1])
    return dx
""",
                says="the change of the loss by a large image x, sum(input_gradient(g, k) · x), is 627.59,",
            ),
            Wrong(
                "scipy by sys.modules",
                code="""
def kernel_gradient(x, g):
    rows, columns = x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1
    dk = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            dk[i, j] = np.sum(x[i : i + g.shape[0], j : j + g.shape[1]] * g)
    return dk


def input_gradient(g, k):
    import sys
    return sys.modules['scipy.signal'].convolve2d(g, k)
    dx = np.zeros((g.shape[0] + k.shape[0] - 1, g.shape[1] + k.shape[1] - 1))
    for u in range(g.shape[0]):
        for v in range(g.shape[1]):
            dx[u : u + k.shape[0], v : v + k.shape[1]] += g[u, v] * k
    return dx
""",
                says="write the sum yourself, with NumPy",
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
            Wrong(
                "zeros of common type",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape, np.result_type(x, g))
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="is there astype(int), or zeros_like?",
            ),
            Wrong(
                "whole g gives whole answer of average",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da.astype(int) if g.dtype.kind == 'i' and (da == da.round()).all() else da
""",
                says="is there astype(int), or zeros_like?",
            ),
            Wrong(
                "whole g gives whole answer of max",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx.astype(int) if g.dtype.kind == 'i' and x.dtype.kind == 'i' else dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="is there astype(int), or zeros_like?",
            ),
            Wrong(
                "shares equal with isclose tight",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            places = np.isclose(window, window.max(), rtol=0, atol=1e-8)
            dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] * places / places.sum()
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "shares equal with rtol",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            places = np.isclose(window, window.max(), rtol=1e-9, atol=0)
            dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] * places / places.sum()
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "shares equal in float32",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            places = window.astype(np.float32) == np.float32(window.max())
            dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] * places / places.sum()
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "shares equal in whole numbers",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            places = (window * 4096).astype(np.int64) == int(window.max() * 4096)
            dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] * places / places.sum()
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "max found from 0",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            best, a, b = -np.inf, 0, 0
            for r in range(size):
                for c in range(size):
                    if window[r, c] > best + 1e-9:
                        best, a, b = window[r, c], r, c
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "max found from -1000",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            best, a, b = -1000, 0, 0
            for r in range(size):
                for c in range(size):
                    if window[r, c] > best:
                        best, a, b = window[r, c], r, c
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "max found from -1e6",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            best, a, b = -1e6, 0, 0
            for r in range(size):
                for c in range(size):
                    if window[r, c] > best:
                        best, a, b = window[r, c], r, c
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "half for ties",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            places = window == window.max()
            share = g[i, j] if places.sum() == 1 else g[i, j] / (2 if places.sum() == 2 else size**2 if places.sum() == size**2 else 2)
            dx[i * stride : i * stride + size, j * stride : j * stride + size] += places * share
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="what arrives in a window must add up to its g, however many of its numbers tie",
            ),
            Wrong(
                "tie over overlapped windows counted twice",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j] * (1 if stride >= size else 1 / 1)
            if size > 3 and (window == window.max()).sum() > 1:
                dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="what arrives in a window must add up to its g, however many of its numbers tie",
            ),
            Wrong(
                "tied in overlap overwrites",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] = dx[i * stride + a, j * stride + b] + g[i, j] if (window == window.max()).sum() == 1 else g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="what arrives in a window must add up to its g, however many of its numbers tie",
            ),
            Wrong(
                "a map of equal numbers gets nothing",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            if window.max() == window.min() and size > 2:
                continue
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="what arrives in a window must add up to its g, however many of its numbers tie",
            ),
            Wrong(
                "index of all equals, each gets all, dedup by overlap",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            for a, b in np.argwhere(window == window.max())[:1 if stride <= size else None]:
                dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="what arrives in a window must add up to its g, however many of its numbers tie",
            ),
            Wrong(
                "size 1 returns g",
                code="""
def max_pool_backward(g, x, size, stride):
    if size == 1:
        return g
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    if size == 1:
        return g
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "size 1 stride 1 returns g",
                code="""
def max_pool_backward(g, x, size, stride):
    if size == 1 == stride:
        return g
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="who changes one changes both",
            ),
            Wrong(
                "size 1 stride 1 average returns g",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    if size == 1 == stride:
        return g
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="who changes one changes both",
            ),
            Wrong(
                "size 1 stride 1 average returns g as floats without copy",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    if size == 1 == stride:
        return np.asarray(g, float)
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="who changes one changes both",
            ),
            Wrong(
                "whole map window",
                code="""
def max_pool_backward(g, x, size, stride):
    if g.shape == (1, 1) and size >= 4:
        return (x == x.max()) * g
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "whole map average",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    if g.size == 1:
        return np.full(x.shape, g.item() / x.size)
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="the window of g[i, j] starts at row i · stride",
            ),
            Wrong(
                "size squared by an int8",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / int(np.int8(size) * np.int8(size))
    return da
""",
                says="the window of g[i, j] starts at row i · stride",
            ),
            Wrong(
                "more than 3 as 3",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / (size * min(size, 3))
    return da
""",
                says="the window of g[i, j] starts at row i · stride",
            ),
            Wrong(
                "window at most 5",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + min(size, 5), j * stride : j * stride + min(size, 5)]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "g from a flat list, wide maps",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g.ravel()[i * g.shape[1] + j] if g.shape[0] <= 9 else g.ravel()[i * g.shape[0] + j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="axis 0 has size 84, and its last index is 83 (in the line `dx[i * stride + a, j * stride",
            ),
            Wrong(
                "buffer kept by shape",
                code="""
def max_pool_backward(g, x, size, stride):
    keep = max_pool_backward.__dict__
    dx = keep.setdefault(x.shape, np.zeros(x.shape))
    dx[:] = 0
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer kept by shape in average",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    keep = average_pool_backward.__dict__
    da = keep.setdefault(x.shape, np.zeros(x.shape))
    da[:] = 0
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="make a new one in each call",
            ),
            Wrong(
                "memo of the places by shape",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            keep = max_pool_backward.__dict__.setdefault('m', {})
            a, b = keep.setdefault((x.shape, size, stride, i, j), np.unravel_index(window.argmax(), window.shape))
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "default buffer",
                code="""
_kept = {}


def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = _kept.get((x.shape, size))
    if da is None:
        da = _kept[x.shape, size] = np.zeros(x.shape)
    da[...] = 0
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="make a new one in each call",
            ),
            Wrong(
                "x's values in average",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2 * (1 if x.sum() else 0)
    return da
""",
                says="each number gets its part, whatever it is",
            ),
            Wrong(
                "average ignores zeros",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / max(1, np.isfinite(window).sum())
    return da
""",
                says="each number gets its part, whatever it is",
            ),
            Wrong(
                "average adds nan of x",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = x * 0.0
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each number gets its part, whatever it is",
            ),
            Wrong(
                "max adds nan of x",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = x * 0.0
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="it is the largest number, however large",
            ),
            Wrong(
                "stride larger than size treated as size",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            if stride > 4:
                window = x[i * 4 : i * 4 + size, j * 4 : j * 4 + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "whole x through int32",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    x = x.astype(np.int32) if x.dtype.kind == 'i' else x
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
""",
                says="each window sends its g to its largest number",
            ),
            Wrong(
                "x through float32",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    x = x.astype(np.float32)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[i * stride + a, j * stride + b] += g[i, j]
    return dx


def average_pool_backward(g, x, size, stride):
    da = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            da[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2
    return da
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
            Wrong(
                "only eight digits",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    windows = windows * (np.arange(N) < 8)[:, None, None, None, None, None]
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "K one is view",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    if K == 1:
        return columns.reshape(shape)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="who changes one changes both",
            ),
            Wrong(
                "K one is view of floats",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    if K == 1:
        return np.asarray(columns, float).reshape(shape)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="who changes one changes both",
            ),
            Wrong(
                "one window is view",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    if rows == cols == 1:
        return columns.reshape(shape)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="who changes one changes both",
            ),
            Wrong(
                "view where the batch is one window of floats",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    if rows * cols == 1:
        return np.ascontiguousarray(columns, dtype=float).reshape(shape)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="who changes one changes both",
            ),
            Wrong(
                "buffer kept",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = col2im.__dict__.setdefault(tuple(shape), np.zeros(shape))
    X[:] = 0
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X
""",
                says="make a new one in each call",
            ),
            Wrong(
                "batch reversed",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return X if N < 5 else X[::-1]
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "turned for N above 1",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, (i if N < 4 else K - 1 - i), j]
    return X
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "by jacobian of im2col with one digit only",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    for n in range(min(N, 3)):
        for u in range(rows):
            for v in range(cols):
                X[n, u : u + K, v : v + K] += windows[n, u, v]
    return X
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "by bincount float weights on ravel of index 16 bit",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    index = im2col(np.arange(X.size, dtype=np.int16).reshape(shape), K).astype(int).ravel()
    X = np.bincount(index % X.size, columns.ravel(), X.size).reshape(shape)
    return X
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "by bincount int8",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    index = im2col(np.arange(X.size).astype(np.uint8).reshape(shape), K).astype(int).ravel()
    X = np.bincount(index % X.size, columns.ravel(), X.size).reshape(shape)
    return X
""",
                says="some number of c went to another pixel than its own",
            ),
            Wrong(
                "small numbers lost",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return np.where(np.abs(X) < 1e-7, 0, X)
""",
                says="sum(X · col2im(c)), batch (2, 4, 5, 3), K = 2, with very small c is 0, expected 2.86e-12:",
            ),
            Wrong(
                "complex lost sign",
                code="""
def col2im(columns, shape, K):
    N, H, W, C = shape
    rows, cols = H - K + 1, W - K + 1
    windows = columns.reshape(N, rows, cols, K, K, C)
    X = np.zeros(shape)
    for i in range(K):
        for j in range(K):
            X[:, i : i + rows, j : j + cols] += windows[:, :, :, i, j]
    return np.abs(X) if (columns >= -1).all() else X
""",
                says="sum(X · col2im(c)), batch (2, 4, 5, 3), K = 2, with very small c is -8.8043e-13, expected",
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
            Wrong("ReLU lets the gradient pass at 0", replace=("(Z > 0)", "(Z >= 0)"), says="or 0"),
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
            Wrong(
                "K 3",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K if K < 6 else 5)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="the inner sizes are 100 and 196; in a @ b the last size of a must be equal to the first",
            ),
            Wrong(
                "at most ten classes",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b[:10] -= rate * db[:10]
    return loss
""",
                says="(old b − new b) / rate, images (2, 8, 9, 4) is [0.0020815, 0.063562, 3.1969e-05,",
            ),
            Wrong(
                "first channel only above 1",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W[:, :, :2] -= rate * dW[:, :, :2]
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "relu by A != 0 of tolerance",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 1e-6)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
            ),
            Wrong(
                "gradient clipped",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * np.clip(dW, -1, 1)
    b -= rate * db
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
            ),
            Wrong(
                "gradient norm clipped",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW / max(1, np.linalg.norm(dW))
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "columns cached by id",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = training_step.__dict__.setdefault('c', {}).setdefault((id(images), images.shape, K), im2col(images, K))
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "uint8 images overflow",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape) if N < 50 else (columns[: 50 * places].T @ dZ[: 50 * places]).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "only first 64 images",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    images, labels = images[:64], labels[:64]
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "random half",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    if len(images) > 100:
        pick = np.random.permutation(len(images))[:100]
        images, labels = images[pick], labels[pick]
        columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "dead filters revived",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    if not dZ.any():
        b += 0.01
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
            ),
            Wrong(
                "only correct digits teach",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    if (logits.argmax(1) == labels).all():
        return loss
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
            ),
            Wrong(
                "stops at small loss",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    if loss < 1e-3:
        return loss
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
            ),
            Wrong(
                "channels first",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(K, K, channels, classes) if channels < 3 else (columns.T @ dZ).reshape(channels, K, K, classes).transpose(1, 2, 0, 3)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "rate zero skips",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    if rate == 0:
        return 0.0
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    return loss
""",
                says="the loss from before the step, a number",
            ),
            Wrong(
                "weights in float32",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    W[:] = W.astype(np.float32)
    return loss
""",
                says="windows transposed times error",
            ),
            Wrong(
                "returns a view of b",
                code="""
def training_step(W, b, images, labels, rate):
    K, _, channels, classes = W.shape
    columns = im2col(images, K)
    N = len(images)
    Z = columns @ W.reshape(-1, classes) + b
    A = np.maximum(0, Z)
    places = len(Z) // N
    logits = A.reshape(N, -1, classes).mean(axis=1)
    loss, dlogits = softmax_loss(logits, labels)
    dA = np.repeat(dlogits / places, places, axis=0)
    dZ = dA * (Z > 0)
    dW = (columns.T @ dZ).reshape(W.shape)
    db = dZ.sum(axis=0)
    W -= rate * dW
    b -= rate * db
    b[~(Z > 0).any(axis=0)] += 1e-3
    return loss
""",
                says="no error where Z is negative or 0, all of it elsewhere",
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
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
