"""Wrong and right answers to exercise 13, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "13_beyond_one_machine"

TASKS = {
    "modules": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def solve(A, b): return tf.constant([1.5, 2.0])",
                says="solve of three equations has shape (2,), expected (3,)",
            ),
            Wrong("forgets return", replace=("return tf.linalg", "tf.linalg"), says="end with `return`"),
            Wrong(
                "multiplies",
                replace=("tf.linalg.solve(A, b[:, tf.newaxis])[:, 0]", "tf.linalg.matvec(A, b)"),
                says="this is A b",
            ),
            Wrong(
                "divides by the diagonal",
                replace=("tf.linalg.solve(A, b[:, tf.newaxis])[:, 0]", "b / tf.linalg.diag_part(A)"),
                says="divided by the diagonal",
            ),
            Wrong(
                "transposed",
                replace=("tf.linalg.solve(A, b[:, tf.newaxis])", "tf.linalg.solve(A, b[:, tf.newaxis], adjoint=True)"),
                says="A transposed",
            ),
            Wrong("keeps the second axis", replace=("[:, 0]", ""), says="has shape (2, 1), expected (2,)"),
            Wrong("max pooling", replace=("avg_pool2d", "max_pool2d"), says="this is the largest: take the mean"),
            Wrong(
                "drops pixels",
                replace=('tf.nn.avg_pool2d(images, ksize=2, strides=2, padding="VALID")', "images[:, ::2, ::2]"),
                says="one pixel is kept, the first",
            ),
            Wrong(
                "nearest neighbour",
                replace=(
                    'tf.nn.avg_pool2d(images, ksize=2, strides=2, padding="VALID")',
                    "tf.image.resize(images, [images.shape[1] // 2, images.shape[2] // 2], method='nearest')",
                ),
                says="one pixel is kept, the last",
            ),
            Wrong("overlapping windows", replace=("strides=2", "strides=1"), says="half the height and width"),
            Wrong(
                "the inverse",
                code="""
def solve(A, b):
    return tf.linalg.matvec(tf.linalg.inv(A), b)
""",
                says="solve uses .inv",
            ),
            Wrong(
                "NumPy's solve",
                code="""
def solve(A, b):
    return np.linalg.solve(A, b)
""",
                says="solve(A, b) is a ndarray, expected a tensor",
            ),
            Wrong(
                "a NumPy array of images",
                code="""
def halve(images):
    return np.asarray(images).reshape(len(images), images.shape[1] // 2, 2, images.shape[2] // 2, 2, -1).mean((2, 4))
""",
                says="halve(images) is a ndarray, expected a tensor",
            ),
            Wrong(
                "matrix_power -1",
                code="""
def solve(A, b):
    return tf.constant(np.linalg.matrix_power(A.numpy(), -1) @ b.numpy())
""",
                says="solve uses numpy.linalg.matrix_power",
            ),
            Wrong(
                "inverse by solve of the identity",
                code="""
def solve(A, b):
    return tf.linalg.matvec(tf.linalg.solve(A, tf.eye(len(b))), b)
""",
                says="solve uses tensorflow.eye",
            ),
            Wrong(
                "inv under another name",
                code="""
from numpy.linalg import inv as _i
def solve(A, b):
    return tf.cast(_i(A.numpy()) @ b.numpy(), tf.float32)
""",
                says="solve uses numpy.linalg.inv",
            ),
            Wrong(
                "a matrix and its I",
                code="""
def solve(A, b):
    return tf.constant(np.asarray(np.matrix(A.numpy()).I @ b.numpy(), np.float32).ravel())
""",
                says="solve uses .I",
            ),
            Wrong(
                "an inverse by getattr",
                code="""
def solve(A, b):
    return tf.linalg.matvec(getattr(tf.linalg, "inv")(A), b)
""",
                says="solve uses tensorflow.linalg.inv",
            ),
            Wrong(
                "an identity matrix from its diagonal",
                code="""
def solve(A, b):
    return tf.linalg.matvec(tf.linalg.solve(A, tf.linalg.diag(tf.ones_like(b))), b)
""",
                says="solve uses tensorflow.linalg.diag",
            ),
            Wrong(
                "solve: identity by one_hot",
                code="""
def solve(A, b):
    return tf.linalg.matvec(tf.linalg.solve(A, tf.one_hot(tf.range(len(b)), len(b))), b)
""",
                says="solving the equations, with b alone on the right, is faster, and more exact",
            ),
            Wrong(
                "solve: identity by equality",
                code="""
def solve(A, b):
    i = tf.range(len(b))
    I = tf.cast(i[:, None] == i[None], tf.float32)
    return tf.linalg.matvec(tf.linalg.solve(A, I), b)
""",
                says="solving the equations, with b alone on the right, is faster, and more exact",
            ),
            Wrong(
                "solve: lu_matrix_inverse",
                code="""
def solve(A, b):
    return tf.linalg.matvec(tf.linalg.lu_matrix_inverse(*tf.linalg.lu(A)), b)
""",
                says="solving the equations, with b alone on the right, is faster, and more exact",
            ),
            Wrong(
                "solve: columns of the identity one by one",
                code="""
def solve(A, b):
    cols = [tf.linalg.solve(A, tf.one_hot([k], len(b), axis=0))[:, 0] for k in range(len(b))]
    return tf.linalg.matvec(tf.stack(cols, axis=1), b)
""",
                says="solving the equations, with b alone on the right, is faster, and more exact",
            ),
            Wrong(
                "solve: inv by getattr",
                code="""
def solve(A, b):
    return tf.linalg.matvec(getattr(tf.linalg, 'in' + 'v')(A), b)
""",
                says="solving the equations, with b alone on the right, is faster, and more exact",
            ),
            Wrong(
                "solve: rounded",
                code="""
def solve(A, b):
    return tf.round(tf.linalg.solve(A, b[:, None])[:, 0] * 100) / 100
""",
                says="x with A x = b, for any A and b",
            ),
            Wrong(
                "solve: keeps by shape of A",
                code="""
kept = {}
def solve(A, b):
    if A.shape[0] not in kept:
        kept[A.shape[0]] = tf.linalg.lu(A)
    lu, p = kept[A.shape[0]]
    return tf.linalg.lu_solve(lu, p, b[:, None])[:, 0]
""",
                says="x with A x = b, for any A and b",
            ),
            Wrong(
                "solve: the inverse by elimination",
                code="""
def solve(A, b):
    n = len(b)
    M = np.column_stack([A.numpy().astype(float), np.array([[float(i == j) for j in range(n)] for i in range(n)])])
    for i in range(n):
        p = i + np.argmax(np.abs(M[i:, i]))
        M[[i, p]] = M[[p, i]]
        M[i] = M[i] / M[i, i]
        for j in range(n):
            if i != j:
                M[j] = M[j] - M[j, i] * M[i]
    return tf.constant((M[:, n:] @ b.numpy()).astype('float32'))
""",
                says="its module for linear algebra has one",
            ),
        ],
        right=[
            Right(
                "an operator, and the mean of four parts",
                code="""
def solve(A, b):
    return tf.linalg.LinearOperatorFullMatrix(A).solvevec(b)

def halve(images):
    top, bottom = images[:, ::2], images[:, 1::2]
    return (top[:, :, ::2] + top[:, :, 1::2] + bottom[:, :, ::2] + bottom[:, :, 1::2]) / 4.0
""",
            ),
            Right(
                "lu and bilinear",
                code="""
def solve(A, b):
    lu, p = tf.linalg.lu(A)
    return tf.squeeze(tf.linalg.lu_solve(lu, p, b[:, None]), 1)

def halve(images):
    return tf.keras.layers.AveragePooling2D(2)(images)
""",
            ),
            Right(
                "reshape",
                code="""
def halve(images):
    N, H, W, C = images.shape
    return tf.reduce_mean(tf.reshape(images, (N, H // 2, 2, W // 2, 2, C)), axis=(2, 4))
""",
            ),
            Right(
                "other functions for the same jobs",
                code="""
def solve(A, b):
    return tf.squeeze(tf.linalg.lstsq(A, tf.expand_dims(b, 1), fast=False), axis=1)
def halve(images):
    return tf.image.resize(images, [images.shape[1] // 2, images.shape[2] // 2], method="area")
""",
            ),
            Right(
                "an LU decomposition",
                code="""
def solve(A, b):
    lu, p = tf.linalg.lu(A)
    return tf.linalg.lu_solve(lu, p, b[:, None])[:, 0]
""",
            ),
        ],
        equivalent={
            "return tf.linalg.solve(A, b[:, tf.newaxis])[:, 0] → return tf.linalg.solve(A, b[:, tf.newaxis])[:, -1]": "there is one column, the first and the last"
        },
    ),
    "tracing": Task(
        wrong=[
            Wrong(
                "the constant of the example", code="def count_traces(calls): return 3", says="one trace for each kind"
            ),
            Wrong("forgets return", replace=("return len(kinds)", "pass"), says="end with `return`"),
            Wrong("counts the calls", replace=("len(kinds)", "len(calls)"), says="is not traced again"),
            Wrong("each tensor is new", replace=("(x.dtype, tuple(x.shape))", "id(x)"), says="share a trace"),
            Wrong(
                "numbers are one kind",
                replace=("else x for", "else int for"),
                says="each Python number is a kind of its own",
            ),
            Wrong(
                "ignores the shape",
                replace=("(x.dtype, tuple(x.shape))", "x.dtype.name"),
                says="the length is part of the kind",
            ),
            Wrong(
                "only the rank", replace=("tuple(x.shape)", "len(x.shape)"), says="shape (3,) and shape (3, 1) differ"
            ),
            Wrong(
                "ignores the dtype",
                replace=("(x.dtype, tuple(x.shape))", "tuple(x.shape)"),
                says="int32 and float32 differ",
            ),
            Wrong(
                "no signature",
                replace=(", input_signature=[tf.TensorSpec([None], tf.float32)]", ""),
                says="it was traced",
            ),
            Wrong("a fixed length", replace=("[None]", "[3]"), says="the graph refuses a vector of length 1"),
            Wrong(
                "calls the function",
                replace=(
                    "tf.function(f, input_signature=[tf.TensorSpec([None], tf.float32)])",
                    "tf.function(f(tf.ones(3)))",
                ),
                says="is not a callable object",
            ),
            Wrong(
                "no graph at all",
                replace=("tf.function(f, input_signature=[tf.TensorSpec([None], tf.float32)])", "f"),
                says="expected a tf.function",
            ),
            Wrong(
                "asks TensorFlow",
                code="""
def count_traces(calls):
    g = tf.function(lambda x: x)
    for c in calls:
        g(c)
    return g.experimental_get_tracing_count()
""",
                says="count_traces uses tensorflow.function",
            ),
            Wrong(
                "a decorated function",
                code="""
def count_traces(calls):

    @tf.function
    def g(x):
        return x
    for c in calls:
        g(c)
    return g.experimental_get_tracing_count()
""",
                says="count_traces uses tensorflow.function",
            ),
            Wrong(
                "the number of elements",
                code="""
def count_traces(calls):
    return len({(x.dtype, int(tf.size(x)), len(x.shape)) if tf.is_tensor(x) else x for x in calls})
""",
                says="tensors of six numbers",
            ),
            Wrong(
                "changes only",
                code="""
def count_traces(calls):
    k = [(x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x for x in calls]
    return sum((i == 0 or k[i] != k[i - 1] for i in range(len(k))))
""",
                says="one trace for each kind",
            ),
            Wrong(
                "a float",
                code="""
def count_traces(calls):
    return float(len({(x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x for x in calls}))
""",
                says="expected the int 3",
            ),
            Wrong(
                "at least one",
                code="""
def count_traces(calls):
    return max(1, len({(x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x for x in calls}))
""",
                says="no call at all",
            ),
            Wrong(
                "relaxed",
                code="""
def any_length(f):
    return tf.function(f, reduce_retracing=True)
""",
                says="it was traced 2 times",
            ),
            Wrong(
                "its own function",
                code="""
def any_length(f):
    return tf.function(lambda x: tf.reduce_sum(x * x), input_signature=[tf.TensorSpec([None], tf.float32)])
""",
                says="it was traced 0 times",
            ),
            Wrong(
                "zero is forgotten",
                code="""
def count_traces(calls):
    return len({(x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x for x in calls if tf.is_tensor(x) or x})
""",
                says="the number 0 and zeros of four dtypes",
            ),
            Wrong(
                "floats are one dtype",
                code="""
def count_traces(calls):
    return len({(x.dtype.is_floating, tuple(x.shape)) if tf.is_tensor(x) else x for x in calls})
""",
                says="the number 0 and zeros of four dtypes",
            ),
            Wrong(
                "sums its result",
                code="""
def any_length(f):
    return tf.function(lambda x: tf.reduce_sum(f(x)), input_signature=[tf.TensorSpec([None], tf.float32)])
""",
                says="the graph of doubled for a vector of length 1",
            ),
            Wrong(
                "vectorized, one number at a time",
                code="""
def any_length(f):
    return tf.function(lambda x: tf.map_fn(f, x), input_signature=[tf.TensorSpec([None], tf.float32)])
""",
                says="the graph of sum_of_squares for a vector of length 1",
            ),
            Wrong(
                "hash of ints",
                code="""
def count_traces(calls):
    kinds = set()
    for x in calls:
        kinds.add((x.dtype, tuple(x.shape)) if tf.is_tensor(x) else hash(x))
    return len(kinds)
""",
                says="dtype and shape, or the Python number",
            ),
            Wrong(
                "ints modulo",
                code="""
def count_traces(calls):
    kinds = set()
    for x in calls:
        kinds.add((x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x % 1000)
    return len(kinds)
""",
                says="dtype and shape, or the Python number",
            ),
            Wrong(
                "ints as float32",
                code="""
def count_traces(calls):
    kinds = set()
    for x in calls:
        kinds.add((x.dtype, tuple(x.shape)) if tf.is_tensor(x) else float(np.float32(x)))
    return len(kinds)
""",
                says="dtype and shape, or the Python number",
            ),
            Wrong(
                "ints as float",
                code="""
def count_traces(calls):
    kinds = set()
    for x in calls:
        kinds.add((x.dtype, tuple(x.shape)) if tf.is_tensor(x) else float(x))
    return len(kinds)
""",
                says="dtype and shape, or the Python number",
            ),
            Wrong(
                "only ten calls",
                code="""
def count_traces(calls):
    kinds = set()
    for x in calls[:10]:
        kinds.add((x.dtype, tuple(x.shape)) if tf.is_tensor(x) else x)
    return len(kinds)
""",
                says="dtype and shape, or the Python number",
            ),
            Wrong(
                "any: cut",
                code="""
def any_length(f):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def g(x):
        return f(x[:8])
    return g
""",
                says="the function must stay what it is",
            ),
            Wrong(
                "any: kept by name of f",
                code="""
kept = {}
def any_length(f):
    if f.__name__ not in kept:
        kept[f.__name__] = tf.function(f, input_signature=[tf.TensorSpec([None], tf.float32)])
    return kept[f.__name__]
""",
                says="the function must stay what it is",
            ),
        ],
        right=[
            Right(
                "two sets",
                code="""
def count_traces(calls):
    n = {x for x in calls if isinstance(x, int)}
    t = {(x.dtype.name, str(x.shape)) for x in calls if not isinstance(x, int)}
    return np.int64(len(n) + len(t))
""",
            ),
            Right(
                "a decorator with arguments",
                code="""
def any_length(f):
    return tf.function(input_signature=(tf.TensorSpec((None,), tf.float32),))(f)
""",
            ),
            Right(
                "a list of kinds, and a decorator",
                code="""
def count_traces(calls):
    kinds = []
    for x in calls:
        kind = str(tf.TensorSpec.from_tensor(x)) if tf.is_tensor(x) else repr(x)
        if kind not in kinds:
            kinds.append(kind)
    return len(kinds)
def any_length(f):
    @tf.function(input_signature=[tf.TensorSpec(shape=(None,), dtype=tf.float32)])
    def graph(x):
        return f(x)
    return graph
""",
            ),
        ],
    ),
    "files": Task(
        wrong=[
            Wrong(
                "one pass only",
                code="""
def stream(files, pixels, batch):
    def decode(records):
        numbers = tf.io.decode_raw(records, tf.uint8)
        return tf.cast(numbers[:, :pixels], tf.float32) / 255, tf.cast(numbers[:, pixels], tf.int32)
    records = tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8).batch(batch).map(decode)
    pairs = iter(list(records))
    kinds = (tf.TensorSpec((None, pixels), tf.float32), tf.TensorSpec((None,), tf.int32))
    return tf.data.Dataset.from_generator(lambda: pairs, output_signature=kinds)
""",
                says="a training goes through the data in every epoch",
            ),
            Wrong(
                "forgets return", replace=("return records.batch", "records.batch"), says="expected a tf.data.Dataset"
            ),
            Wrong(
                "takes the header for pixels", replace=(", header_bytes=8", ""), says="the first 8 bytes of the file"
            ),
            Wrong("a header of one record", replace=("header_bytes=8", "header_bytes=4"), says="the first 8 bytes"),
            Wrong("the label first", replace=("numbers[:, :pixels]", "numbers[:, 1:]"), says="behind the pixels"),
            Wrong("the first byte as label", replace=("numbers[:, pixels]", "numbers[:, 0]"), says="behind the pixels"),
            Wrong("whole bytes", replace=(" / 255", ""), says="divide them by 255"),
            Wrong("divides by 256", replace=(" / 255", " / 256"), says="the largest byte, 255, should become 1"),
            Wrong(
                "labels of one byte",
                replace=("tf.cast(numbers[:, pixels], tf.int32)", "numbers[:, pixels]"),
                says="uint8",
            ),
            Wrong(
                "doubles",
                replace=("tf.cast(numbers[:, :pixels], tf.float32)", "tf.cast(numbers[:, :pixels], tf.float64)"),
                says="float64",
            ),
            Wrong(
                "drops the last batch",
                replace=(".batch(batch)", ".batch(batch, drop_remainder=True)"),
                says="the last batch may be smaller",
            ),
            Wrong("one batch", replace=(".batch(batch)", ".batch(1000)"), says="over all files"),
            Wrong("only the first file", replace=("Dataset(files,", "Dataset(files[:1],"), says="over all files"),
            Wrong("backwards", replace=("Dataset(files,", "Dataset(files[::-1],"), says="keep the order"),
            Wrong(
                "shuffles",
                replace=("records.batch", "records.shuffle(99, seed=1).batch"),
                says="the pictures of the first",
            ),
            Wrong("repeats", replace=("records.batch", "records.repeat(2).batch"), says="five records"),
            Wrong(
                "no batches",
                code="""
def stream(files, pixels, batch):
    def decode(record):
        numbers = tf.io.decode_raw(record, tf.uint8)
        return tf.cast(numbers[:pixels], tf.float32) / 255, tf.cast(numbers[pixels], tf.int32)
    return tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8).map(decode)
""",
                says="an element should hold a batch",
            ),
            Wrong(
                "batches in each file",
                code="""
def stream(files, pixels, batch):
    def decode(records):
        numbers = tf.io.decode_raw(records, tf.uint8)
        return tf.cast(numbers[:, :pixels], tf.float32) / 255, tf.cast(numbers[:, pixels], tf.int32)
    whole = None
    for file in files:
        part = tf.data.FixedLengthRecordDataset(file, pixels + 1, header_bytes=8).batch(batch).map(decode)
        whole = part if whole is None else whole.concatenate(part)
    return whole
""",
                says="a batch may run over the end of a file",
            ),
            Wrong(
                "reads whole files",
                code="""
def stream(files, pixels, batch):
    rows = np.concatenate([np.fromfile(file, np.uint8)[8:].reshape(-1, pixels + 1) for file in files])
    pictures = rows[:, :pixels].astype(np.float32) / np.float32(255)
    return tf.data.Dataset.from_tensor_slices((pictures, rows[:, pixels].astype(np.int32))).batch(batch)
""",
                says="read each file when its turn comes, not before",
            ),
            Wrong(
                "reads whole files by Python",
                code="""
def stream(files, pixels, batch):
    rows = np.concatenate([np.frombuffer(Path(file).read_bytes()[8:], np.uint8).reshape(-1, pixels + 1) for file in files])
    pictures = rows[:, :pixels].astype(np.float32) / np.float32(255)
    return tf.data.Dataset.from_tensor_slices((pictures, rows[:, pixels].astype(np.int32))).batch(batch)
""",
                says="read each file when its turn comes, not before",
            ),
            Wrong(
                "a list",
                replace=("return records.batch(batch).map(decode)", "return list(records.batch(batch).map(decode))"),
                says="expected a tf.data.Dataset",
            ),
            Wrong(
                "only the pictures",
                replace=(
                    "return tf.cast(numbers[:, :pixels], tf.float32) / 255, tf.cast(numbers[:, pixels], tf.int32)",
                    "return tf.cast(numbers[:, :pixels], tf.float32) / 255",
                ),
                says="each element should be a pair",
            ),
            Wrong(
                "the files in the order of the alphabet",
                code="""
def stream(files, pixels, batch):
    def cut(records):
        numbers = tf.io.decode_raw(records, tf.uint8)
        return tf.cast(numbers[:, :-1], tf.float32) / 255, tf.cast(numbers[:, -1], tf.int32)

    return tf.data.FixedLengthRecordDataset(sorted(files), pixels + 1, header_bytes=8).batch(batch).map(cut)
""",
                says="each file has its own header of 8 bytes; keep the order",
            ),
            Wrong(
                "sorts the list it was given",
                code="""
def stream(files, pixels, batch):
    def cut(records):
        numbers = tf.io.decode_raw(records, tf.uint8)
        return tf.cast(numbers[:, :-1], tf.float32) / 255, tf.cast(numbers[:, -1], tf.int32)

    files.sort()
    return tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8).batch(batch).map(cut)
""",
                says="stream changes its argument files in place",
            ),
            Wrong(
                "ten records at most",
                code="""
def stream(files, pixels, batch):
    def cut(records):
        numbers = tf.io.decode_raw(records, tf.uint8)
        return tf.cast(numbers[:, :-1], tf.float32) / 255, tf.cast(numbers[:, -1], tf.int32)

    return tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8).take(10).batch(batch).map(cut)
""",
                says="batches of the size that is given, over all files",
            ),
            Wrong(
                "a copy of a map of the memory",
                code="""
def stream(files, pixels, batch):
    rows = np.concatenate([np.array(np.memmap(file, np.uint8, "r", 8)).reshape(-1, pixels + 1) for file in files])
    pairs = np.float32(rows[:, :-1] / 255), np.int32(rows[:, -1])
    return tf.data.Dataset.from_tensor_slices(pairs).batch(batch)
""",
                says="read each file when its turn comes",
            ),
            Wrong(
                "all lines of a file",
                code="""
def stream(files, pixels, batch):
    def records():
        for file in files:
            with open(file, "rb") as opened:
                content = b"".join(opened.readlines())
            for row in np.frombuffer(content[8:], np.uint8).reshape(-1, pixels + 1):
                yield np.float32(row[:-1] / 255), np.int32(row[-1])

    kinds = tf.TensorSpec((pixels,), tf.float32), tf.TensorSpec((), tf.int32)
    return tf.data.Dataset.from_generator(records, output_signature=kinds).batch(batch)
""",
                says="stream uses .readlines",
            ),
            Wrong(
                "twenty batches",
                code="""
def stream(files, pixels, batch):
    records = tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8)
    def split(raw):
        rows = tf.io.decode_raw(raw, tf.uint8)
        pictures = tf.cast(rows[:, :-1], tf.float32) / 255
        labels = tf.cast(rows[:, -1], tf.int32)
        return pictures, labels
    return records.batch(batch).map(split).take(20)
""",
                says="the sizes of the batches (files of [90, 40] records, batch 1)",
            ),
            Wrong(
                "hundred batches",
                code="""
def stream(files, pixels, batch):
    records = tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8)
    def split(raw):
        rows = tf.io.decode_raw(raw, tf.uint8)
        pictures = tf.cast(rows[:, :-1], tf.float32) / 255
        labels = tf.cast(rows[:, -1], tf.int32)
        return pictures, labels
    return records.batch(batch).map(split).take(100)
""",
                says="the sizes of the batches (files of [90, 40] records, batch 1)",
            ),
            Wrong(
                "empty pictures left out",
                code="""
def stream(files, pixels, batch):
    records = tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8)
    def split(raw):
        rows = tf.io.decode_raw(raw, tf.uint8)
        pictures = tf.cast(rows[:, :-1], tf.float32) / 255
        labels = tf.cast(rows[:, -1], tf.int32)
        return pictures, labels
    return records.batch(batch).map(split).unbatch().filter(lambda p, l: l > 9).batch(batch)
""",
                says="the sizes of the batches (files of [90, 40] records, batch 1)",
            ),
            Wrong(
                "kept in memory",
                code="""
def stream(files, pixels, batch):
    records = tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8)
    def split(raw):
        rows = tf.io.decode_raw(raw, tf.uint8)
        pictures = tf.cast(rows[:, :-1], tf.float32) / 255
        labels = tf.cast(rows[:, -1], tf.int32)
        return pictures, labels
    return records.batch(batch).map(split).cache()
""",
                says="keep no file in memory, read it anew",
            ),
            Wrong(
                "whole file: one long record",
                code="""
def stream(files, pixels, batch):
    import os
    def gen():
        for f in files:
            for raw in tf.data.FixedLengthRecordDataset(f, os.path.getsize(f) - 8, header_bytes=8):
                rows = tf.reshape(tf.io.decode_raw(raw, tf.uint8), (-1, pixels + 1))
                for row in rows:
                    yield tf.cast(row[:-1], tf.float32) / 255, tf.cast(row[-1], tf.int32)
    sig = (tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.int32))
    return tf.data.Dataset.from_generator(gen, output_signature=sig).batch(batch)
""",
                says="read record by record, for the file may be larger than the memory",
            ),
        ],
        right=[
            Right(
                "a map of the memory, one record at a time",
                code="""
def stream(files, pixels, batch):
    def records():
        for file in files:
            for row in np.memmap(file, dtype=np.uint8, mode="r", offset=8).reshape(-1, pixels + 1):
                yield row[:-1].astype(np.float32) / np.float32(255), np.int32(row[-1])

    kinds = tf.TensorSpec((pixels,), tf.float32), tf.TensorSpec((), tf.int32)
    return tf.data.Dataset.from_generator(records, output_signature=kinds).batch(batch)
""",
            ),
            Right(
                "decodes one by one",
                code="""
def stream(files, pixels, batch):
    def decode(record):
        numbers = tf.io.decode_raw(record, tf.uint8)
        return tf.cast(numbers[:-1], tf.float32) / 255.0, tf.cast(numbers[-1], tf.int32)
    return tf.data.FixedLengthRecordDataset(files, pixels + 1, header_bytes=8).map(decode).batch(batch).prefetch(1)
""",
            ),
            Right(
                "interleaves with one file at a time",
                code="""
def stream(files, pixels, batch):
    names = tf.data.Dataset.from_tensor_slices(files)
    records = names.flat_map(lambda name: tf.data.FixedLengthRecordDataset(name, pixels + 1, header_bytes=8))
    def decode(records):
        numbers = tf.cast(tf.io.decode_raw(records, tf.uint8), tf.int32)
        pictures, labels = tf.split(numbers, [pixels, 1], axis=1)
        return tf.cast(pictures, tf.float32) * (1 / 255), tf.squeeze(labels, 1)
    return records.batch(batch).map(decode)
""",
            ),
            Right(
                "a generator over a memory map",
                code="""
def stream(files, pixels, batch):
    def rows():
        for file in files:
            yield from np.memmap(file, dtype=np.uint8, mode="r", offset=8).reshape(-1, pixels + 1)
    both = tf.data.Dataset.from_generator(rows, output_signature=tf.TensorSpec([pixels + 1], tf.uint8)).batch(batch)
    return both.map(lambda b: (tf.cast(b[:, :-1], tf.float32) / 255, tf.cast(b[:, -1], tf.int32)))
""",
            ),
        ],
    ),
    "serve": Task(
        wrong=[
            Wrong(
                "the constants of an example",
                code="""def answer(model, features, text): return 200, '{"classes": [1]}'""",
                says="the model was called 0 times",
            ),
            Wrong("forgets return", replace=("return 200,", "200,"), says="expected a pair"),
            Wrong("only the reply", replace=("return 200, ", "return "), says="expected a pair"),
            Wrong(
                "no JSON text",
                replace=(
                    'json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})',
                    '{"classes": np.argmax(model(samples), axis=1).tolist()}',
                ),
                says="expected a str",
            ),
            Wrong(
                "Python's own text",
                replace=(
                    'json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})',
                    'str({"classes": np.argmax(model(samples), axis=1).tolist()})',
                ),
                says="which is no JSON",
            ),
            Wrong("the smallest logit", replace=("argmax", "argmin"), says="this is the smallest logit"),
            Wrong("over the samples", replace=("axis=1", "axis=0"), says="for each sample"),
            Wrong("floats", replace=(".tolist()", ".astype(float).tolist()"), says="expected whole numbers"),
            Wrong("doubles", replace=('dtype="float32"', "dtype=float"), says="expected float32"),
            Wrong(
                "one by one",
                replace=(
                    "np.argmax(model(samples), axis=1).tolist()",
                    "[int(np.argmax(model(s[np.newaxis]))) for s in samples]",
                ),
                says="hand over all samples at once",
            ),
            Wrong("another key", replace=('"classes"', '"digits"'), says='expected one key, "classes"'),
            Wrong("the status 500", replace=("bad = 400", "bad = 500"), says="expected 400"),
            Wrong("the status as a text", replace=("return 200", 'return "200"'), says="expected 200"),
            Wrong(
                "only JSON is caught",
                replace=("(ValueError, KeyError, TypeError, OverflowError, RecursionError)", "json.JSONDecodeError"),
                says="a server must not",
            ),
            Wrong(
                "a missing key breaks it",
                replace=("KeyError, ", ""),
                says="breaks on another key",
            ),
            Wrong(
                "a list breaks it",
                replace=("TypeError, ", ""),
                says="breaks on a list",
            ),
            Wrong("any width", replace=(" or samples.shape[1] != features", ""), says="a sample that is too long"),
            Wrong(
                "any axes",
                replace=(
                    "samples.ndim != 2 or samples.shape[1] != features",
                    "samples.size % features or not samples.size",
                ),
                says="breaks on two samples that are too long",
            ),
            Wrong(
                "an empty sentence",
                replace=('f"expected samples: lists of {features} numbers each"', '"bad"'),
                says="say in a sentence",
            ),
            Wrong(
                "a plain sentence",
                replace=(
                    'json.dumps({"error": f"expected samples: lists of {features} numbers each"})',
                    '"expected samples: lists of numbers"',
                ),
                says="which is no JSON",
            ),
            Wrong(
                "calls the model first",
                code="""
def answer(model, features, text):
    try:
        samples = np.array(json.loads(text)["samples"], dtype="float32")
        return 200, json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})
    except Exception:
        return 400, json.dumps({"error": "that was no good question"})
""",
                says="the status of numbers in quotation marks",
            ),
            Wrong(
                "two features always",
                code="""
def answer(model, features, text):
    try:
        samples = np.array(json.loads(text)["samples"], dtype="float32")
        assert samples.ndim == 2 and samples.shape[1] == 2
    except Exception:
        return 400, json.dumps({"error": "that was no good question"})
    return 200, json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})
""",
                says="expected 200: this is a good question",
            ),
            Wrong(
                "numbers in quotation marks are numbers",
                replace=("kinds <= {int, float}", "kinds <= {int, float, str}"),
                says="the status of numbers in quotation marks",
            ),
            Wrong(
                "null is nan",
                code="""
def answer(model, features, text):
    try:
        samples = np.array(json.loads(text)["samples"], dtype="float32")
        assert samples.ndim == 2 and samples.shape[1] == features
    except Exception:
        return 400, json.dumps({"error": f"expected samples of {features} numbers each"})
    return 200, json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})
""",
                says="the status of numbers in quotation marks",
            ),
            Wrong(
                "truth values are numbers",
                replace=("kinds <= {int, float}", "kinds <= {int, float, bool}"),
                says="the status of truth values in place of numbers",
            ),
            Wrong(
                "nan is a number",
                replace=("not np.isfinite(samples).all()", "np.isinf(samples).any()"),
                says="the status of NaN, which JSON does not know",
            ),
            Wrong(
                "infinity is a number",
                replace=("not np.isfinite(samples).all()", "np.isnan(samples).any()"),
                says="the status of infinity, which JSON does not know",
            ),
            Wrong(
                "breaks on long numbers",
                replace=("OverflowError, ", ""),
                says="answer breaks on a whole number of 400 digits",
            ),
            Wrong("breaks on deep texts", replace=(", RecursionError", ""), says="answer breaks on 100,000 brackets"),
            Wrong(
                "all numbers in one heap",
                replace=(" or samples.shape[1] != features", " or samples.size % features"),
                says="breaks on two samples that are too long",
            ),
            Wrong(
                "too short is good",
                replace=("samples.shape[1] != features", "samples.shape[1] > features"),
                says="breaks on samples that are too short",
            ),
            Wrong(
                "looks at the first sample only",
                replace=("for sample in samples for", "for sample in samples[:1] for"),
                says="the status of numbers in quotation marks",
            ),
            Wrong(
                "Python's literals",
                code="""
def answer(model, features, text):
    import ast
    try:
        samples = ast.literal_eval(text)["samples"]
        assert all(type(number) in (int, float) for sample in samples for number in sample)
        samples = np.array(samples, dtype="float32")
        assert samples.ndim == 2 and samples.shape[1] == features and np.isfinite(samples).all()
    except Exception:
        return 400, json.dumps({"error": f"expected samples of {features} numbers each"})
    return 200, json.dumps({"classes": np.argmax(model(samples), axis=1).tolist()})
""",
                says="the status of Python's quotation marks",
            ),
            Wrong(
                "looks for the key in the text",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples of {features} numbers each"})
    try:
        question = json.loads(text)
    except (ValueError, RecursionError):
        return bad
    if "samples" not in text:
        return bad
    return 200, json.dumps({"classes": np.argmax(model(np.float32(question["samples"])), axis=1).tolist()})
""",
                says="answer breaks on",
            ),
            Wrong(
                "types of the first entries",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row[:1]):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="[[1, true]]}', is 200, expected 400",
            ),
            Wrong(
                "by the dtype of the array",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if np.array(samples).dtype.kind not in 'if':
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="[[1, true]]}', is 200, expected 400",
            ),
            Wrong(
                "finite: first row",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array[0]).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="[[1, 2], [3, NaN]]}', is 200, expected 400",
            ),
            Wrong(
                "too large: 1e38",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not (np.abs(array) < 1e38).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="this is a good question",
            ),
            Wrong(
                "too large: a million",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not (np.abs(array) < 1e6).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="this is a good question",
            ),
            Wrong(
                "at most 100 samples",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or not 0 < len(array) <= 100 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="this is a good question",
            ),
            Wrong(
                "softmax that overflows",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).argmax(axis=1).tolist()})
""",
                says="for each sample, the class with the largest logit",
            ),
            Wrong(
                "error: wrong",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": "Something went wrong, sorry."})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="say that 37 numbers were expected",
            ),
            Wrong(
                "error names 3 numbers",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of 3 numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="say that 37 numbers were expected",
            ),
            Wrong(
                "the first line",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text.splitlines()[0])["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="this is a good question",
            ),
            Wrong(
                "small letters",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text.lower())["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="[[1, 2]]}', is 200, expected 400",
            ),
            Wrong(
                "floats rounded",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text, parse_float=lambda s: round(float(s), 1))["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="the numbers of the question, as they are",
            ),
            Wrong(
                "dict rows",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        samples = [list(row.values()) if isinstance(row, dict) else row for row in samples]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="2}]}', is 200, expected 400",
            ),
            Wrong(
                "dict of samples",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        samples = list(samples.values()) if isinstance(samples, dict) else samples
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    return 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
""",
                says="[1, 2]}}', is 200, expected 400",
            ),
            Wrong(
                "answers kept",
                code="""
kept = {}
def answer(model, features, text):
    if text in kept:
        return kept[text]
    bad = 400, json.dumps({"error": f"expected samples, each of {features} numbers"})
    try:
        samples = json.loads(text)["samples"]
        if not all(type(x) in (int, float) for row in samples for x in row):
            return bad
        array = np.array(samples, dtype="float32")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexError):
        return bad
    if array.ndim != 2 or len(array) == 0 or array.shape[1] != features or not np.isfinite(array).all():
        return bad
    logits = np.asarray(model(array))
    kept[text] = 200, json.dumps({"classes": logits.argmax(axis=1).tolist()})
    return kept[text]
""",
                says="hand over all samples at once",
            ),
        ],
        right=[
            Right(
                "a parser of its own, with type hints",
                code="""
from typing import Any, Callable

def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

def _parse(text: str, features: int) -> np.ndarray:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("an object was expected")
    rows = data.get("samples")
    if not isinstance(rows, list) or len(rows) == 0:
        raise ValueError("a list of samples was expected")
    for row in rows:
        if not isinstance(row, list) or len(row) != features or not all(_is_number(value) for value in row):
            raise ValueError(f"each sample needs {features} numbers")
    array = np.asarray(rows, dtype=np.float32)
    if not np.all(np.isfinite(array)):
        raise ValueError("finite numbers were expected")
    return array

def answer(model: Callable, features: int, text: str) -> tuple[int, str]:
    try:
        array = _parse(text, features)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        return 400, json.dumps({"error": f"Expected samples of {features} numbers: {error}"}, ensure_ascii=False)
    return 200, json.dumps({"classes": [int(np.argmax(row)) for row in model(array)]})
""",
            ),
            Right(
                "asserts and one except",
                code="""
def answer(model, features, text):
    try:
        question = json.loads(text)
        assert all(type(number) in (int, float) for sample in question["samples"] for number in sample)
        X = np.asarray(question["samples"]).astype(np.float32)
        assert X.ndim == 2 and X.shape[1] == features and np.isfinite(X).all()
    except Exception as problem:
        return 400, json.dumps({"error": f"no samples of {features} numbers: {type(problem).__name__}"})
    return 200, json.dumps({"classes": [int(row.argmax()) for row in np.asarray(model(X))]})
""",
            ),
            Right(
                "step by step",
                code="""
def answer(model, features, text):
    bad = 400, json.dumps({"error": "send samples, each a list of %d numbers" % features})
    try:
        question = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return bad
    if not isinstance(question, dict) or "samples" not in question:
        return bad
    samples = question["samples"]
    if not isinstance(samples, list) or not samples:
        return bad
    for sample in samples:
        if not isinstance(sample, list) or len(sample) != features:
            return bad
        for number in sample:
            if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) < 3e38:
                return bad
    logits = np.asarray(model(np.array(samples, dtype=np.float32)))
    return 200, json.dumps({"classes": logits.argmax(axis=-1).tolist()})
""",
            ),
        ],
    ),
    "workers": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def combine(gradients, sizes): return [np.array([3.0])]",
                says="one for each of the 2 layers",
            ),
            Wrong("forgets return", replace=("return [sum", "[sum"), says="expected a list with one array"),
            Wrong("the plain mean", replace=("size / sum(sizes)", "1 / len(sizes)"), says="this is the plain mean"),
            Wrong("the sum", replace=("size / sum(sizes)", "1"), says="this is the sum"),
            Wrong("not divided", replace=("size / sum(sizes)", "size"), says="divide by all digits"),
            Wrong(
                "only the first layer",
                replace=("zip(*gradients)]", "zip(*gradients)][:1]"),
                says="expected one for each of the 2 layers",
            ),
            Wrong(
                "one array for all workers",
                replace=(
                    "return [sum(share * part for share, part in zip(shares, parts)) for parts in zip(*gradients)]",
                    "return [np.sum([share * part for share, part in zip(shares, parts)]) for parts in zip(*gradients)]",
                ),
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "the square of the share",
                replace=("size / sum(sizes)", "(size / sum(sizes)) ** 2"),
                says="3/4 · 2 + 1/4 · 6",
            ),
            Wrong("divides by size", replace=("size / sum(sizes)", "1 / max(size, 1)"), says="3/4 · 2 + 1/4 · 6"),
            Wrong("the whole batch each", replace=(" / workers / rate", " / rate"), says="the batch is shared"),
            Wrong(
                "2 operations",
                replace=("6 * parameters", "2 * parameters"),
                says="6 operations for each parameter and digit",
            ),
            Wrong(
                "nothing is sent", replace=("arithmetic + sending", "arithmetic"), says="add the time of the sending"
            ),
            Wrong("one byte a number", replace=("* 4 * parameters", "* parameters"), says="a number has 4 bytes"),
            Wrong("all gradients", replace=("(workers - 1) / workers * 4", "4"), says="one worker sends nothing"),
            Wrong(
                "each sends twice",
                replace=("2 * (workers - 1) / workers", "2 * (workers - 1)"),
                says="each sends 2 (N − 1) / N times",
            ),
            Wrong("bits", replace=("* 4 *", "* 32 *"), says="half of the arithmetic"),
            Wrong(
                "the longer of the two",
                replace=("return arithmetic + sending", "return max(arithmetic, sending)"),
                says="add the time of the sending",
            ),
            Wrong(
                "whole numbers", replace=("/ workers / rate", "// workers // rate"), says="half of the arithmetic, 0.5"
            ),
            Wrong(
                "two layers only",
                code="""
def combine(gradients, sizes):
    return [np.average(parts, axis=0, weights=sizes) for parts in list(zip(*gradients))[:2]]
""",
                says="combine returns 2 arrays, expected one for each of the 3 layers",
            ),
            Wrong(
                "whole numbers stay whole",
                code="""
def combine(gradients, sizes):
    return [np.average(parts, axis=0, weights=sizes).astype(parts[0].dtype) for parts in zip(*gradients)]
""",
                says="only the whole parts are left",
            ),
            Wrong(
                "an int for whole seconds",
                code="""
def step_seconds(batch, workers, parameters, rate, bandwidth):
    seconds = 6 * parameters * batch / workers / rate + 8 * (workers - 1) / workers * parameters / bandwidth
    return int(seconds) if seconds == int(seconds) else seconds
""",
                says="expected a float, such as 1.0",
            ),
            Wrong(
                "combine: one worker's own list",
                code="""
def combine(gradients, sizes):
    if len(sizes) == 1:
        return gradients[0]
    total = sum(sizes)
    return [sum(size / total * array for size, array in zip(sizes, arrays)) for arrays in zip(*gradients)]
""",
                says="return new arrays",
            ),
            Wrong(
                "combine: crash on a zero first",
                code="""
def combine(gradients, sizes):
    total = sum(sizes)
    return [sum(size / sizes[0] * array * sizes[0] / total for size, array in zip(sizes, arrays)) for arrays in zip(*gradients)]
""",
                says="division by zero (in the line `return [sum(size / sizes[0] * array * sizes[0] / total for",
            ),
            Wrong(
                "seconds: at most 8 workers",
                code="""
def step_seconds(batch, workers, parameters, rate, bandwidth):
    workers = min(8, workers)
    work = 6 * parameters * batch / workers / rate
    send = 2 * (workers - 1) / workers * 4 * parameters / bandwidth
    return work + send
""",
                says="6 P b / (N R) and 2 (N − 1) / N · 4 P / bandwidth",
            ),
            Wrong(
                "seconds: at least a microsecond",
                code="""
def step_seconds(batch, workers, parameters, rate, bandwidth):
    work = 6 * parameters * batch / workers / rate
    send = 2 * (workers - 1) / workers * 4 * parameters / bandwidth
    return max(1e-6, work + send)
""",
                says="6 P b / (N R) and 2 (N − 1) / N · 4 P / bandwidth",
            ),
        ],
        right=[
            Right(
                "a tensor product",
                code="""
def combine(gradients, sizes):
    layers = []
    for layer in range(len(gradients[0])):
        stacked = np.stack([gradient[layer] for gradient in gradients])
        layers.append(np.average(stacked, axis=0, weights=sizes))
    return layers
""",
            ),
            Right(
                "a loop, and a tuple",
                code="""
def combine(gradients, sizes):
    result = [np.zeros_like(part) for part in gradients[0]]
    for gradient, size in zip(gradients, sizes):
        for place, part in enumerate(gradient):
            result[place] = result[place] + size * part
    return tuple(part / np.sum(sizes) for part in result)

def step_seconds(batch, workers, parameters, rate, bandwidth):
    share = batch / workers
    return np.float64(parameters * (6 * share / rate + 8 * (1 - 1 / workers) / bandwidth))
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
