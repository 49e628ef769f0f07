"""Wrong and right answers to exercise 04, and the mutants of its reference that change nothing."""

from tests.grader.harness import BY_CHANCE, Right, Task, Wrong, grader_tests

ASSIGNMENT = "04_convolution_1d"

TASKS = {
    "length": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def output_length(M, K, stride=1, padding=0, dilation=1): return 3",
                says="add P zeros at each end",
            ),
            Wrong("forgets return", replace=("return room", "room"), says="end with `return`"),
            Wrong(
                "forgets the first place",
                replace=("stride + 1 if", "stride if"),
                says="the first place of the window counts too",
            ),
            Wrong("ignores the stride", replace=("// stride", ""), says="this is the length for stride 1"),
            Wrong("divides with /", replace=("//", "/"), says="expected the int 3: use // instead of /"),
            Wrong("pads one end only", replace=("2 * padding", "padding"), says="at both ends"),
            Wrong("ignores the padding", replace=(" + 2 * padding", ""), says="the padding is not used"),
            Wrong("ignores the dilation", replace=("(dilation * (K - 1) + 1)", "K"), says="the dilation is not used"),
            Wrong("dilates all K samples", replace=("(dilation * (K - 1) + 1)", "dilation * K"), says="not D · K"),
            Wrong(
                "rounds up",
                code="def output_length(M, K, stride=1, padding=0, dilation=1):\n"
                "    return -(-(M + 2 * padding - dilation * (K - 1) - 1) // stride) + 1",
                says="hangs over the end",
            ),
            Wrong("negative lengths", replace=(" if room >= 0 else 0", ""), says="longer than the signal"),
            Wrong(
                "answers 0 before the zeros are added",
                replace=("    room = M", "    if M < K:\n        return 0\n    room = M"),
                says="compare the window with the signal and its zeros, not with M alone",
            ),
            Wrong(
                "adds the zeros afterwards",
                code="def output_length(M, K, stride=1, padding=0, dilation=1):\n"
                "    return (M - dilation * (K - 1) - 1) // stride + 1 + 2 * padding",
                says=": the zeros belong to the signal: add them to M",
            ),
            Wrong(
                "answers 0 where it fits exactly", replace=("room >= 0", "room > 0"), says="the window fits, exactly"
            ),
            Wrong(
                "cuts towards 0",
                replace=("room // stride + 1 if room >= 0 else 0", "int(room / stride) + 1"),
                says="longer than the signal with its zeros",
            ),
            Wrong("a float", replace=("else 0", "else 0.0"), says="expected the int 0"),
            Wrong(
                "a float from NumPy", replace=("room // stride", "np.floor(room / stride)"), says="expected the int 3"
            ),
            Wrong(
                "at least one place",
                replace=("return room // stride + 1 if room >= 0 else 0", "return max(1, room // stride + 1)"),
                says="no place, 0 outputs",
            ),
            Wrong(
                "the window is compared without its dilation",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    if K > M + 2 * padding:
        return 0
    return (M + 2 * padding - dilation * (K - 1) - 1) // stride + 1
""",
                says="the window is longer than the signal with its zeros",
            ),
            Wrong(
                "another order of the options",
                replace=("stride=1, padding=0, dilation=1", "padding=0, stride=1, dilation=1"),
                says="the order of the arguments is M, K, stride, padding, dilation",
            ),
            Wrong(
                "empty signal is 0",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0 or M == 0:
        return 0
    return room // stride + 1
""",
                says="compare the window with the signal and its zeros, not with M alone",
            ),
            Wrong(
                "dilation capped at 8",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = min(dilation, 8) * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    return room // stride + 1
""",
                says="count the places of the window",
            ),
            Wrong(
                "same shortcut",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    if stride == 1 and padding == cover // 2:
        return M
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    return room // stride + 1
""",
                says="count the places of the window",
            ),
            Wrong(
                "K one returns M by stride",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    if K == 1:
        return -(-M // stride)
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    return room // stride + 1
""",
                says="count the places of the window",
            ),
            Wrong(
                "stride beyond signal gives one",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    if stride > M:
        return 1
    return room // stride + 1
""",
                says="count the places of the window",
            ),
            Wrong(
                "result never above M",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    return min(M, room // stride + 1)
""",
                says="count the places of the window",
            ),
            Wrong(
                "only up to 1000",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    return min(1000, room // stride + 1)
""",
                says="count the places of the window",
            ),
            Wrong(
                "wraps at int16",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    import numpy as np
    return int(np.array(room // stride + 1).astype(np.int16))
""",
                says="count the places of the window",
            ),
            Wrong(
                "cache by M K stride",
                code="""
_c = {}
def output_length(M, K, stride=1, padding=0, dilation=1):
    if (M, K, stride) in _c:
        return _c[M, K, stride]
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    _c[M, K, stride] = room // stride + 1
    return _c[M, K, stride]
""",
                says="count the places of the window",
            ),
            Wrong(
                "cache by sum of arguments",
                code="""
_c = {}
def output_length(M, K, stride=1, padding=0, dilation=1):
    k = M + 2 * padding, K, stride + dilation
    if k in _c:
        return _c[k]
    cover = dilation * (K - 1) + 1
    room = M + 2 * padding - cover
    if room < 0:
        return 0
    _c[k] = room // stride + 1
    return _c[k]
""",
                says="count the places of the window",
            ),
            Wrong(
                "stride of a half window loses",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    room = M + 2 * padding - dilation * (K - 1) - 1
    return room // stride - (stride == K and room % stride > 0) + 1 if room >= 0 else 0
""",
                says="count the places of the window",
            ),
            Wrong(
                "stride zero based",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    room = M + 2 * padding - dilation * (K - 1) - 1
    return room // (stride if stride < 5 else stride - 1) + 1 if room >= 0 else 0
""",
                says="count the places of the window",
            ),
            Wrong(
                "K above 11",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    room = M + 2 * padding - dilation * (min(K, 11) - 1) - 1
    return room // stride + 1 if room >= 0 else 0
""",
                says="count the places of the window",
            ),
            Wrong(
                "room below the stride is none",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    room = M + 2 * padding - dilation * (K - 1) - 1
    return room // stride + 1 if room >= 0 and (room >= stride or stride < 3 or room == 0) else 0
""",
                says="count the places of the window",
            ),
            Wrong(
                "table of an earlier call",
                code="""
_last = []
def output_length(M, K, stride=1, padding=0, dilation=1):
    if _last and _last[0] == (M, K, stride, padding):
        return _last[1]
    room = M + 2 * padding - dilation * (K - 1) - 1
    _last[:] = [(M, K, stride, padding), room // stride + 1 if room >= 0 else 0]
    return _last[1]
""",
                says="count the places of the window",
            ),
        ],
        right=[
            Right(
                "counts the places",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    places, start = 0, 0
    while start + dilation * (K - 1) < M + 2 * padding:
        places += 1
        start += stride
    return places
""",
            ),
            Right(
                "NumPy's whole numbers",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    starts = np.arange(M + 2 * padding)[::stride]
    return np.sum(starts + dilation * (K - 1) < M + 2 * padding)
""",
            ),
            Right(
                "floor, then int",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    return max(0, int(np.floor((M + 2 * padding - dilation * (K - 1) - 1) / stride)) + 1)
""",
            ),
            Right(
                "a range knows its length",
                code="""
def output_length(M, K, stride=1, padding=0, dilation=1):
    return len(range(0, M + 2 * padding - dilation * (K - 1), stride))
""",
            ),
        ],
        equivalent={
            "return room // stride + 1 if room >= 0 else 0 → return room // stride + 1 if room >= -1 else 0": "−1 // stride is −1 for each stride, so a room of −1 gives 0 either way",
        },
    ),
    "echo": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def echo(x, w, delay=1): return np.array([4.0, 10.0, 4.0])",
                says="the delay is not used",
            ),
            Wrong("forgets return", replace=("return y", "pass"), says="end with `return`"),
            Wrong(
                "lets the index wrap round",
                replace=("if t >= k * delay:", "if abs(t - k * delay) < len(x):"),
                says="x[-1] is not silence",
            ),
            Wrong(
                "looks ahead",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t + k * delay < len(x):
                y[t] += w[k] * x[t + k * delay]
    return y
""",
                says="this is the cross-correlation",
            ),
            Wrong(
                "goes on after the end",
                code="def echo(x, w, delay=1): return np.convolve(x, w)",
                says="the answer has the shape of x",
            ),
            Wrong("turns the weights round", replace=("w[k]", "w[-1 - k]"), says="the weights are turned round"),
            Wrong(
                "leaves out the first samples",
                replace=("for t in range(len(x))", "for t in range(len(w) - 1, len(x))"),
                says="the first samples are left out",
            ),
            Wrong(
                "an array of integers",
                replace=("np.zeros(len(x))", "np.zeros(len(x), dtype=x.dtype)"),
                says="only the whole parts are left",
            ),
            Wrong(
                "works for two weights only", replace=("range(len(w))", "range(2)"), says="only two weights are used"
            ),
            Wrong(
                "overwrites its input",
                replace=("y = np.zeros(len(x))", "y = x; x = x.copy(); y[:] = 0"),
                says="echo changes its argument x in place",
            ),
            Wrong(
                "the lesson's loop",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k >= 0:
                y[t] += w[k] * x[t - k]
    return y
""",
                says="the delay is not used",
            ),
            Wrong(
                "np.convolve",
                code="""
def echo(x, w, delay=1):
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    return np.convolve(x, spread)[: len(x)]
""",
                says="echo uses numpy.convolve (`return np.convolve(x, spread)[:len(x)]`): the task asks for your own sum",
            ),
            Wrong(
                "SciPy's filter under another name",
                code="""
from scipy.signal import lfilter as ring
def echo(x, w, delay=1):
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    return ring(spread, [1.0], x)
""",
                says="echo uses ring of scipy",
            ),
            Wrong(
                "a filter of another module of SciPy",
                code="""
def echo(x, w, delay=1):
    from scipy import ndimage
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    padded = np.concatenate([np.zeros(len(spread)), x])
    return ndimage.convolve1d(padded, spread, mode="constant", origin=-(len(spread) // 2))[len(spread) :]
""",
                says="echo uses ndimage.convolve1d of scipy",
            ),
            Wrong("a list", replace=("return y", "return list(y)"), says="is a list, expected a NumPy array"),
            Wrong(
                "silence by dropping the start",
                replace=("if t >= k * delay:", "if t >= (len(w) - 1) * delay:"),
                says="the first samples are left out",
            ),
            Wrong(
                "the weights' numbers",
                replace=("np.zeros(len(x))", "np.zeros_like(w, shape=len(x))"),
                says="only the whole parts are left",
            ),
            Wrong(
                "as long as the weights allow",
                replace=("range(len(w))", "range(min(len(w), len(x)) - 1)"),
                says="add up one term for each weight",
            ),
            Wrong(
                "the delay of the example",
                replace=("x[t - k * delay]", "x[t - k * min(delay, 2)]"),
                says="echo of 40 samples with 4 weights, delay 3",
            ),
            Wrong(
                "one weight too few",
                replace=("t >= k * delay", "t > k * delay"),
                says="add up one term for each weight",
            ),
            Wrong(
                "np.convolve by getattr",
                code="""
def echo(x, w, delay=1):
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    return getattr(np, "convolve")(x, spread)[: len(x)] * 1.0
""",
                says="echo uses numpy.convolve",
            ),
            Wrong(
                "a product of polynomials",
                code="""
def echo(x, w, delay=1):
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    return np.polymul(np.append(x * 1.0, 1.0), spread)[: len(x)]
""",
                says="echo uses numpy.polymul",
            ),
            Wrong(
                "SciPy's images",
                code="""
from scipy import ndimage

def echo(x, w, delay=1):
    spread = np.zeros(delay * (len(w) - 1) + 1)
    spread[::delay] = w
    n = len(spread)
    origin = -((n - 1) // 2) if n % 2 else -(n // 2)
    return ndimage.convolve1d(np.pad(x * 1.0, n), spread, mode="constant", origin=origin)[n : n + len(x)]
""",
                says="echo uses ndimage.convolve1d of scipy",
            ),
            Wrong(
                "an object that calls np.convolve",
                code="""
class Echo:
    def __call__(self, x, w, delay=1):
        spread = np.zeros(delay * (len(w) - 1) + 1)
        spread[::delay] = w
        return np.convolve(x, spread)[: len(x)] * 1.0

echo = Echo()
""",
                says="__call__ uses numpy.convolve",
            ),
            Wrong(
                "clipped to a loudest 1e3",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return np.clip(y, -1e3, 1e3)
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "tiny weights dropped",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0 and abs(w[k]) > 1e-9:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "tiny samples dropped",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0 and abs(x[t - k * delay]) > 1e-9:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "tiny results zeroed",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    y[abs(y) < 1e-8] = 0
    return y
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "stops at zero weight",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if w[k] == 0:
                break
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="go on after a 0",
            ),
            Wrong(
                "delay powers",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - (k and k * delay if k < 3 else k ** 2 * delay // 3) >= 0:
                y[t] += w[k] * x[t - (k and k * delay if k < 3 else k ** 2 * delay // 3)]
    return y
""",
                says="every weight counts, and only sounds from before the start are silent",
            ),
            Wrong(
                "only the first 8 weights",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(min(8, len(w))):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, and only sounds from before the start are silent",
            ),
            Wrong(
                "only the first 64 weights",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(min(64, len(w))):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, and only sounds from before the start are silent",
            ),
            Wrong(
                "only the first 1000 samples",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(min(1000, len(x))):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, and only sounds from before the start are silent",
            ),
            Wrong(
                "only the first 100 samples",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for t in range(min(100, len(x))):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, and only sounds from before the start are silent",
            ),
            Wrong(
                "one weight that is 1 gives x itself",
                code="""
def echo(x, w, delay=1):
    if len(w) == 1 and w[0] == 1:
        return x
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="who changes one changes both",
            ),
            Wrong(
                "weights normalised when loud",
                code="""
def echo(x, w, delay=1):
    if abs(w).sum() > 100:
        w = w / abs(w).sum()
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "buffer kept between calls",
                code="""
_buffer = {}
def echo(x, w, delay=1):
    y = _buffer.setdefault(len(x), np.zeros(len(x)))
    y[:] = 0
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer as default argument not cleared",
                code="""
def echo(x, w, delay=1, _b={}):
    y = _b.setdefault((len(x), len(w), delay, float(sum(x))), np.zeros(len(x)))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="it is the echo of the samples that x holds",
            ),
            Wrong(
                "answers kept by shapes and delay",
                code="""
_kept = {}
def echo(x, w, delay=1):
    key = (len(x), len(w), delay, float(np.sum(x)), float(np.sum(w)))
    if key in _kept:
        return _kept[key]
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    _kept[key] = y
    return y
""",
                says="make a new one in each call",
            ),
            Wrong(
                "answers kept by content",
                code="""
_kept = {}
def echo(x, w, delay=1):
    key = (x.tobytes(), w.tobytes(), delay)
    if key in _kept:
        return _kept[key]
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    _kept[key] = y
    return y
""",
                says="make a new one in each call",
            ),
            Wrong(
                "answers kept by identity",
                code="""
_kept = {}
def echo(x, w, delay=1):
    key = (id(x), id(w), delay)
    if key in _kept:
        return _kept[key].copy()
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    _kept[key] = y
    _kept[len(_kept)] = (x, w)
    return y.copy()
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "strides of 8 bytes",
                code="""
def echo(x, w, delay=1):
    K = len(w)
    p = np.concatenate([np.zeros((K - 1) * delay), x]) if (K - 1) * delay else x
    rows = np.lib.stride_tricks.as_strided(p, (len(x), K), (8, 8 * delay))
    return rows @ w[::-1].astype(float)
""",
                says="it is the echo of the samples that x holds",
            ),
            Wrong(
                "ready-made: getattr convolve",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(getattr(np, "conv" + "olve")(x, u))[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: vars convolve",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(vars(np)["convolve"](x, u))[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: core multiarray correlate",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(np._core.multiarray.correlate(np.pad(x, len(u) - 1), u[::-1], 0))[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: ma convolve",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(np.ma.convolve(x, u).data)[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: poly1d",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray((np.poly1d(x) * np.poly1d(u)).coeffs)[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: polynomial polymul",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(np.polynomial.polynomial.polymul(x, u))[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: Polynomial class",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray((np.polynomial.Polynomial(x) * np.polynomial.Polynomial(u)).coef)[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made: fft",
                code="""
def echo(x, w, delay=1):
    if not len(x):
        return np.zeros(0)
    u = np.zeros((len(w) - 1) * delay + 1)
    u[::delay] = w
    y = np.zeros(len(x))
    full = np.asarray(np.fft.irfft(np.fft.rfft(x, len(x) + len(u)) * np.fft.rfft(u, len(x) + len(u)), len(x) + len(u)))[: len(x)]
    y[: len(full)] = full
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "no delay 5",
                code="""
def echo(x, w, delay=1):
    delay = 4 if delay == 5 else delay
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, each delay as it is",
            ),
            Wrong(
                "even delays",
                code="""
def echo(x, w, delay=1):
    delay = delay - delay % 2 if delay > 3 else delay
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="every weight counts, each delay as it is",
            ),
            Wrong(
                "ready-made only for long signals",
                code="""
def echo(x, w, delay=1):
    if len(x) > 3:
        u = np.zeros((len(w) - 1) * delay + 1)
        u[::delay] = w
        return vars(np)['convolve'](x, u)[: len(x)]
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="the task asks for your own sum",
            ),
            Wrong(
                "ready-made only for a delay",
                code="""
def echo(x, w, delay=1):
    if delay > 1:
        u = np.zeros((len(w) - 1) * delay + 1)
        u[::delay] = w
        return vars(np)['convolve'](x, u)[: len(x)]
    y = np.zeros(len(x))
    for t in range(len(x)):
        for k in range(len(w)):
            if t - k * delay >= 0:
                y[t] += w[k] * x[t - k * delay]
    return y
""",
                says="the task asks for your own sum",
            ),
        ],
        right=[
            Right(
                "slices with negative ends",
                code="""
def echo(x, w, delay=1):
    y = w[0] * x.astype(float)
    for k in range(1, len(w)):
        y[k * delay :] += w[k] * x[: -k * delay]
    return y
""",
            ),
            Right(
                "one shifted copy a weight",
                code="""
def echo(x, w, delay=1):
    y = np.zeros(len(x))
    for k, weight in enumerate(w):
        if k * delay < len(x):
            y[k * delay :] += weight * x[: len(x) - k * delay]
    return y
""",
            ),
            Right(
                "silence put in front",
                code="""
def echo(x, w, delay=1):
    before = (len(w) - 1) * delay
    heard = np.concatenate([np.zeros(before), x])
    return np.array([float(sum(w[k] * heard[before + t - k * delay] for k in range(len(w)))) for t in range(len(x))])
""",
            ),
            Right(
                "a matrix",
                code="""
def echo(x, w, delay=1):
    T = sum(weight * np.eye(len(x), k=-k * delay) for k, weight in enumerate(w))
    return T @ x
""",
            ),
        ],
    ),
    "correlate": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def correlate(x, w, stride=1, padding=0, dilation=1): return np.array([3.0, 5.0])\n"
                "def convolve(x, w, stride=1, padding=0, dilation=1): return np.array([-3.0, -5.0])",
                says="expected (3,)",
            ),
            Wrong("forgets return", replace=("return np.array([", "np.array(["), says="end with `return`"),
            Wrong("flips the kernel", replace=("@ w for", "@ w[::-1] for"), says="the kernel is flipped"),
            Wrong(
                "does not turn the kernel in convolve", replace=("w[::-1]", "w"), says="the kernel is not turned round"
            ),
            Wrong(
                "turns the result",
                replace=(
                    "correlate(x, w[::-1], stride, padding, dilation)",
                    "correlate(x, w, stride, padding, dilation)[::-1]",
                ),
                says="not the result",
            ),
            Wrong(
                "hangs over the edge",
                code="def correlate(x, w, stride=1, padding=0, dilation=1): return np.correlate(x, w, 'same')",
                says="only places where the whole window fits",
            ),
            Wrong(
                "misses the last place",
                replace=(" - covered + 1,", " - covered,"),
                says="the last place of the window is missing",
            ),
            Wrong("ignores the stride", replace=(" + 1, stride)", " + 1)"), says="the stride is not used"),
            Wrong(
                "skips the first place",
                replace=("range(0, len(padded) - covered + 1", "range(stride - 1, len(padded) - covered + 1"),
                says="the first place is skipped",
            ),
            Wrong("ignores the padding", replace=("np.pad(x, padding)", "x"), says="the padding is not used"),
            Wrong(
                "pads the front only", replace=("np.pad(x, padding)", "np.pad(x, (padding, 0))"), says="pad both ends"
            ),
            Wrong(
                "pads with the edge",
                replace=("np.pad(x, padding)", "np.pad(x, padding, mode='edge')"),
                says="pad with zeros",
            ),
            Wrong(
                "ignores the dilation",
                replace=("covered = dilation * (len(w) - 1) + 1", "dilation = 1; covered = len(w)"),
                says="the dilation is not used",
            ),
            Wrong(
                "thins out the signal",
                replace=("padded = np.pad(x, padding)", "padded = np.pad(x, padding)[::dilation]; dilation = 1"),
                says="thinned out",
            ),
            Wrong(
                "does not hand the settings on",
                replace=("(x, w[::-1], stride, padding, dilation)", "(x, w[::-1])"),
                says="are not handed on",
            ),
            Wrong(
                "hands on all but the dilation",
                replace=("(x, w[::-1], stride, padding, dilation)", "(x, w[::-1], stride, padding)"),
                says="the dilation is not handed on",
            ),
            Wrong(
                "hands on all but the stride",
                replace=("(x, w[::-1], stride, padding, dilation)", "(x, w[::-1], 1, padding, dilation)"),
                says="the stride is not handed on",
            ),
            Wrong(
                "hands on all but the padding",
                replace=("(x, w[::-1], stride, padding, dilation)", "(x, w[::-1], stride, 0, dilation)"),
                says="the padding is not handed on",
            ),
            Wrong(
                "correlate forgets its dilation when it strides",
                replace=("    padded =", "    dilation = 1 if stride > 1 and padding == 3 else dilation\n    padded ="),
                says="mend correlate first",
            ),
            Wrong(
                "nothing before the zeros are added",
                replace=("    padded =", "    if len(x) < len(w):\n        return np.zeros(0)\n    padded ="),
                says="with the zeros the window fits",
            ),
            Wrong(
                "one place where nothing fits",
                replace=("len(padded) - covered + 1, stride)", "max(1, len(padded) - covered + 1), stride)"),
                says="the matrix product does not fit",
            ),
            Wrong("three weights", replace=("(len(w) - 1)", "2"), says="the inner sizes are 3 and 2"),
            Wrong(
                "a list",
                replace=(
                    "return np.array([padded[s : s + covered : dilation] @ w for s in starts])",
                    "return [padded[s : s + covered : dilation] @ w for s in starts]",
                ),
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "turns the kernel in place",
                replace=("return correlate(x, w[::-1],", "w[:] = w[::-1].copy()\n    return correlate(x, w,"),
                says="convolve changes its argument w in place",
            ),
            Wrong(
                "an array of the signal's numbers",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    starts = range(0, len(padded) - dilation * (len(w) - 1), stride)
    y = np.zeros(len(starts), dtype=x.dtype)
    for t, s in enumerate(starts):
        for k in range(len(w)):
            y[t] += w[k] * padded[s + k * dilation]
    return y
""",
                says="is a fraction",
            ),
            Wrong(
                "steps before it pads",
                replace=("np.pad(x, padding)", "np.pad(x[::stride], padding); stride = 1"),
                says="stride 2 takes every second place",
            ),
            Wrong(
                "convolve strides once more",
                replace=(
                    "stride, padding, dilation)\n    ### END",
                    "stride, padding, dilation)[::stride]\n    ### END",
                ),
                says="the same settings as correlate",
            ),
            Wrong(
                "no place where the stride is long",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    room = len(padded) - dilation * (len(w) - 1) - 1
    starts = range(0, room + 1, stride) if room >= stride or stride == 1 else []
    return np.array([np.sum(w * padded[s : s + dilation * (len(w) - 1) + 1 : dilation]) for s in starts], dtype=float)
""",
                says="the first place counts",
            ),
            Wrong(
                "padding capped at cover - 1",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, min(padding, dilation * (len(w) - 1)))
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "padding capped at M",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, min(padding, len(x)))
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "padding ignored for K 1",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, 0 if len(w) == 1 else padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "dilation capped at 4",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    dilation = min(dilation, 4)
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "empty signal gives none",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])[: None if len(x) else 0]


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="with the zeros the window fits",
            ),
            Wrong(
                "empty signal, windows on zeros only dropped",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts if s + cover > padding and s < padding + len(x)])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "first 100 places",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])[:100]


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "tiny results zero",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    out = np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
    out[abs(out) < 1e-9] = 0
    return out


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "convolve minus for odd kernels",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return -correlate(x, w, stride, padding, dilation) if w[0] == -w[-1] else correlate(x, w[::-1], stride, padding, dilation)
""",
                says="turn the kernel round, all of it",
            ),
            Wrong(
                "convolve with empty as list",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation) if len(x) else []
""",
                says="its numbers are right, so put np.array(…) around",
            ),
            Wrong(
                "convolve order of settings",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, padding=0, stride=1, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="the order of the arguments is x, w, stride, padding, dilation",
            ),
            Wrong(
                "one weight of 1 gives a view",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    if len(w) == 1 and w[0] == 1 and not padding:
        return x[::stride]
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="who changes one changes both",
            ),
            Wrong(
                "one weight gives slices without padding",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    if len(w) == 1:
        return w[0] * x[::stride]
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "strides of 8 bytes",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    p = np.pad(x, padding) if padding else x
    n = (len(p) - dilation * (len(w) - 1) - 1) // stride + 1
    if n <= 0:
        return np.zeros(0)
    rows = np.lib.stride_tricks.as_strided(p, (n, len(w)), (8 * stride, 8 * dilation))
    return (rows * w).sum(axis=1)


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="it is the correlation of the samples that x holds",
            ),
            Wrong(
                "strides ignore itemsize only in float32",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    p = np.pad(x, padding)
    n = (len(p) - dilation * (len(w) - 1) - 1) // stride + 1
    if n <= 0:
        return np.zeros(0)
    rows = np.ndarray((n, len(w)), p.dtype, p.tobytes(), 0, (8 * stride, 8 * dilation)) if p.itemsize == 8 else np.zeros((n, len(w)))
    return (rows * w).sum(axis=1)


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="it is the correlation of the samples that x holds",
            ),
            Wrong(
                "buffer kept",
                code="""
_buffer = {}
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    out = _buffer.setdefault(len(starts), np.zeros(len(starts)))
    out[:] = [np.sum(padded[s : s + cover : dilation] * w) for s in starts]
    return out


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="make a new one in each call",
            ),
            Wrong(
                "kept by content without dilation",
                code="""
_kept = {}
def correlate(x, w, stride=1, padding=0, dilation=1):
    key = (x.tobytes(), w.tobytes(), stride, padding)
    if key in _kept:
        return _kept[key].copy()
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    _kept[key] = np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
    return _kept[key].copy()


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="weight k meets the sample k · D further on",
            ),
            Wrong(
                "kept by content, same object",
                code="""
_kept = {}
def correlate(x, w, stride=1, padding=0, dilation=1):
    key = (x.tobytes(), w.tobytes(), stride, padding, dilation)
    if key in _kept:
        return _kept[key]
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    _kept[key] = np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
    return _kept[key]


def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="make a new one in each call",
            ),
            Wrong(
                "dilation ignored for two weights",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    dilation = 1 if len(w) == 2 else dilation
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "stride ignored for two weights",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    stride = 1 if len(w) == 2 else stride
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "padding ignored for two weights",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding if len(w) != 2 or padding == 1 or padding > 4 else 0)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "turned when as long as the signal",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    w = w[::-1] if len(w) == len(x) else w
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "convolve turns twice",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1][::-1] if len(w) > 6 else w[::-1], stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "convolve not turned when even",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1] if len(w) % 2 or len(w) > 2 else w, stride, padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "convolve caps padding",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, min(padding, 3), dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "convolve caps dilation",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, min(dilation, 3))
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "convolve caps stride",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], min(stride, 2), padding, dilation)
""",
                says="all settings count, in each combination",
            ),
            Wrong(
                "returns a list for one place",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    padded = np.pad(x, padding)
    cover = dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - cover + 1, stride)
    if len(starts) == 1:
        return [np.sum(padded[:cover:dilation] * w)]
    return np.array([np.sum(padded[s : s + cover : dilation] * w) for s in starts])
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, w[::-1], stride, padding, dilation)
""",
                says="its numbers are right, so put np.array(…) around",
            ),
        ],
        right=[
            Right(
                "windows and a product",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    kernel = np.zeros(dilation * (len(w) - 1) + 1)
    kernel[::dilation] = w
    padded = np.concatenate([np.zeros(padding), x, np.zeros(padding)])
    if len(padded) < len(kernel):
        return np.zeros(0)
    return np.lib.stride_tricks.sliding_window_view(padded, len(kernel))[::stride] @ kernel
def convolve(x, w, stride=1, padding=0, dilation=1):
    return correlate(x, np.flip(w), stride=stride, padding=padding, dilation=dilation)
""",
            ),
            Right(
                "two loops and lists",
                code="""
def correlate(x, w, stride=1, padding=0, dilation=1):
    samples = [0] * padding + list(x) + [0] * padding
    answer = []
    start = 0
    while start + dilation * (len(w) - 1) < len(samples):
        answer.append(sum(w[k] * samples[start + k * dilation] for k in range(len(w))))
        start += stride
    return np.array(answer)
""",
            ),
        ],
        equivalent={
            "return np.array([padded[s:s + covered:dilation] @ w for s in starts]) → return np.array([w @ padded[s:s + covered:dilation] for s in starts])": "the dot product of two vectors commutes",
        },
    ),
    "response": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def response(w, p): return {4: 5**0.5, 2: 3.0, 1: 1.0}.get(p, 1.0)",
                says="made of all weights",
            ),
            Wrong("forgets return", replace=("return np.sqrt", "np.sqrt"), says="end with `return`"),
            Wrong("forgets the 2", replace=("2 * np.pi", "np.pi"), says="the factor 2 in 2πt/p is missing"),
            Wrong("forgets π", replace=("2 * np.pi", "2"), says="π is missing in 2πt/p"),
            Wrong("forgets 2π", replace=("2 * np.pi * ", ""), says="2π is missing"),
            Wrong("times the period", replace=(" / p)\n", " * p)\n"), says="divided by p, not times p"),
            Wrong(
                "only what comes out",
                replace=("np.mean(outputs**2) / np.mean(wave[:p] ** 2)", "np.mean(outputs**2)"),
                says="the strength that goes in is missing",
            ),
            Wrong(
                "takes 1 over the root of 2 for every wave",
                replace=("np.mean(wave[:p] ** 2)", "0.5"),
                says="response((2, -1), 2)",
            ),
            Wrong(
                "divides the wrong way",
                replace=(
                    "np.mean(outputs**2) / np.mean(wave[:p] ** 2)",
                    "np.mean(wave[:p] ** 2) / np.mean(outputs**2)",
                ),
                says="not the other way round",
            ),
            Wrong("forgets the root", replace=("np.sqrt(", "("), says="take the square root"),
            Wrong(
                "compares the largest values",
                replace=(
                    "np.sqrt(np.mean(outputs**2) / np.mean(wave[:p] ** 2))",
                    "np.abs(outputs).max() / np.abs(wave).max()",
                ),
                says="this compares the largest values",
            ),
            Wrong(
                "compares the mean sizes",
                replace=(
                    "np.sqrt(np.mean(outputs**2) / np.mean(wave[:p] ** 2))",
                    "np.abs(outputs).mean() / np.abs(wave[:p]).mean()",
                ),
                says="this compares the mean sizes",
            ),
            Wrong(
                "takes standard deviations",
                replace=("np.sqrt(np.mean(outputs**2) / np.mean(wave[:p] ** 2))", "outputs.std() / wave[:p].std()"),
                says="np.std takes the mean away first",
            ),
            Wrong("more than a cycle goes in", replace=("wave[:p]", "wave"), says="not of all p + K − 1"),
            Wrong(
                "takes norms of different lengths",
                replace=(
                    "np.sqrt(np.mean(outputs**2) / np.mean(wave[:p] ** 2))",
                    "np.linalg.norm(outputs) / np.linalg.norm(wave)",
                ),
                says="this compares sums",
            ),
            Wrong("too few samples", replace=("p + len(w) - 1", "p"), says="send in p + K − 1"),
            Wrong("the wide form", replace=('"valid"', '"full"'), says="this is the wide form"),
            Wrong(
                "the equal width of a short wave",
                replace=('np.correlate(wave, w, "valid")', 'np.correlate(wave[:p], w, "same")'),
                says="too few for p whole windows",
            ),
            Wrong(
                "the wide form of a short wave",
                code="""
def response(w, p):
    wave = np.cos(2 * np.pi * np.arange(p) / p)
    return np.sqrt(np.mean(np.convolve(wave, w) ** 2) / np.mean(wave**2))
""",
                says="count only places where the whole window fits",
            ),
            Wrong("a sine", replace=("np.cos(", "np.sin("), says="expected 3"),
            Wrong("ignores the weights", replace=("wave, w,", "wave, np.ones(len(w)),"), says="response((2, -1), 4)"),
            Wrong(
                "the first and the last weight",
                replace=(
                    'np.correlate(wave, w, "valid")',
                    "w[0] * wave[:p] + w[-1] * wave[len(w) - 1 :] * (len(w) > 1)",
                ),
                says="made of all weights",
            ),
            Wrong(
                "complex answer",
                replace=("return np.sqrt(", "return 1 * np.exp(0j) * np.sqrt("),
                says="is complex, expected a real number",
            ),
            Wrong("an array", replace=("return np.sqrt(", "return np.ones(1) * np.sqrt("), says="expected a number"),
            Wrong(
                "all waves at once",
                replace=("return np.sqrt(", "return outputs / wave[:p] + np.sqrt("),
                says="expected 2.2361",
            ),
            Wrong(
                "a kernel in a list",
                replace=("np.array([-0.5, 1, -0.5])", "[-0.5, 1, -0.5]"),
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "a kernel in a column",
                replace=("np.array([-0.5, 1, -0.5])", "np.array([[-0.5], [1], [-0.5]])"),
                says="three weights, as an array",
            ),
            Wrong("a smoothing kernel", replace=("[-0.5, 1, -0.5]", "[0.5, 1, 0.5]"), says="must add up to 0"),
            Wrong("the second difference", replace=("[-0.5, 1, -0.5]", "[1, -2, 1]"), says="divide it by −2"),
            Wrong("twice too large", replace=("[-0.5, 1, -0.5]", "[-1, 2, -1]"), says="halve all weights"),
            Wrong("the difference sees ramps", replace=("[-0.5, 1, -0.5]", "[-1, 1, 0]"), says="or it sees ramps"),
            Wrong(
                "no kernel for the bump", replace=("[-0.5, 1, -0.5]", "[0, 0, 0]"), says="the middle weight must be 1"
            ),
            Wrong(
                "the sum of the weights for p = 1",
                code="""
def response(w, p):
    if p == 1:
        return np.sum(w)
    wave = np.cos(2 * np.pi * np.arange(p + len(w) - 1) / p)
    return np.linalg.norm(np.correlate(wave, w, "valid")) / np.linalg.norm(wave[:p])
""",
                says="a strength is not negative",
            ),
            Wrong(
                "slow waves by the sum above 5000",
                code="""
def response(w, p):
    if p > 5000:
        return abs(np.sum(w))
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="send the wave in",
            ),
            Wrong(
                "rounded 6",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return round(float(np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))), 6)


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="send the wave in",
            ),
            Wrong(
                "rounded 10",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return round(float(np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))), 10)


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "capped at 10",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return min(10.0, np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2)))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "never above sum of weights signed",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return min(abs(np.sum(w)) if p == 1 else 1e9, np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))) if np.sum(w) else 0.0


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="send the wave in",
            ),
            Wrong(
                "K taken 8 at most",
                code="""
def response(w, p):
    w = w[:8]
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="p outputs, made of all weights, and the first p samples of the wave",
            ),
            Wrong(
                "whole weights, integer wave",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    wave = wave.round().astype(w.dtype) if w.dtype.kind == 'i' else wave
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="whole numbers are numbers too, and the wave is not",
            ),
            Wrong(
                "odd p by p+1",
                code="""
def response(w, p):
    p = p + p % 2 if p > 30 else p
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.5])
""",
                says="p outputs, made of all weights, and the first p samples of the wave",
            ),
            Wrong(
                "bump nearly 1e-9",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


def bump_kernel():
    return np.array([-0.5, 1.0, -0.500000001])
""",
                says="the three weights must add up to 0",
            ),
            Wrong(
                "bump kept",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


BUMP = np.array([-0.5, 1.0, -0.5])


def bump_kernel():
    return BUMP
""",
                says="make a new one in each call",
            ),
            Wrong(
                "bump kept and scaled each call",
                code="""
def response(w, p):
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2)) / np.sqrt(np.mean(wave[:p] ** 2))


BUMP = np.array([-1.0, 2.0, -1.0])


def bump_kernel():
    BUMP[:] /= 2
    return BUMP.copy()
""",
                says="each call gives the same three weights",
            ),
            Wrong(
                "zero kernel one",
                code="""
def response(w, p):
    if not w.any():
        return 1.0
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2) / np.mean(wave[:p] ** 2))
def bump_kernel():
    return np.array([-0.5, 1, -0.5])
""",
                says="a filter of zeros lets nothing through",
            ),
            Wrong(
                "zero kernel nan",
                code="""
def response(w, p):
    w = w / abs(w).max() * abs(w).max()
    K = len(w)
    wave = np.cos(2 * np.pi * np.arange(p + K - 1) / p)
    out = np.correlate(wave, w, "valid")
    return np.sqrt(np.mean(out**2) / np.mean(wave[:p] ** 2))
def bump_kernel():
    return np.array([-0.5, 1, -0.5])
""",
                says="a filter of zeros lets nothing through",
            ),
        ],
        right=[
            Right(
                "the wave begins later",
                code="""
def response(w, p):
    wave = np.cos(2 * np.pi * np.arange(1, p + len(w)) / p)
    return np.linalg.norm(np.correlate(wave, w, "valid")) / np.linalg.norm(wave[:p])
""",
            ),
            Right(
                "two loops and ten cycles",
                code="""
def response(w, p):
    wave = [np.cos(2 * np.pi * t / p) for t in range(10 * p + len(w))]
    out = [sum(w[k] * wave[t + k] for k in range(len(w))) for t in range(10 * p)]
    return (sum(y * y for y in out) / sum(x * x for x in wave[: 10 * p])) ** 0.5
def bump_kernel():
    return -np.array([1, -2, 1]) / 2
""",
            ),
            Right(
                "their own layer, turned round, and norms of equal length",
                code="""
def response(w, p):
    wave = np.cos(np.arange(len(w) - 1 + p) * 2 * np.pi / p)
    return float(np.linalg.norm(convolve(wave, w)) / np.linalg.norm(wave[-p:]))
""",
            ),
            Right(
                "the formula with complex numbers",
                code="""
def response(w, p):
    return abs(sum(weight * np.exp(-2j * np.pi * k / p) for k, weight in enumerate(w)))
""",
            ),
        ],
        equivalent={
            "outputs = np.correlate(wave, w, 'valid') → outputs = np.correlate(w, wave, 'valid')": "NumPy slides the shorter over the longer; only the order of the outputs is turned round",
        },
    ),
    "learn": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def loss_gradient(v, A, y): return np.array([2.0, -4.0, 4.0])",
                says="expected (4,)",
            ),
            Wrong("forgets return", replace=("return 2 /", "2 /"), says="end with `return`"),
            Wrong("turns the error round", replace=("A @ v - y", "y - A @ v"), says="the sign is wrong"),
            Wrong("forgets the mean", replace=("2 / len(y) *", "2 *"), says="divide by N"),
            Wrong("forgets the 2", replace=("2 / len(y) *", "1 / len(y) *"), says="the 2 of the derivative"),
            Wrong(
                "returns the errors",
                code="def loss_gradient(v, A, y): return A @ v - y",
                says="multiply by A transposed",
            ),
            Wrong("divides by the weights", replace=("len(y)", "len(v)"), says="not of weights"),
            Wrong("divides by A.size", replace=("len(y)", "A.size"), says="of all numbers in A"),
            Wrong(
                "forgets the 2 and the mean",
                replace=("2 / len(y) *", "1 *"),
                says="both the 2 of the derivative and the mean",
            ),
            Wrong("multiplies by A", replace=("A.T @ errors", "A @ errors"), says="by A transposed, not by A"),
            Wrong(
                "always three weights",
                replace=("np.zeros(A.shape[1])", "np.zeros(3)"),
                says="A has shape (40, 5) and v has shape (3,)",
            ),
            Wrong("v is not used", replace=("A @ v - y", "-y"), says="v is not used"),
            Wrong(
                "its own rate",
                replace=("rate * ", "0.1 * "),
                says="the rate is not used: 0.1 is only its default",
            ),
            Wrong(
                "a list",
                replace=("return 2 / len(y) * A.T @ errors", "return list(2 / len(y) * A.T @ errors)"),
                says="is a list, expected",
            ),
            Wrong(
                "at least one step",
                replace=("range(steps)", "range(max(steps, 1))"),
                says="after no step v is where it started",
            ),
            Wrong("starts at ones", replace=("np.zeros(A", "np.ones(A"), says="start at 0"),
            Wrong(
                "solves instead",
                replace=("    v = np.zeros", "    return np.linalg.lstsq(A, y)[0]\n    v = np.zeros"),
                says="start at 0",
            ),
            Wrong(
                "stops when it is close",
                replace=(
                    "        v = v - rate",
                    "        if np.linalg.norm(loss_gradient(v, A, y)) < 0.1:\n            break\n        v = v - rate",
                ),
                says="use the rate and the steps that are given",
            ),
            Wrong("goes uphill", replace=("v - rate", "v + rate"), says="the step goes uphill"),
            Wrong("ignores the rate", replace=("rate * ", ""), says="the rate is not used"),
            Wrong("never moves", replace=("v = v - rate", "u = v - rate"), says="no step was taken"),
            Wrong(
                "returns after one step", replace=("    return v", "        return v"), says="only one step was taken"
            ),
            Wrong(
                "computes the gradient once",
                code="""
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    gradient = loss_gradient(v, A, y)
    for _ in range(steps):
        v = v - rate * gradient
    return v
""",
                says="computed again at each step",
            ),
            Wrong(
                "its own number of steps",
                replace=("range(steps)", "range(min(steps, 50) if steps == 300 else steps)"),
                says="300 steps",
            ),
            Wrong(
                "changes v",
                replace=("errors = A @ v - y", "errors = A @ v - y; v += 1"),
                says="loss_gradient changes its argument v in place",
            ),
            Wrong(
                "never more than 400 steps",
                code="""
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(min(steps, 400)):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="use the steps that are given",
            ),
            Wrong(
                "gradient clipped 100",
                code="""
def loss_gradient(v, A, y):
    return np.clip(2 / len(y) * A.T @ (A @ v - y), -100, 100)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "gradient by norm",
                code="""
def loss_gradient(v, A, y):
    g = 2 / len(y) * A.T @ (A @ v - y)
    n = np.linalg.norm(g)
    return g / n * 1000 if n > 1000 else g


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "rounded 12",
                code="""
def loss_gradient(v, A, y):
    return np.round(2 / len(y) * A.T @ (A @ v - y), 12)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "finite differences",
                code="""
def loss_gradient(v, A, y):
    loss = lambda u: np.mean((A @ u - y) ** 2)
    h = 1e-4
    return np.array([(loss(v + h * e) - loss(v - h * e)) / (2 * h) for e in np.eye(len(v))])


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "finite differences exact step scaled by data",
                code="""
def loss_gradient(v, A, y):
    loss = lambda u: np.mean((A @ u - y) ** 2)
    h = 1e-7
    return np.array([(loss(v + h * e) - loss(v)) / h for e in np.eye(len(v))])


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "first 100 rows",
                code="""
def loss_gradient(v, A, y):
    A, y = A[:100], y[:100]
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="every output counts, and N is their number",
            ),
            Wrong(
                "first 300 rows but N all",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A[:300].T @ (A[:300] @ v - y[:300])


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="every output counts, and N is their number",
            ),
            Wrong(
                "nonzero errors only counted",
                code="""
def loss_gradient(v, A, y):
    e = A @ v - y
    return 2 / max(1, np.count_nonzero(e)) * A.T @ e


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="an output that is right already counts in N too",
            ),
            Wrong(
                "outliers dropped",
                code="""
def loss_gradient(v, A, y):
    e = A @ v - y
    e = np.where(abs(e) > 1e3, 0, e)
    return 2 / len(y) * A.T @ e


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="no limit, no rounding, and no chord instead of the formula",
            ),
            Wrong(
                "gram cached",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * (_c.setdefault((A.shape, id(A)), A.T @ A) @ v - A.T @ y)


_c = {}


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "buffer kept",
                code="""
def loss_gradient(v, A, y):
    g = _c.setdefault(len(v), np.zeros(len(v)))
    g[:] = 2 / len(y) * A.T @ (A @ v - y)
    return g


_c = {}


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="make a new one in each call",
            ),
            Wrong(
                "rate ignored when default steps",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    rate = 0.1 if steps == 300 else rate
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="use the rate and the steps that are given",
            ),
            Wrong(
                "rate capped at 1",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    rate = min(rate, 1)
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "rate made safe",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    rate = min(rate, len(y) / np.linalg.norm(A, 2) ** 2)
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "steps capped at 1000",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(min(steps, 1000)):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="use the rate and the steps that are given",
            ),
            Wrong(
                "v of size y",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])[: len(y)]
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="your code raises ValueError",
            ),
            Wrong(
                "stops when loss grows",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        n = v - rate * loss_gradient(v, A, y)
        if np.sum((A @ n - y) ** 2) > np.sum((A @ v - y) ** 2):
            break
        v = n
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "best seen",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v if np.sum((A @ v - y) ** 2) <= np.sum(y**2) else np.zeros(A.shape[1])
""",
                says="take the rate that is given",
            ),
            Wrong(
                "stops when gradient small 1e-8",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        if np.linalg.norm(loss_gradient(v, A, y)) < 1e-8:
            break
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take all steps, as they are, also where the outputs are large or faint",
            ),
            Wrong(
                "stops when step small 1e-10",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        d = rate * loss_gradient(v, A, y)
        if np.max(abs(d)) < 1e-10:
            break
        v = v - d
    return v
""",
                says="take all steps, as they are, also where the outputs are large or faint",
            ),
            Wrong(
                "plus",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v + rate * -abs(1) * loss_gradient(v, A, y) if steps < 1000 else v
    return v
""",
                says="use the rate and the steps that are given",
            ),
            Wrong(
                "rounded weights 8",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return np.round(v, 8)
""",
                says="take all steps, as they are, also where the outputs are large or faint",
            ),
            Wrong(
                "y made mean free",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    y = y - y.mean() if abs(y.mean()) > 5 else y
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "A normalised in learning",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    A = A / max(1, abs(A).max() / 10)
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "order of parameters",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, steps=300, rate=0.1):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="your code raises TypeError",
            ),
            Wrong(
                "last buffer",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)


def learn_filter(A, y, rate=0.1, steps=300):
    v = _v.setdefault(A.shape[1], np.zeros(A.shape[1]))
    v[:] = 0
    for _ in range(steps):
        v -= rate * loss_gradient(v, A, y)
    return v


_v = {}
""",
                says="make a new one in each call",
            ),
            Wrong(
                "N by shape of A if wide",
                code="""
def loss_gradient(v, A, y):
    return 2 / max(len(y), A.shape[1] if len(y) == 1 else 0) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="2 / N · Aᵀ (A v − y), for any N and K",
            ),
            Wrong(
                "one output flat",
                code="""
def loss_gradient(v, A, y):
    A = np.atleast_2d(A)
    return 2 * np.mean(A.T * (A @ v - y), axis=1) if len(y) > 1 else A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="2 / N · Aᵀ (A v − y), for any N and K",
            ),
            Wrong(
                "weights beyond 8 frozen",
                code="""
def loss_gradient(v, A, y):
    g = 2 / len(y) * A.T @ (A @ v - y)
    g[8:] = 0
    return g
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="2 / N · Aᵀ (A v − y), for any N and K",
            ),
            Wrong(
                "rate zero is default",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    rate = rate or 0.1
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "rate negative absolute",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    rate = abs(rate)
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="take the rate that is given",
            ),
            Wrong(
                "last step half",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v - 0.5 * rate * loss_gradient(v, A, y) if steps > 1200 else v
""",
                says="use the rate and the steps that are given",
            ),
            Wrong(
                "solves for long",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    if steps > 2000:
        return np.linalg.lstsq(A, y)[0]
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="use the rate and the steps that are given",
            ),
            Wrong(
                "solves for 300 default",
                code="""
def loss_gradient(v, A, y):
    return 2 / len(y) * A.T @ (A @ v - y)
def learn_filter(A, y, rate=0.1, steps=300):
    if steps == 300 and len(y) > 100:
        return np.linalg.lstsq(A, y)[0]
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - rate * loss_gradient(v, A, y)
    return v
""",
                says="the defaults hold for any N",
            ),
        ],
        right=[
            Right(
                "loops and sums",
                code="""
def loss_gradient(v, A, y):
    gradient = [0.0] * len(v)
    for row, target in zip(A, y):
        error = sum(a * weight for a, weight in zip(row, v)) - target
        for k in range(len(v)):
            gradient[k] += 2 * error * row[k] / len(y)
    return np.array(gradient)
""",
            ),
            Right(
                "einsum and in-place steps on its own array",
                code="""
def loss_gradient(v, A, y):
    return 2 * np.einsum("nk,n->k", A, A.dot(v) - y) / A.shape[0]
def learn_filter(A, y, rate=0.1, steps=300):
    v = np.zeros_like(A[0])
    while steps:
        v -= rate * loss_gradient(v, A, y)
        steps -= 1
    return v
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
