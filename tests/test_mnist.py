"""MNIST: its arrays and options, what a damaged file says, and the memory that loading takes."""

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import DataFileError, load_mnist, mnist, silence_tensorflow

ROOT = Path(__file__).parents[1]
SIZES = {"train_images": 60_000, "train_labels": 60_000, "test_images": 10_000, "test_labels": 10_000}
SHAPES = {"image": (28, 28), "flat": (784,), "channel": (28, 28, 1)}
seeds = st.integers(0, 2**32)


def arrays(data):
    return {name: array for name, array in data._asdict().items() if array is not None}


def test_these_are_the_70_000_digits_of_lecun_and_cortes():
    data = load_mnist()
    assert {name: len(array) for name, array in arrays(data).items()} == SIZES
    assert data.train_images.shape[1:] == data.test_images.shape[1:] == (28, 28)
    assert all(array.dtype == np.uint8 for array in arrays(data).values())
    assert (data.train_images.min(), data.train_images.max()) == (0, 255)
    # As published: the first labels, how often each digit occurs, the mean and standard deviation of the pixels.
    assert data.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    counts = np.bincount(data.train_labels).tolist(), np.bincount(data.test_labels).tolist()
    assert counts[0] == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert counts[1] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert data.train_images.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert data.train_images.std() / 255 == pytest.approx(0.3081, abs=5e-5)


def test_without_options_every_call_returns_the_same_memory_and_reads_the_file_once():
    first = load_mnist()
    with patch.object(np, "load", side_effect=AssertionError("the file was read a second time")):
        for layout in SHAPES:
            again = load_mnist(layout=layout)
            for name, array in arrays(first).items():
                assert np.shares_memory(array, getattr(again, name))


@pytest.mark.parametrize("layout", SHAPES)
@pytest.mark.parametrize("scaled", [False, True])
def test_layout_and_scale_keep_every_pixel_in_its_place(layout, scaled):
    plain, data = load_mnist(), load_mnist(layout=layout, scaled=scaled)
    for name in ("train_images", "test_images"):
        images = getattr(data, name)
        assert images.shape == (SIZES[name], *SHAPES[layout])
        assert images.dtype == (np.float32 if scaled else np.uint8)
        pixels = np.round(images * np.float32(255)) if scaled else images
        np.testing.assert_array_equal(pixels.reshape(-1, 28, 28), getattr(plain, name))
    if scaled:
        assert (data.train_images.min(), data.train_images.max()) == (0, 1)
        sample = plain.test_images[:100].astype(np.float64) / 255
        np.testing.assert_array_equal(data.test_images[:100].ravel(), sample.ravel().astype(np.float32))


def test_one_hot_labels_have_their_one_in_the_place_of_the_label():
    plain, data = load_mnist(), load_mnist(one_hot=True, validation=5000)
    for labels in (data.train_labels, data.test_labels, data.validation_labels):
        assert labels.dtype == np.float32
        assert labels.shape == (len(labels), 10)
        assert np.array_equal(np.unique(labels), [0, 1])
        assert np.all(labels.sum(axis=1) == 1)
    np.testing.assert_array_equal(data.test_labels.argmax(axis=1), plain.test_labels)


def numbered():
    """Stand-ins for the arrays: image number n holds n in its first two pixels, and its label is n modulo 251."""
    numbers = np.arange(60_000)
    images = np.zeros((60_000, 28, 28), dtype=np.uint8)
    images[:, 0, 0], images[:, 0, 1] = numbers // 256, numbers % 256
    labels = (numbers % 251).astype(np.uint8)
    for array in (images, labels):
        array.flags.writeable = False
    return images, labels, images[:10_000], labels[:10_000]


NUMBERED = numbered()


def numbers_of(images):
    """Which images these are, in their order."""
    return images[:, 0, 0].astype(int) * 256 + images[:, 0, 1]


def split(validation, seed=None):
    with patch.object(mnist, "_read", return_value=NUMBERED):
        return load_mnist(validation=validation, seed=seed)


@settings(max_examples=20)
@given(st.integers(1, 59_999), seeds)
def test_a_validation_split_is_a_partition_that_keeps_each_image_with_its_label(count, seed):
    data = split(count, seed)
    kept, chosen = numbers_of(data.train_images), numbers_of(data.validation_images)
    assert len(chosen) == count
    assert np.all(np.diff(kept) > 0), "what remains stays in the order of the file"
    np.testing.assert_array_equal(np.sort(np.concatenate([kept, chosen])), np.arange(60_000))
    np.testing.assert_array_equal(data.train_labels, kept % 251)
    np.testing.assert_array_equal(data.validation_labels, chosen % 251)
    np.testing.assert_array_equal(numbers_of(data.test_images), np.arange(10_000))


@settings(max_examples=10)
@given(st.integers(1, 59_999), seeds)
def test_the_same_seed_draws_the_same_images_however_much_is_asked(count, seed):
    drawn = numbers_of(split(count, seed).validation_images)
    np.testing.assert_array_equal(drawn, numbers_of(split(count, seed).validation_images))
    np.testing.assert_array_equal(drawn, numbers_of(split(count / 60_000, seed).validation_images))


def test_the_split_is_drawn_from_everywhere_and_another_seed_draws_others():
    drawn = [numbers_of(split(1000, seed).validation_images) for seed in (None, 0, 1)]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert len(np.intersect1d(drawn[1], drawn[2])) < 50  # 1000 · 1000 / 60,000 ≈ 17 by chance
    assert np.all(np.histogram(drawn[0], bins=6, range=(0, 60_000))[0] > 100)


def test_the_other_options_do_not_change_which_images_are_drawn():
    plain, data = load_mnist(validation=0.1, seed=5), load_mnist(validation=6000, seed=5, scaled=True, layout="flat")
    for name in ("train_images", "validation_images"):
        np.testing.assert_array_equal(
            np.round(getattr(data, name) * np.float32(255)), getattr(plain, name).reshape(-1, 784)
        )


@pytest.mark.parametrize("options", [{"validation": 0}, {"validation": 0.0}, {}])
def test_no_validation_split_is_none(options):
    data = load_mnist(**options)
    assert data.validation_images is data.validation_labels is None
    assert len(data.train_images) == 60_000


@pytest.mark.parametrize(
    "options", [{}, {"layout": "flat"}, {"scaled": True}, {"one_hot": True, "validation": 100, "layout": "channel"}]
)
def test_nobody_can_change_the_arrays_for_the_others(options):
    for array in arrays(load_mnist(**options)).values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"scaled": 1}, TypeError, "scaled must be True or False, not 1"),
        ({"scaled": "yes"}, TypeError, "scaled must be True or False, not 'yes'"),
        ({"one_hot": None}, TypeError, "one_hot must be True or False, not None"),
        ({"layout": "square"}, ValueError, "layout must be one of 'image', 'flat', 'channel', not 'square'"),
        ({"layout": None}, ValueError, "layout must be one of .* not None"),
        ({"layout": ["flat"]}, ValueError, r"layout must be one of .* not \['flat'\]"),
        ({"validation": -1}, ValueError, "0 … 59,999, not -1"),
        ({"validation": 60_000}, ValueError, "0 … 59,999, not 60,000"),
        ({"validation": 10**30}, ValueError, "0 … 59,999, not 1,000,"),
        ({"validation": 1.0}, ValueError, "at least 0 and less than 1, not 1.0"),
        ({"validation": -0.1}, ValueError, "at least 0 and less than 1, not -0.1"),
        ({"validation": float("nan")}, ValueError, "at least 0 and less than 1, not nan"),
        ({"validation": float("inf")}, ValueError, "at least 0 and less than 1, not inf"),
        ({"validation": 1e-9}, ValueError, "choose at least one image and leave one, not 1e-09"),
        ({"validation": 0.999999}, ValueError, "choose at least one image and leave one, not 0.999999"),
        ({"validation": True}, TypeError, r"a number of images \(int\) or a share \(float\), not True"),
        ({"validation": "10%"}, TypeError, r"a number of images \(int\) or a share \(float\), not '10%'"),
        ({"validation": None}, TypeError, "not None"),
        ({"validation": 0.1, "seed": -1}, ValueError, "seed must be 0 or greater, not -1"),
        ({"validation": 0.1, "seed": 1.0}, TypeError, "seed must be an int, 0 or greater, not 1.0"),
        ({"validation": 0.1, "seed": True}, TypeError, "seed must be an int, 0 or greater, not True"),
        ({"seed": 0}, ValueError, "seed only chooses the validation images: give validation too"),
        ({"seed": 7, "validation": 0}, ValueError, "seed only chooses the validation images: give validation too"),
    ],
)
def test_an_option_that_makes_no_sense_is_named_with_what_is_allowed(options, error, words):
    with pytest.raises(error, match=words):
        load_mnist(**options)


# The data file

DATA = mnist.DATA_FILE.read_bytes()


@pytest.fixture(scope="module")
def data_file(tmp_path_factory):
    """A place for a data file that may be damaged; ``load_mnist`` reads it instead of the course's."""
    path = tmp_path_factory.mktemp("data") / "mnist.npz"
    with patch.object(mnist, "DATA_FILE", path):
        yield path
    mnist._read.cache_clear()


def assert_says(data_file, what):
    mnist._read.cache_clear()
    with pytest.raises(DataFileError) as caught:
        load_mnist()
    message = str(caught.value)
    assert message.startswith(f"{data_file} {what}"), message
    assert "`git checkout -- helpers/data/mnist.npz`" in message
    assert "fresh copy of the course" in message
    assert isinstance(caught.value, OSError)


def test_the_advice_names_the_place_where_the_file_is():
    assert mnist.DATA_FILE == ROOT / "helpers" / "data" / "mnist.npz"


def test_a_missing_file_is_named(data_file):
    data_file.unlink(missing_ok=True)
    assert_says(data_file, "is missing. Restore it")


def test_what_may_not_be_read_is_named(data_file):
    data_file.unlink(missing_ok=True)
    data_file.mkdir()
    assert_says(data_file, "cannot be read: ")
    data_file.rmdir()


@settings(max_examples=15)
@given(st.integers(0, len(DATA) - 1))
def test_a_truncated_file_is_named_with_its_size(data_file, size):
    data_file.write_bytes(DATA[:size])
    assert_says(data_file, f"is truncated: {size:,} bytes instead of 11,266,754. Restore it")


@settings(max_examples=15)
@given(st.integers(0, len(DATA) - 1), st.integers(0, 7))
def test_one_altered_bit_is_found(data_file, position, bit):
    altered = bytearray(DATA)
    altered[position] ^= 1 << bit
    data_file.write_bytes(altered)
    assert_says(data_file, "is not the course's file: its SHA-256 checksum is wrong. Restore it")


def test_bytes_behind_the_end_are_found(data_file):
    data_file.write_bytes(DATA + b"\0")
    assert_says(data_file, "is not the course's file")


def test_after_the_file_is_restored_the_same_process_can_load_it(data_file):
    data_file.write_bytes(DATA[:1000])
    assert_says(data_file, "is truncated")
    data_file.write_bytes(DATA)
    assert len(load_mnist().train_images) == 60_000


# Memory

MEASURE = """
import json, sys, tracemalloc
from helpers import load_mnist
tracemalloc.start()
data = load_mnist(**json.loads(sys.argv[1]))
peak = tracemalloc.get_traced_memory()[1]
kept = {id(array.base if array.base is not None else array): array.nbytes for array in (*load_mnist(), *data)
        if array is not None}
print(peak - sum(kept.values()))
"""
OPTIONS = {"scaled": True, "layout": "flat", "one_hot": True, "validation": 0.1}


@pytest.mark.parametrize(
    "options",
    [dict(some) for count in (0, 1, len(OPTIONS)) for some in combinations(OPTIONS.items(), count)],
    ids=lambda options: "+".join(options) or "plain",
)
def test_loading_takes_at_most_60_mb_above_the_arrays(options):
    command = [sys.executable, "-c", MEASURE, json.dumps(options)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert int(result.stdout) < 60e6


SHARE = """
import numpy as np
from helpers import load_mnist, silence_tensorflow
from helpers.mnist import as_tensor
silence_tensorflow()
import keras
from tests.test_mnist import resident

data = load_mnist(scaled=True, layout="flat", one_hot=True)
as_tensor(data.test_images)  # TensorFlow makes what it needs once
before = resident()
images = as_tensor(data.train_images)
some = images[:50_000]
print(resident() - before)

network = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
network.compile("sgd", "mse")
network.fit(some[:512], data.train_labels[:512], verbose=0)  # and so does Keras
before = resident()
network.fit(some, data.train_labels[:50_000], batch_size=512, verbose=0)
print(resident() - before)
np.testing.assert_array_equal(images, data.train_images)
assert not data.train_images.flags.writeable
"""


def resident() -> int:
    """The bytes of this process that lie in memory."""
    return 4096 * int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux counts")
def test_a_tensor_of_scaled_images_takes_no_memory_of_its_own_and_no_fit_copies_it():
    result = subprocess.run([sys.executable, "-c", SHARE], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    made, trained = map(int, result.stdout.split())
    assert made < 10e6  # the 60,000 images are 188e6 bytes
    assert trained < 80e6


def test_what_cannot_be_shared_is_copied_and_what_is_no_array_is_named():
    silence_tensorflow()
    data = load_mnist(scaled=True, layout="flat")
    own = np.zeros((2, 16), dtype=np.float32)
    for array in (load_mnist().test_images, data.test_images[:, 1:], data.test_images[1:, :].reshape(-1)[1:], own):
        np.testing.assert_array_equal(mnist.as_tensor(array) * 1, array)  # TensorFlow checks the address when it works
    tensor = mnist.as_tensor(own)
    own[:] = 1
    assert not np.any(tensor)
    with pytest.raises(TypeError, match="as_tensor takes a NumPy array, such as the images of load_mnist, not list"):
        mnist.as_tensor([1, 2])
