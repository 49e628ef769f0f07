"""The figures of backpropagation: what they show, and what they refuse."""

import pytest
from matplotlib.patches import FancyBboxPatch

from helpers.backward import chain_plot


def test_chain_plot_names_every_layer_every_value_and_every_gradient():
    ax = chain_plot(["Dense", "loss"], ["X\n(N, 2)", "Z\n(N, 1)", "L\none number"]).axes[0]
    texts = [text.get_text() for text in ax.texts]
    assert {"Dense", "loss", "X\n(N, 2)", "Z\n(N, 1)", "∂L/∂X\n(N, 2)", "∂L/∂Z\n(N, 1)"} <= set(texts)
    assert sum(isinstance(patch, FancyBboxPatch) for patch in ax.patches) == 2


@pytest.mark.parametrize(("layers", "values"), [([], ["X"]), (["Dense"], ["X"]), (["Dense"], ["X", "Z", "L"])])
def test_chain_plot_refuses_values_that_do_not_fit(layers, values):
    with pytest.raises(ValueError, match="layers need"):
        chain_plot(layers, values)
