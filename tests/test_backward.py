"""The figures of backpropagation: what they show, and what they refuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyBboxPatch

from helpers.backward import chain_plot, pixel_windows_plot


def test_chain_plot_names_every_layer_every_value_and_every_gradient():
    ax = chain_plot(["Dense", "loss"], ["X\n(N, 2)", "Z\n(N, 1)", "L\none number"]).axes[0]
    texts = [text.get_text() for text in ax.texts]
    assert {"Dense", "loss", "X\n(N, 2)", "Z\n(N, 1)", "∂L/∂X\n(N, 2)", "∂L/∂Z\n(N, 1)"} <= set(texts)
    assert sum(isinstance(patch, FancyBboxPatch) for patch in ax.patches) == 2


@pytest.mark.parametrize(("layers", "values"), [([], ["X"]), (["Dense"], ["X"]), (["Dense"], ["X", "Z", "L"])])
def test_chain_plot_refuses_values_that_do_not_fit(layers, values):
    with pytest.raises(ValueError, match="layers need"):
        chain_plot(layers, values)


def test_pixel_windows_plot_shows_the_kernel_running_backwards():
    axes = pixel_windows_plot(3, 2, (1, 1)).axes
    assert [ax.get_title() for ax in axes] == ["y[0, 0]", "y[0, 1]", "y[1, 0]", "y[1, 1]"]
    on_pixel = [text.get_text() for ax in axes for text in ax.texts if text.get_fontweight() == "bold"]
    assert on_pixel == ["k[1,1]", "k[1,0]", "k[0,1]", "k[0,0]"]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_pixel_windows_plot_has_a_panel_for_each_window_that_contains_the_pixel(data):
    size = data.draw(st.integers(1, 4))
    kernel = data.draw(st.integers(1, size))
    pixel = data.draw(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)))

    def windows(place):
        return sum(start <= place < start + kernel for start in range(size - kernel + 1))

    assert len(pixel_windows_plot(size, kernel, pixel).axes) == windows(pixel[0]) * windows(pixel[1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((2, 3, (0, 0)), "kernel_size ≤ image_size"), ((3, 0, (0, 0)), "kernel_size"), ((3, 2, (3, 0)), "must lie in")],
)
def test_pixel_windows_plot_refuses_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        pixel_windows_plot(*arguments)
