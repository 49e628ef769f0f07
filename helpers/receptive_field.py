"""What a cell of a network's map was made from: its window in the layer before, and its receptive field."""

from collections.abc import Sequence
from typing import NamedTuple


class Axis(NamedTuple):
    """A convolution or pooling along one axis: the input's length, the window's size, its stride, the padding.

    same : True pads with zeros so that ⌈length / stride⌉ outputs come out ("same" in Keras), False does not ("valid").
    """

    length: int
    size: int
    stride: int = 1
    same: bool = False


def window_span(axis: Axis, position: int) -> tuple[int, int]:
    """Return (first, past the last) place of the input that an output reads; below 0 and past the end is padding.

    "Same" padding is TensorFlow's: max((⌈M/S⌉ − 1)·S + K − M, 0) in all, the smaller half of it in front.

    Raises
    ------
    ValueError if there is no such output.
    """
    length, size, stride, same = axis
    outputs = -(-length // stride) if same else (length - size) // stride + 1
    if not 0 <= position < outputs:
        raise ValueError(f"this layer has the outputs 0 to {outputs - 1} along this axis, not {position}")
    before = max((outputs - 1) * stride + size - length, 0) // 2 if same else 0
    start = position * stride - before
    return start, start + size


def receptive_span(axes: Sequence[Axis], position: int) -> tuple[int, int]:
    """Return (first, past the last) place of the first input that reaches an output of the last layer.

    Parameters
    ----------
    axes : the layers along one axis, the first one first; without any, the cell sees itself.
    position : of the output. Places in the padding do not count: they hold no input.
    """
    first, past = position, position + 1
    for axis in reversed(axes):
        first, past = window_span(axis, first)[0], window_span(axis, past - 1)[1]
        first, past = max(first, 0), min(past, axis.length)
    return first, past
