"""Wrong and right answers to exercise 12, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "12_after_alexnet"

TASKS = {
    "counting": Task(
        wrong=[
            Wrong(
                "the sums of a shortcut are forgotten",
                code="""
whole_count = count_block
def count_block(layers, channels):
    plain = lambda part: [layer for layer in part if layer[0] != "add"]
    return whole_count([(*layer[:2], plain(layer[2])) if layer[0] == "add" else layer for layer in layers], channels)
""",
                says="what is trained in count_block of a sum in a shortcut is 311",
            ),
            Wrong(
                "a sum sees 3 pixels at least",
                replace=("max(body, shortcut)", "max(body, shortcut, 3)"),
                says="field_of_block of",
            ),
            Wrong(
                "a window of 1 × 1 makes no step",
                code="""
whole_field = field_of_block
def field_of_block(layers):
    return whole_field([layer for layer in layers if layer[0] == "add" or len(layer) == 1 or layer[1] > 1])
""",
                says="field_of_block of",
            ),
            Wrong(
                "the constants of the example",
                code="def count_block(layers, channels): return 304, 16, 8",
                says="is 304, expected 73856",
            ),
            Wrong("forgets return", replace=("return trained, untrained, channels", "pass"), says="end with `return`"),
            Wrong("every convolution has a bias", replace=('following[0] != "norm"', "True"), says="has no bias"),
            Wrong("no convolution has a bias", replace=('following[0] != "norm"', "False"), says="has a bias for each"),
            Wrong(
                "one bias a layer",
                replace=("(size**2 * channels + bias)", "size**2 * channels + bias"),
                says="each of the 64 maps has a bias",
            ),
            Wrong("a kernel of size numbers", replace=("size**2", "size"), says="has 9 numbers for each channel"),
            Wrong("the channels stay", replace=("channels = maps", "pass"), says="on its 8 channels"),
            Wrong(
                "all of a norm is trained",
                replace=("untrained += 2 * channels", "trained += 2 * channels"),
                says="mean and variance are not trained",
            ),
            Wrong("nothing of a norm is trained", replace=("            trained += 2 * channels\n", ""), says="288"),
            Wrong("one number of each kind", replace=("+= 2 * channels", "+= channels"), says="two are trained"),
            Wrong("one kernel only", replace=("trained += maps * (", "trained += ("), says="one kernel only"),
            Wrong(
                "looks for a norm before",
                replace=('zip(layers, [*layers[1:], ("end",)])', 'zip(layers, [("end",), *layers])'),
                says="a convolution before a norm has no bias",
            ),
            Wrong(
                "a norm anywhere in the list",
                code="""
def count_block(layers, channels):
    trained = untrained = 0
    norm = ("norm",) in layers
    for layer in layers:
        if layer[0] == "conv":
            trained += layer[2] * (layer[1] ** 2 * channels + (not norm))
            channels = layer[2]
        elif layer[0] == "norm":
            trained, untrained = trained + 2 * channels, untrained + 2 * channels
        elif layer[0] == "add":
            a, b = count_block(layer[1], channels), count_block(layer[2], channels)
            trained, untrained, channels = trained + a[0] + b[0], untrained + a[1] + b[1], a[2]
    return trained, untrained, channels
""",
                says="only a norm directly behind it takes the bias away",
            ),
            Wrong(
                "a norm behind the sum takes the bias of the body",
                code="""
def count_block(layers, channels, behind="end"):
    trained = untrained = 0
    for layer, following in zip(layers, [*layers[1:], (behind,)]):
        if layer[0] == "conv":
            trained += layer[2] * (layer[1] ** 2 * channels + (following[0] != "norm"))
            channels = layer[2]
        elif layer[0] == "norm":
            trained, untrained = trained + 2 * channels, untrained + 2 * channels
        elif layer[0] == "add":
            a, b = (count_block(part, channels, following[0]) for part in layer[1:])
            trained, untrained, channels = trained + a[0] + b[0], untrained + a[1] + b[1], a[2]
    return trained, untrained, channels
""",
                says="only if the norm is the next layer in the same list",
            ),
            Wrong(
                "the shortcut is free", replace=(" + shortcut[0]", ""), says="the layers of the shortcut are missing"
            ),
            Wrong(
                "the shortcut has no statistics",
                replace=(" + shortcut[1]", ""),
                says="what is not trained in count_block of a block with a shortcut of its own",
            ),
            Wrong(
                "a shortcut sees the body's channels",
                replace=(
                    "body, shortcut = (count_block(part, channels) for part in layer[1:])",
                    "body = count_block(layer[1], channels)\n            shortcut = count_block(layer[2], body[2])",
                ),
                says="a block with a shortcut of its own",
            ),
            Wrong(
                "the channels of the sum are added",
                replace=("channels = body[2]", "channels = body[2] + shortcut[2]"),
                says="the channels in count_block of a bottleneck",
            ),
            Wrong(
                "changes the list",
                code="""
def count_block(layers, channels):
    trained = untrained = 0
    while layers:
        layer = layers.pop(0)
        if layer[0] == "conv":
            trained += layer[2] * (layer[1] ** 2 * channels + (not layers or layers[0][0] != "norm"))
            channels = layer[2]
        elif layer[0] == "norm":
            trained, untrained = trained + 2 * channels, untrained + 2 * channels
        elif layer[0] == "add":
            a, b = count_block(layer[1], channels), count_block(layer[2], channels)
            trained, untrained, channels = trained + a[0] + b[0], untrained + a[1] + b[1], a[2]
    return trained, untrained, channels
""",
                says="count_block changes its argument layers in place",
            ),
            Wrong(
                "floats",
                replace=("return trained, untrained, channels", "return trained / 1, untrained / 1, channels / 1"),
                says="expected the int 304",
            ),
            Wrong("only the field", replace=("return side, step", "return side"), says="expected 2 ints"),
            Wrong(
                "the stride counts for its own layer",
                replace=(
                    "side += (layer[1] - 1) * step\n            step *= layer[-1]",
                    "step *= layer[-1]\n            side += (layer[1] - 1) * step",
                ),
                says="not for its own",
            ),
            Wrong("adds the whole window", replace=("(layer[1] - 1) * step", "layer[1] * step"), says="adds 2 pixels"),
            Wrong("no step", replace=("(layer[1] - 1) * step", "layer[1] - 1"), says="use the step"),
            Wrong("pools see one pixel", replace=('("conv", "pool")', '("conv",)'), says="a pool is a window too"),
            Wrong("only the body", replace=("max(body, shortcut)", "body"), says="what the larger of the two sees"),
            Wrong("the smaller of the two", replace=("max(body", "min(body"), says="a network with a residual block"),
            Wrong(
                "both one after the other",
                replace=("max(body, shortcut) - 1", "body + shortcut - 2"),
                says="body and shortcut look at the same input",
            ),
            Wrong(
                "forgets the stride inside", replace=("step *= inner", "pass"), says="the stride inside a sum counts"
            ),
            Wrong(
                "the sum in its own pixels",
                replace=("(max(body, shortcut) - 1) * step", "max(body, shortcut) - 1"),
                says="the field of a sum counts in its own input",
            ),
            Wrong(
                "the squared field",
                replace=("return side, step", "return side**2, step"),
                says="the field in field_of_block of a 3 × 3 is 9",
            ),
            Wrong(
                "a ReLU between does not count",
                replace=(
                    '[*layers[1:], ("end",)]',
                    '[next((l for l in layers[i + 1 :] if l[0] != "relu"), ("end",)) for i in range(len(layers))]',
                ),
                says="the bias falls only if the norm is the next layer in the same list",
            ),
            Wrong(
                "windows are odd", replace=("(layer[1] - 1)", "(layer[1] // 2 * 2)"), says="field_of_block of two pools"
            ),
            Wrong("the step squared", replace=("return side, step", "return side, step**2"), says="is 4, expected 2"),
            Wrong(
                "a sum in a sum is left out",
                replace=(
                    "(count_block(part, channels) for part in layer[1:])",
                    '(count_block([l for l in part if l[0] != "add"], channels) for part in layer[1:])',
                ),
                says="count_block of a sum in a sum",
            ),
            Wrong(
                "no bias over a pool",
                code="""
def count_block(layers, channels):
    trained = kept = 0
    for k, layer in enumerate(layers):
        if layer[0] == "conv":
            size, maps = layer[1], layer[2]
            bare = [l for l in layers[k + 1:] if l[0] != "pool"][:1] == [("norm",)]
            trained += size * size * channels * maps
            trained += 0 if bare else maps
            channels = maps
        elif layer[0] == "norm":
            trained += 2 * channels
            kept += 2 * channels
        elif layer[0] == "add":
            first = count_block(layer[1], channels)
            second = count_block(layer[2], channels)
            trained += first[0] + second[0]
            kept += first[1] + second[1]
            channels = first[2]
    return trained, kept, channels
""",
                says="a pool stands between the convolution and the norm: its bias stays",
            ),
            Wrong(
                "round the end",
                code="""
def count_block(layers, channels):
    trained = kept = 0
    for k, layer in enumerate(layers):
        if layer[0] == "conv":
            size, maps = layer[1], layer[2]
            bare = layers[(k + 1) % len(layers)][0] == "norm"
            trained += size * size * channels * maps
            trained += 0 if bare else maps
            channels = maps
        elif layer[0] == "norm":
            trained += 2 * channels
            kept += 2 * channels
        elif layer[0] == "add":
            first = count_block(layer[1], channels)
            second = count_block(layer[2], channels)
            trained += first[0] + second[0]
            kept += first[1] + second[1]
            channels = first[2]
    return trained, kept, channels
""",
                says="nothing stands behind the last convolution: its bias stays",
            ),
            Wrong(
                "the place of the first like it",
                code="""
def count_block(layers, channels):
    trained = kept = 0
    for k, layer in enumerate(layers):
        if layer[0] == "conv":
            size, maps = layer[1], layer[2]
            bare = layers.index(layer) + 1 < len(layers) and layers[layers.index(layer) + 1][0] == "norm"
            trained += size * size * channels * maps
            trained += 0 if bare else maps
            channels = maps
        elif layer[0] == "norm":
            trained += 2 * channels
            kept += 2 * channels
        elif layer[0] == "add":
            first = count_block(layer[1], channels)
            second = count_block(layer[2], channels)
            trained += first[0] + second[0]
            kept += first[1] + second[1]
            channels = first[2]
    return trained, kept, channels
""",
                says="though it looks like the first",
            ),
            Wrong(
                "largest channels",
                code="""
def count_block(layers, channels):
    trained = kept = 0
    for k, layer in enumerate(layers):
        if layer[0] == "conv":
            size, maps = layer[1], layer[2]
            bare = k + 1 < len(layers) and layers[k + 1][0] == "norm"
            trained += size * size * channels * maps
            trained += 0 if bare else maps
            channels = maps
        elif layer[0] == "norm":
            trained += 2 * channels
            kept += 2 * channels
        elif layer[0] == "add":
            first = count_block(layer[1], channels)
            second = count_block(layer[2], channels)
            trained += first[0] + second[0]
            kept += first[1] + second[1]
            channels = max(channels, first[2], second[2])
    return trained, kept, channels
""",
                says="count_block of a sum with fewer channels than its input is 77",
            ),
            Wrong(
                "field: body is as long as the layers",
                code="""
def field_of_block(layers):
    field = step = 1
    for layer in layers:
        if layer[0] == "conv":
            size, stride = layer[1], layer[3]
        elif layer[0] == "pool":
            size, stride = layer[1], layer[2]
        elif layer[0] == "add":
            body, short = field_of_block(layer[1]), field_of_block(layer[2])
            size, stride = (body[0] if len(layer[1]) >= len(layer[2]) else short[0]), body[1]
        else:
            continue
        field += (size - 1) * step
        step *= stride
    return field, step
""",
                says="a sum of many small windows and a large one is 1, expected 5",
            ),
            Wrong(
                "field: cut at the image",
                code="""
def field_of_block(layers):
    field = step = 1
    for layer in layers:
        if layer[0] == "conv":
            size, stride = layer[1], layer[3]
        elif layer[0] == "pool":
            size, stride = layer[1], layer[2]
        elif layer[0] == "add":
            body, short = field_of_block(layer[1]), field_of_block(layer[2])
            size, stride = max(body[0], short[0]), body[1]
        else:
            continue
        field += (size - 1) * step
        step *= stride
    return min(field, 224), step
""",
                says="field_of_block of eight 3 × 3 of stride 2 is 224, expected 511",
            ),
        ],
        right=[
            Right(
                "flat recursion",
                code="""
def count_block(layers, channels):
    if not layers:
        return 0, 0, channels
    (kind, *numbers), rest = layers[0], layers[1:]
    if kind == "conv":
        size, maps, _ = numbers
        mine = (maps * (size ** 2 * channels + (not rest or rest[0] != ("norm",))), 0, maps)
    elif kind == "norm":
        mine = (2 * channels, 2 * channels, channels)
    elif kind == "add":
        a, b = (count_block(part, channels) for part in numbers)
        mine = (a[0] + b[0], a[1] + b[1], a[2])
    else:
        mine = (0, 0, channels)
    others = count_block(rest, mine[2])
    return [int(mine[0] + others[0]), int(mine[1] + others[1]), others[2]]
""",
            ),
            Right(
                "zip with the next",
                code="""
def count_block(layers, channels):
    total = np.zeros(2, dtype=np.int64)
    for layer, after in zip(layers, [*layers[1:], (None,)]):
        match layer[0]:
            case "conv":
                total[0] += layer[1] ** 2 * channels * layer[2] + layer[2] * (after[0] != "norm")
                channels = layer[2]
            case "norm":
                total += 2 * channels
            case "add":
                parts = [count_block(block, channels) for block in layer[1:]]
                total += [sum(p[0] for p in parts), sum(p[1] for p in parts)]
                channels = parts[1][2]
    return int(total[0]), int(total[1]), channels
""",
            ),
            Right(
                "class",
                code="""
class Counter:
    def __init__(self, channels):
        self.trained, self.kept, self.channels = 0, 0, channels
    def walk(self, block):
        for place, layer in enumerate(block):
            getattr(self, "see_" + layer[0])(layer, block[place + 1] if place + 1 < len(block) else ("end",))
        return self
    def see_conv(self, layer, after):
        self.trained += layer[1] * layer[1] * self.channels * layer[2]
        if after[0] != "norm":
            self.trained += layer[2]
        self.channels = layer[2]
    def see_norm(self, layer, after):
        self.trained += 2 * self.channels
        self.kept += 2 * self.channels
    def see_pool(self, layer, after): pass
    def see_relu(self, layer, after): pass
    def see_add(self, layer, after):
        ends = [Counter(self.channels).walk(part) for part in layer[1:]]
        self.trained += sum(e.trained for e in ends)
        self.kept += sum(e.kept for e in ends)
        self.channels = ends[0].channels
def count_block(layers, channels):
    c = Counter(channels).walk(layers)
    return (c.trained, c.kept, c.channels)
""",
            ),
            Right(
                "field from the back",
                code="""
def field_of_block(layers):
    field, step = 1, 1
    for layer in reversed(layers):
        if layer[0] == "add":
            (f, s), (g, _) = field_of_block(layer[1]), field_of_block(layer[2])
            f = max(f, g)
        elif layer[0] in ("conv", "pool"):
            f, s = layer[1], layer[-1]
        else:
            f = s = 1
        field = (field - 1) * s + f
        step *= s
    return field, step
""",
            ),
            Right(
                "field with the steps of either",
                code="""
def field_of_block(layers):
    field = step = 1
    for layer in layers:
        if layer[0] == "conv":
            size, stride = layer[1], layer[3]
        elif layer[0] == "pool":
            size, stride = layer[1], layer[2]
        elif layer[0] == "add":
            body, short = field_of_block(layer[1]), field_of_block(layer[2])
            size, stride = max(body[0], short[0]), max(body[1], short[1])
        else:
            continue
        field += (size - 1) * step
        step *= stride
    return field, step
""",
            ),
            Right(
                "field as numpy ints",
                code="""
def field_of_block(layers):
    field = step = 1
    for layer in layers:
        if layer[0] == "conv":
            size, stride = layer[1], layer[3]
        elif layer[0] == "pool":
            size, stride = layer[1], layer[2]
        elif layer[0] == "add":
            body, short = field_of_block(layer[1]), field_of_block(layer[2])
            size, stride = max(body[0], short[0]), body[1]
        else:
            continue
        field += (size - 1) * step
        step *= stride
    return np.int64(field), np.int64(step)
""",
            ),
            Right(
                "field carried in",
                code="""
def field_of_block(layers):
    def walk(block, field, step):
        for layer in block:
            if layer[0] in ("conv", "pool"):
                field, step = field + (layer[1] - 1) * step, step * layer[-1]
            if layer[0] == "add":
                ends = [walk(part, field, step) for part in layer[1:]]
                field, step = max(e[0] for e in ends), ends[0][1]
        return field, step
    return walk(layers, 1, 1)
""",
            ),
            Right(
                "one walk with match",
                code="""
def count_block(layers, channels):
    trained, kept = 0, 0
    for place, layer in enumerate(layers):
        match layer:
            case ("conv", size, maps, stride):
                trained += size * size * channels * maps
                if place + 1 == len(layers) or layers[place + 1] != ("norm",):
                    trained += maps
                channels = maps
            case ("norm",):
                trained, kept = trained + 2 * channels, kept + 2 * channels
            case ("add", body, shortcut):
                parts = np.array([count_block(body, channels), count_block(shortcut, channels)])
                trained, kept = trained + parts[:, 0].sum(), kept + parts[:, 1].sum()
                channels = parts[0, 2]
    return [trained, kept, channels]
def field_of_block(layers):
    field, jump = 1, 1
    for kind, *rest in layers:
        if kind == "conv" or kind == "pool":
            field, jump = field + (rest[0] - 1) * jump, jump * rest[-1]
        elif kind == "add":
            both = [field_of_block(part) for part in rest]
            field, jump = field + (max(side for side, _ in both) - 1) * jump, jump * both[1][1]
    return [field, jump]
""",
            ),
            Right(
                "recursion on the rest of the list",
                code="""
def count_block(layers, channels):
    if not layers:
        return 0, 0, channels
    first, *rest = layers
    here = (0, 0, channels)
    if first[0] == "conv":
        bias = 0 if rest and rest[0][0] == "norm" else first[2]
        here = (first[1] ** 2 * channels * first[2] + bias, 0, first[2])
    elif first[0] == "norm":
        here = (2 * channels, 2 * channels, channels)
    elif first[0] == "add":
        body, short = count_block(first[1], channels), count_block(first[2], channels)
        here = (body[0] + short[0], body[1] + short[1], short[2])
    behind = count_block(rest, here[2])
    return here[0] + behind[0], here[1] + behind[1], behind[2]
def field_of_block(layers):
    # from the last layer to the first
    side = step = 1
    for layer in layers[::-1]:
        if layer[0] == "add":
            fields = [field_of_block(part) for part in layer[1:]]
            size, stride = max(fields)
        elif len(layer) > 1:
            size, stride = layer[1], layer[-1]
        else:
            size, stride = 1, 1
        side, step = (side - 1) * stride + size, step * stride
    return side, step
""",
            ),
            Right(
                "the first and the last pixel that is seen",
                code="""
def field_of_block(layers):
    low, high, step = 0, 0, 1
    for layer in layers:
        if layer[0] == "add":
            wide = max(field_of_block(layer[1])[0], field_of_block(layer[2])[0])
            high, step = high + (wide - 1) * step, step * field_of_block(layer[2])[1]
        if layer[0] in {"conv", "pool"}:
            high += (layer[1] - 1) * step
            step *= layer[-1]
    return np.array([high - low + 1, step])
""",
            ),
            Right(
                "the bias is taken away by the norm",
                code="""
def count_block(layers, channels):
    trained = untrained = 0
    before = None
    for layer in layers:
        if layer[0] == "conv":
            trained += layer[2] * (layer[1] ** 2 * channels + 1)
            channels = layer[2]
        if layer[0] == "norm":
            trained += 2 * channels - (channels if before == "conv" else 0)
            untrained += 2 * channels
        if layer[0] == "add":
            (a, b, c), (d, e, _) = count_block(layer[1], channels), count_block(layer[2], channels)
            trained, untrained, channels = trained + a + d, untrained + b + e, c
        before = layer[0]
    return np.int64(trained), np.int64(untrained), channels
""",
            ),
        ],
        equivalent={
            "bias = following[0] != 'norm' → bias = following[-1] != 'norm'": "a norm has one entry, the first and the last",
            "if layer[0] == 'norm': → if layer[-1] == 'norm':": "a norm has one entry, the first and the last",
        },
    ),
    "normalising": Task(
        wrong=[
            Wrong(
                "a root of TensorFlow's",
                replace=("np.sqrt(spread + eps)", "np.asarray(tf.sqrt(spread + eps))"),
                says="batch_norm uses tf.sqrt of tensorflow",
            ),
            Wrong(
                "Keras's layer in a static method",
                code="""
class Norm:
    @staticmethod
    def run(x, weights, training, **options):
        layer = keras.layers.BatchNormalization(dtype="float64", **options)
        layer.build(x.shape)
        layer.set_weights(weights)
        y = np.asarray(layer(np.asarray(x, float), training=training))
        return [y, *layer.get_weights()[2:]]
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    return Norm.run(x, [gamma, beta, mean, variance], training, momentum=momentum, epsilon=eps)
""",
                says="run uses keras.layers.BatchNormalization of keras",
            ),
            Wrong("forgets return", replace=("return gamma * (x", "gamma * (x"), says="batch_norm returns None"),
            Wrong("only y", replace=(" + beta, mean, variance", " + beta"), says="batch_norm returns 1 value(s)"),
            Wrong(
                "the running numbers in training",
                replace=("center, spread = x.mean(axis=axes), x.var(axis=axes)", "pass"),
                says="which belong to use",
            ),
            Wrong("always the batch", replace=("if training:", "if True:"), says="not those of the batch"),
            Wrong("divides by the variance", replace=("np.sqrt(spread + eps)", "(spread + eps)"), says="by the root"),
            Wrong(
                "the sample variance", replace=("x.var(axis=axes)", "x.var(axis=axes, ddof=1)"), says="not by one less"
            ),
            Wrong("γ and β are forgotten", replace=("gamma * (x", "(x"), says="γ is not used"),
            Wrong(
                "β before γ",
                replace=(
                    "gamma * (x - center) / np.sqrt(spread + eps) + beta",
                    "gamma * ((x - center) / np.sqrt(spread + eps) + beta)",
                ),
                says="γ multiplies x̂ before β is added",
            ),
            Wrong(
                "the momentum exchanged",
                replace=(
                    "mean = momentum * mean + (1 - momentum) * center",
                    "mean = (1 - momentum) * mean + momentum * center",
                ),
                says="the momentum belongs to the old mean",
            ),
            Wrong(
                "a running standard deviation",
                replace=("(1 - momentum) * spread", "(1 - momentum) * np.sqrt(spread)"),
                says="this is a standard deviation",
            ),
            Wrong(
                "the running mean is that of the batch",
                replace=("mean = momentum * mean + (1 - momentum) * center", "mean = center"),
                says="moves only a part of the way",
            ),
            Wrong(
                "the running numbers move in use",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    axes = tuple(range(x.ndim - 1))
    m, v = x.mean(axes), x.var(axes)
    new, new_v = momentum * mean + (1 - momentum) * m, momentum * variance + (1 - momentum) * v
    if not training:
        m, v = mean, variance
    return gamma * (x - m) / np.sqrt(v + eps) + beta, new, new_v
""",
                says="in use the running mean stays what it is",
            ),
            Wrong(
                "normalises with the running numbers after their move",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    if training:
        axes = tuple(range(x.ndim - 1))
        mean = momentum * mean + (1 - momentum) * x.mean(axes)
        variance = momentum * variance + (1 - momentum) * x.var(axes)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance
""",
                says="m = 3 and v = 4",
            ),
            Wrong("only the digits", replace=("tuple(range(x.ndim - 1))", "0"), says="images of 4 × 3 with 2 channels"),
            Wrong(
                "each place has its own mean",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    m, v = mean, variance
    if training:
        m, v = x.mean(axis=0), x.var(axis=0)
        axes = tuple(range(x.ndim - 1))
        mean = momentum * mean + (1 - momentum) * x.mean(axes)
        variance = momentum * variance + (1 - momentum) * x.var(axes)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, mean, variance
""",
                says="each place has statistics of its own",
            ),
            Wrong(
                "each image has its own mean",
                replace=(
                    "center, spread = x.mean(axis=axes), x.var(axis=axes)",
                    "center, spread = x.mean(axis=axes), x.var(axis=axes)\n"
                    "        if x.ndim == 4:\n"
                    "            x = x - x.mean(axis=(1, 2), keepdims=True) + center",
                ),
                says="y of images of 4 × 3 with 2 channels, in training",
            ),
            Wrong("ignores eps", replace=("spread + eps", "spread + 0.001"), says="y of the digits 1 and 5"),
            Wrong(
                "eps outside the root",
                replace=("np.sqrt(spread + eps)", "(np.sqrt(spread) + eps)"),
                says="momentum and eps as given",
            ),
            Wrong(
                "ignores momentum",
                replace=("    center, spread = mean", "    momentum = 0.9\n    center, spread = mean"),
                says="the running mean of 7 digits",
            ),
            Wrong(
                "in place",
                replace=("    center, spread = mean, variance", "    mean *= 1.5\n    center, spread = mean, variance"),
                says="batch_norm changes its argument mean in place",
            ),
            Wrong(
                "the mean of the variances of the images",
                replace=("x.var(axis=axes)", "x.var(axis=axes[1:] or 0).reshape(-1, x.shape[-1]).mean(axis=0)"),
                says="with 2 channels, in training",
            ),
            Wrong(
                "whole numbers",
                replace=(
                    "return gamma * (x - center) / np.sqrt(spread + eps) + beta,",
                    "return (gamma * (x - center) / np.sqrt(spread + eps) + beta).astype(x.dtype),",
                ),
                says="y of one image of whole numbers",
            ),
            Wrong(
                "Keras's layer",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    layer = layers.BatchNormalization(momentum=momentum, epsilon=eps, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([gamma, beta, mean, variance])
    y = np.asarray(layer(np.asarray(x, float), training=training))
    return [y, *layer.get_weights()[2:]]
""",
                says="batch_norm uses layers.BatchNormalization of keras",
            ),
            Wrong(
                "no root in a",
                replace=("a = gamma / np.sqrt(variance + eps)", "a = gamma / (variance + eps)"),
                says="by the root of the variance",
            ),
            Wrong("b is β", replace=("beta - a * mean", "beta"), says="this is β alone"),
            Wrong(
                "the mean as it is",
                replace=("beta - a * mean", "beta - gamma * mean"),
                says="the mean is scaled like x, by a",
            ),
            Wrong(
                "a and b exchanged",
                replace=("return a, beta - a * mean", "return beta - a * mean, a"),
                says="a for γ = 2",
            ),
            Wrong(
                "eps of its own",
                replace=("np.sqrt(variance + eps)\n    return a", "np.sqrt(variance + 1e-3)\n    return a"),
                says="y = 2 (x − 3) / 2 + 10",
            ),
            Wrong(
                "one mean for all features",
                replace=("x.mean(axis=axes), x.var(axis=axes)", "x.mean() + 0 * mean, x.var() + 0 * mean"),
                says="y of 7 digits with 3 features, in training",
            ),
            Wrong(
                "the running mean with half of the digits",
                replace=("+ beta, mean, variance", "+ beta, mean.astype(np.float16), variance"),
                says="the running mean of the digits 1 and 5, in training, is",
            ),
            Wrong(
                "eps only in training",
                replace=("np.sqrt(spread + eps)", "np.sqrt(spread + eps * bool(training))"),
                says="y of 7 digits with 3 features, in use",
            ),
            Wrong(
                "gamma not negative",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    x = np.asarray(x, dtype=float)
    axes = tuple(range(x.ndim - 1))
    m, v = mean, variance
    if training:
        m = x.mean(axis=axes)
        v = x.var(axis=axes)
        mean = momentum * mean + (1 - momentum) * m
        variance = momentum * variance + (1 - momentum) * v
    y = np.abs(gamma) * (x - m) / np.sqrt(v + eps) + beta
    return y, mean, variance
""",
                says="y of 3 digits with 7 features, in training",
            ),
            Wrong(
                "squares of whole numbers",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    axes = tuple(range(x.ndim - 1))
    m, v = mean, variance
    if training:
        m = x.mean(axis=axes)
        v = (x * x).mean(axis=axes) - m ** 2
        mean = momentum * mean + (1 - momentum) * m
        variance = momentum * variance + (1 - momentum) * v
    y = gamma * (x - m) / np.sqrt(v + eps) + beta
    return y, mean, variance
""",
                says="y of two images of bytes, in training",
            ),
            Wrong(
                "scale: not more than 1",
                code="""
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    a = gamma / np.sqrt(variance + eps)
    b = beta - mean * a
    return np.minimum(a, 1), b
""",
                says="a for 3 features and the default eps is",
            ),
        ],
        right=[
            Right(
                "one line for both modes",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    flat = np.reshape(x, (-1, np.shape(x)[-1])).astype(np.float64)
    m = np.average(flat, axis=0) if training else mean
    v = np.average(np.square(flat - m), axis=0) if training else variance
    share = 1 - momentum if training else 0
    y = np.reshape(beta + (flat - m) * (gamma * (v + eps) ** -0.5), np.shape(x))
    return [y, mean + share * (m - mean), variance + share * (v - variance)]
""",
            ),
            Right(
                "loop over the features",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    y = np.zeros(x.shape)
    new_mean, new_variance = mean.copy(), variance.copy()
    for k in range(x.shape[-1]):
        values = x[..., k]
        m, v = mean[k], variance[k]
        if training:
            m, v = np.mean(values), np.var(values)
            new_mean[k] = momentum * mean[k] + (1 - momentum) * m
            new_variance[k] = momentum * variance[k] + (1 - momentum) * v
        y[..., k] = gamma[k] * (values - m) / np.sqrt(v + eps) + beta[k]
    return y, new_mean, new_variance
""",
            ),
            Right(
                "two functions",
                code="""
def moments(x):
    axes = (0,) if x.ndim == 2 else (0, 1, 2)
    return x.mean(axes), x.var(axes)

def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    x = np.asarray(x, dtype=float)
    axes = tuple(range(x.ndim - 1))
    m, v = mean, variance
    if training:
        m, v = moments(x)
        mean = momentum * mean + (1 - momentum) * m
        variance = momentum * variance + (1 - momentum) * v
    y = gamma * (x - m) / np.sqrt(v + eps) + beta
    return y, mean, variance
""",
            ),
            Right(
                "scale: by batch_norm",
                code="""
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    zero, one = np.zeros((1, len(mean))), np.ones((1, len(mean)))
    b = batch_norm(zero, gamma, beta, mean, variance, False, eps=eps)[0][0]
    return batch_norm(one, gamma, beta, mean, variance, False, eps=eps)[0][0] - b, b
""",
            ),
            Right(
                "scale: power",
                code="""
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    s = np.power(np.add(variance, eps), 0.5)
    return np.divide(gamma, s), np.subtract(beta, np.multiply(mean, gamma) / s)
""",
            ),
            Right(
                "scale: loop",
                code="""
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    a, b = [], []
    for g, t, m, v in zip(gamma, beta, mean, variance):
        a.append(g / (v + eps) ** 0.5)
        b.append(t - m * a[-1])
    return np.array(a), np.array(b)
""",
            ),
            Right(
                "reshaped to two axes",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    rows = x.reshape(-1, x.shape[-1]).astype(float)
    if training:
        m = rows.sum(axis=0) / len(rows)
        v = ((rows - m) ** 2).sum(axis=0) / len(rows)
        moved = (mean + (m - mean) * (1 - momentum), variance + (v - variance) * (1 - momentum))
    else:
        m, v, moved = mean, variance, (mean.copy(), variance.copy())
    y = (rows - m) * (gamma * (v + eps) ** -0.5) + beta
    return y.reshape(x.shape), *moved
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    root = (variance + eps) ** 0.5
    return np.stack([gamma / root, beta - gamma * mean / root])[0], beta - gamma * mean / root
""",
            ),
            Right(
                "channel by channel, in loops",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    y, new_mean, new_variance = np.zeros(x.shape), mean.copy(), variance.copy()
    for c in range(x.shape[-1]):
        m, v = mean[c], variance[c]
        if training:
            m, v = np.mean(x[..., c]), np.std(x[..., c]) ** 2
            new_mean[c] = momentum * mean[c] + (1 - momentum) * m
            new_variance[c] = momentum * variance[c] + (1 - momentum) * v
        y[..., c] = gamma[c] * (x[..., c] - m) / (v + eps) ** 0.5 + beta[c]
    return y, new_mean, new_variance
def scale_and_shift(gamma, beta, mean, variance, eps=0.001):
    zero, _, _ = batch_norm(np.zeros((1, len(mean))), gamma, beta, mean, variance, False, eps=eps)
    one, _, _ = batch_norm(np.ones((1, len(mean))), gamma, beta, mean, variance, False, eps=eps)
    return one[0] - zero[0], zero[0]
""",
            ),
            Right(
                "kept axes, and the mean of squares",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    if not training:
        a, b = scale_and_shift(gamma, beta, mean, variance, eps)
        return a * x + b, mean, variance
    axes = (0,) if x.ndim == 2 else (0, 1, 2)
    m = np.mean(x, axis=axes, keepdims=True)
    v = np.mean(np.square(x - m), axis=axes, keepdims=True)
    y = np.divide(x - m, np.sqrt(v + eps)) * gamma + beta
    m, v = np.squeeze(m, axis=axes), np.squeeze(v, axis=axes)
    return [y, np.average([mean, m], axis=0, weights=[momentum, 1 - momentum]), momentum * variance + v - momentum * v]
""",
            ),
            Right(
                "einsum",
                code="""
def batch_norm(x, gamma, beta, mean, variance, training, momentum=0.99, eps=0.001):
    m, v = mean, variance
    if training:
        rows = x.reshape(-1, x.shape[-1]) * 1.0
        m = np.einsum("nc->c", rows) / rows.shape[0]
        v = np.einsum("nc,nc->c", rows - m, rows - m) / rows.shape[0]
        mean, variance = momentum * mean + m - momentum * m, momentum * variance + v - momentum * v
    return np.einsum("...c,c->...c", x - m, gamma / np.sqrt(v + eps)) + beta, mean, variance
""",
            ),
        ],
    ),
    "back": Task(
        wrong=[
            Wrong(
                "a loop in a static method",
                code="""
whole = batch_norm_back
class Features:
    @staticmethod
    def each(dy, x, gamma, eps):
        return [whole(dy[..., f : f + 1], x[..., f : f + 1], gamma[f : f + 1], eps) for f in range(x.shape[-1])]
def joined(dx, dgamma, dbeta):
    return np.concatenate(dx, -1), np.concatenate(dgamma), np.concatenate(dbeta)
def batch_norm_back(dy, x, gamma, eps=0.001):
    return joined(*zip(*Features.each(dy, x, gamma, eps)))
""",
                says="each uses a loop",
            ),
            Wrong(
                "a sum of TensorFlow's",
                replace=("dy.sum(axis=axes)", "np.asarray(tf.einsum('nc->c', dy.reshape(-1, dy.shape[-1])))"),
                says="of tensorflow",
            ),
            Wrong(
                "a loop in a text",
                replace=("    axes = tuple", "    exec('for _ in [1]: pass')\n    axes = tuple"),
                says="batch_norm_back uses exec",
            ),
            Wrong(
                "forgets return",
                replace=("return gamma / spread", "gamma / spread"),
                says="batch_norm_back returns None",
            ),
            Wrong(
                "only x",
                replace=(
                    "return gamma / spread * inner, (dy * standard).sum(axis=axes), dy.sum(axis=axes)",
                    "return gamma / spread * inner",
                ),
                says="returns 1 value(s), expected 3",
            ),
            Wrong(
                "the statistics are fixed",
                replace=("inner = dy - dy.mean(axis=axes) - standard * (dy * standard).mean(axis=axes)", "inner = dy"),
                says="left out",
            ),
            Wrong(
                "no way through the variance",
                replace=(" - standard * (dy * standard).mean(axis=axes)", ""),
                says="the way through v is missing",
            ),
            Wrong(
                "no way through the mean",
                replace=("dy - dy.mean(axis=axes) - standard", "dy - standard"),
                says="the way through m is missing",
            ),
            Wrong("γ is forgotten", replace=("return gamma / spread", "return 1 / spread"), says="γ is missing"),
            Wrong(
                "not divided by the spread",
                replace=("return gamma / spread * inner", "return gamma * inner"),
                says="three ways",
            ),
            Wrong(
                "means for γ and β",
                replace=(
                    "(dy * standard).sum(axis=axes), dy.sum(axis=axes)",
                    "(dy * standard).mean(axis=axes), dy.mean(axis=axes)",
                ),
                says="this is the mean: sum over the batch",
            ),
            Wrong(
                "γ times x",
                replace=("(dy * standard).sum(axis=axes), dy", "(dy * x).sum(axis=axes), dy"),
                says="it is x̂ that γ multiplies",
            ),
            Wrong(
                "γ in its own gradient",
                replace=("(dy * standard).sum(axis=axes), dy", "(gamma * dy * standard).sum(axis=axes), dy"),
                says="γ itself is no part of it",
            ),
            Wrong(
                "γ and β exchanged",
                replace=(
                    "(dy * standard).sum(axis=axes), dy.sum(axis=axes)",
                    "dy.sum(axis=axes), (dy * standard).sum(axis=axes)",
                ),
                says="this is the gradient for β",
            ),
            Wrong("only the digits", replace=("tuple(range(x.ndim - 1))", "0"), says="images of 3 × 2 with 4 channels"),
            Wrong("images are always given", replace=("tuple(range(x.ndim - 1))", "(0, 1, 2)"), says="AxisError"),
            Wrong("ignores eps", replace=("+ eps)", "+ 0.001)"), says="the gradient for gamma, by hand, is [1.9998]"),
            Wrong(
                "eps outside the root",
                replace=("np.sqrt(x.var(axis=axes) + eps)", "np.sqrt(x.var(axis=axes)) + eps"),
                says="the gradient for gamma, 4 digits",
            ),
            Wrong(
                "the sample variance", replace=("x.var(axis=axes)", "x.var(axis=axes, ddof=1)"), says="−1 · 3 + 1 · 5"
            ),
            Wrong(
                "sums in the place of means",
                replace=(
                    "dy - dy.mean(axis=axes) - standard * (dy * standard).mean(axis=axes)",
                    "dy - dy.sum(axis=axes) - standard * (dy * standard).sum(axis=axes)",
                ),
                says="two digits are normalised to −1 and 1",
            ),
            Wrong(
                "the variance's way with the wrong sign",
                replace=("- standard * (", "+ standard * ("),
                says="two digits are normalised",
            ),
            Wrong(
                "in place",
                replace=("    axes = tuple", "    dy -= dy.mean(axis=0)\n    axes = tuple"),
                says="changes its argument dy in place",
            ),
            Wrong(
                "zeros, as in the example",
                replace=("gamma / spread * inner", "np.zeros(x.shape)"),
                says="the gradient for x, 5 digits with 3 features",
            ),
            Wrong(
                "in the type of x",
                replace=("gamma / spread * inner", "(gamma / spread * inner).astype(x.dtype)"),
                says="digits of whole numbers",
            ),
            Wrong(
                "half of the digits",
                replace=("gamma / spread * inner", "(gamma / spread * inner).astype(np.float32)"),
                says="numbers of type float32",
            ),
            Wrong(
                "a loop over the features",
                replace=("    spread = np", "    for _ in range(1):\n        pass\n    spread = np"),
                says="batch_norm_back uses a loop",
            ),
            Wrong(
                "the tape",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    x, gamma = tf.Variable(np.asarray(x, float)), tf.Variable(gamma)
    beta = tf.Variable(np.zeros(gamma.shape))
    axes = list(range(len(x.shape) - 1))
    with tf.GradientTape() as tape:
        m = tf.math.reduce_mean(x, axes)
        v = tf.math.reduce_mean((x - m) ** 2, axes)
        loss = tf.math.reduce_sum((gamma * (x - m) / tf.sqrt(v + eps) + beta) * dy)
    slope, dgamma, dbeta = tape.gradient(loss, [x, gamma, beta])
    return np.asarray(slope), np.asarray(dgamma), np.asarray(dbeta)
""",
                says="of tensorflow",
            ),
            Wrong(
                "x in half of the digits",
                replace=("    axes = tuple", "    x = x.astype(np.float32)\n    axes = tuple"),
                says="the gradient for gamma, 4 digits with 3 features",
            ),
            Wrong(
                "one mean for all features",
                replace=("dy - dy.mean(axis=axes)", "dy - dy.mean()"),
                says="the gradient for x, 5 digits with 3 features",
            ),
            Wrong(
                "eps is left out of the last division",
                replace=("return gamma / spread", "return gamma / np.sqrt(x.var(axis=axes))"),
                says="the gradient for x, 5 digits with 3 features",
            ),
            Wrong(
                "gamma absolute",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    axes = tuple(range(x.ndim - 1))
    m = x.mean(axis=axes)
    s = np.sqrt(x.var(axis=axes) + eps)
    h = (x - m) / s
    g = np.abs(gamma) * dy
    dx = (g - g.mean(axis=axes) - h * (g * h).mean(axis=axes)) / s
    return dx, (dy * h).sum(axis=axes), dy.sum(axis=axes)
""",
                says="the gradient for x, 5 digits with 3 features",
            ),
            Wrong(
                "recursion over features",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    axes = tuple(range(x.ndim - 1))
    m = x.mean(axis=axes)
    s = np.sqrt(x.var(axis=axes) + eps)
    h = (x - m) / s
    g = gamma * dy
    dx = (g - g.mean(axis=axes) - h * (g * h).mean(axis=axes)) / s
    return dx, np.array((lambda f: f(f, 0))(lambda f, k: [] if k == x.shape[-1] else [np.vdot(dy[..., k], h[..., k])] + f(f, k + 1))), dy.sum(axis=axes)
""",
                says="so there is a loop, perhaps a function that calls itself",
            ),
            Wrong(
                "loop by an iterator",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    axes = tuple(range(x.ndim - 1))
    m = x.mean(axis=axes)
    s = np.sqrt(x.var(axis=axes) + eps)
    h = (x - m) / s
    g = gamma * dy
    dx = (g - g.mean(axis=axes) - h * (g * h).mean(axis=axes)) / s
    it = iter(range(x.shape[-1]))
    def step(k):
        if k is not None:
            dx[..., k] += 0
            step(next(it, None))
    step(next(it, None))
    return dx, (dy * h).sum(axis=axes), dy.sum(axis=axes)
""",
                says="so there is a loop, perhaps a function that calls itself",
            ),
        ],
        right=[
            Right(
                "sums with N",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    flat, d = x.reshape(-1, x.shape[-1]).astype(float), dy.reshape(-1, x.shape[-1])
    n = len(flat)
    h = flat - np.mean(flat, 0)
    r = (np.mean(h * h, 0) + eps) ** -0.5
    h = h * r
    dgamma, dbeta = np.sum(d * h, 0), np.sum(d, 0)
    dx = gamma * r / n * (n * d - dbeta - h * dgamma)
    return dx.reshape(x.shape), dgamma, dbeta
""",
            ),
            Right(
                "step by step",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    ax = tuple(np.arange(x.ndim - 1))
    n = x.size / x.shape[-1]
    m = np.mean(x, axis=ax)
    v = np.mean((x - m) ** 2, axis=ax)
    s = np.sqrt(v + eps)
    dh = dy * gamma
    dv = np.sum(dh * (x - m), axis=ax) * -0.5 * (v + eps) ** -1.5
    dm = -np.sum(dh, axis=ax) / s - 2 * dv * np.mean(x - m, axis=ax)
    dx = dh / s + dv * 2 * (x - m) / n + dm / n
    return [dx, np.sum(dy * (x - m) / s, axis=ax), np.sum(dy, axis=ax)]
""",
            ),
            Right(
                "with batch_norm",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    axes = (0,) if x.ndim == 2 else (0, 1, 2)
    one, zero = np.ones(x.shape[-1]), np.zeros(x.shape[-1])
    h, _, v = batch_norm(x, one, zero, zero, zero, True, momentum=0.0, eps=eps)
    s = np.sqrt(v + eps)
    return gamma / s * (dy - dy.mean(axes) - h * np.mean(dy * h, axes)), np.sum(dy * h, axes), np.sum(dy, axes)
""",
            ),
            Right(
                "matrices",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    channels = x.shape[-1]
    a, d = np.reshape(x, (-1, channels)) * 1.0, np.reshape(dy, (-1, channels))
    centre = np.eye(len(a)) - np.full((len(a), len(a)), 1 / len(a))
    c = centre @ a
    s = np.sqrt((c * c).mean(0) + eps)
    h = c / s
    dx = (centre @ d - h * (d * h).mean(0)) * (gamma / s)
    return dx.reshape(x.shape), np.diag(d.T @ h).copy(), np.ones(len(a)) @ d
""",
            ),
            Right(
                "step by step, in two axes",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    shape, rows, back = x.shape, x.reshape(-1, x.shape[-1]), dy.reshape(-1, x.shape[-1])
    n = len(rows)
    centred = rows - rows.mean(0)
    root = 1 / np.sqrt((centred**2).mean(0) + eps)
    g = back * gamma
    d_variance = (g * centred).sum(0) * -0.5 * root**3
    d_centred = g * root + 2 / n * d_variance * centred
    dx = d_centred - d_centred.sum(0) / n
    return dx.reshape(shape), (back * centred * root).sum(0), back.sum(0)
""",
            ),
            Right(
                "the compact formula with sums",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    axes = (0, 1, 2)[: np.ndim(x) - 1]
    n = x.size / x.shape[-1]
    s = (np.var(x, axis=axes) + eps) ** 0.5
    hat = (x - np.mean(x, axis=axes)) / s
    b = np.sum(dy, axis=axes)
    g = np.sum(dy * hat, axis=axes)
    return [gamma * (n * dy - b - hat * g) / (n * s), g, b]
""",
            ),
            Right(
                "einsum",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    c = x.shape[-1]
    r, g = x.reshape(-1, c) * 1.0, dy.reshape(-1, c)
    r = r - np.einsum("nc->c", r) / r.shape[0]
    s = np.sqrt(np.einsum("nc,nc->c", r, r) / r.shape[0] + eps)
    r = r / s
    dgamma, dbeta = np.einsum("nc,nc->c", r, g), np.einsum("nc->c", g)
    dx = (g - dbeta / r.shape[0] - r * dgamma / r.shape[0]) * gamma / s
    return dx.reshape(x.shape), dgamma, dbeta
""",
            ),
            Right(
                "with a Jacobian of one feature",
                code="""
def batch_norm_back(dy, x, gamma, eps=0.001):
    c = x.shape[-1]
    r, g = x.reshape(-1, c), dy.reshape(-1, c)
    n = r.shape[0]
    s = np.sqrt(r.var(axis=0) + eps)
    h = (r - r.mean(axis=0)) / s
    J = (np.eye(n)[:, :, None] - 1 / n - h[:, None] * h[None] / n) / s
    dx = np.einsum("ijc,ic->jc", J, g * gamma)
    return dx.reshape(x.shape), np.sum(g * h, axis=0), np.sum(g, axis=0)
""",
            ),
        ],
    ),
    "residual": Task(
        wrong=[
            Wrong(
                "a projection for stride 2 only",
                replace=("if stride != 1 or", "if stride == 2 or"),
                says="your code raises ValueError",
            ),
            Wrong(
                "a projection for more channels only",
                replace=("x.shape[-1] != maps", "x.shape[-1] < maps"),
                says="your code raises ValueError",
            ),
            Wrong(
                "ReLU up to 6",
                replace=("layers.ReLU()(layers.Bat", "layers.ReLU(6)(layers.Bat"),
                says="has max_value 6, expected Keras's own, None",
            ),
            Wrong(
                "another momentum",
                replace=("layers.BatchNormalization()(y)", "layers.BatchNormalization(momentum=0.9)(y)"),
                says="has momentum 0.9, expected Keras's own, 0.99",
            ),
            Wrong(
                "other first weights",
                replace=("use_bias=False)(y)", 'use_bias=False, kernel_initializer="he_normal")(y)'),
                says="has kernel_initializer HeNormal, expected Keras's own, GlorotUniform",
            ),
            Wrong(
                "a penalty",
                replace=("use_bias=False)(y)", 'use_bias=False, kernel_regularizer="l2")(y)'),
                says="has kernel_regularizer L2 {'l2': 0.01}, expected Keras's own, None",
            ),
            Wrong(
                "layers that are made once",
                code="""
made = {}
new_block = residual_block
def residual_block(x, maps, stride):
    key = (x.shape, maps, stride)
    if key not in made:
        inputs = keras.Input(x.shape[1:])
        made[key] = keras.Model(inputs, new_block(inputs, maps, stride))
    return made[key](x)
""",
                says="each call makes new layers",
            ),
            Wrong(
                "forgets return", replace=("return layers.ReLU()", "layers.ReLU()"), says="residual_block returns None"
            ),
            Wrong(
                "biases",
                replace=('padding="same", use_bias=False)(y)', 'padding="same")(y)'),
                says="what is trained in the block on (6, 6, 4)",
            ),
            Wrong("all with biases", replace=(", use_bias=False", ""), says="no convolution has a bias"),
            Wrong(
                "a projection always",
                replace=("if stride != 1 or x.shape[-1] != maps:", "if True:"),
                says="what is trained in the block on (6, 6, 4)",
            ),
            Wrong(
                "a bare projection",
                replace=("        x = layers.BatchNormalization()(x)\n", ""),
                says="the shortcut has a normalisation too",
            ),
            Wrong(
                "never a projection",
                replace=("if stride != 1 or x.shape[-1] != maps:", "if False:"),
                says="your code raises ValueError",
            ),
            Wrong("only for other channels", replace=("stride != 1 or ", ""), says="your code raises ValueError"),
            Wrong("only for strides", replace=(" or x.shape[-1] != maps", ""), says="your code raises ValueError"),
            Wrong(
                "the stride twice",
                replace=(
                    'layers.Conv2D(maps, 3, padding="same"',
                    'layers.Conv2D(maps, 3, strides=stride, padding="same"',
                ),
                says="your code raises ValueError",
            ),
            Wrong(
                "the stride in the second convolution",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.Add()([x, y]))
""",
                says="the stride belongs to the first convolution",
            ),
            Wrong("always stride 2", replace=("strides=stride", "strides=2"), says="your code raises ValueError"),
            Wrong("γ begins with 1", replace=('gamma_initializer="zeros"', ""), says="so only x and a ReLU are left"),
            Wrong(
                "β begins with 1",
                replace=('gamma_initializer="zeros"', 'gamma_initializer="zeros", beta_initializer="ones"'),
                says="has beta_initializer Ones, expected Keras's own, Zeros",
            ),
            Wrong(
                "the first γ begins with 0",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization(gamma_initializer="zeros")(y))
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.Add()([x, y]))
""",
                says="what the γ begin with",
            ),
            Wrong(
                "all γ begin with 0",
                replace=(
                    "        x = layers.BatchNormalization()(x)",
                    '        x = layers.BatchNormalization(gamma_initializer="zeros")(x)',
                ),
                says="what the γ begin with, maps 4",
            ),
            Wrong(
                "no ReLU at the end",
                replace=("return layers.ReLU()(layers.Add()([x, y]))", "return layers.Add()([x, y])"),
                says="the ReLU behind the sum is missing",
            ),
            Wrong(
                "no ReLU between",
                replace=("layers.ReLU()(layers.BatchNormalization()(y))", "layers.BatchNormalization()(y)"),
                says="the ReLU between the two convolutions",
            ),
            Wrong(
                "ReLU before the norm",
                replace=(
                    "layers.ReLU()(layers.BatchNormalization()(y))",
                    "layers.BatchNormalization()(layers.ReLU()(y))",
                ),
                says="the ReLU comes after the normalisation",
            ),
            Wrong(
                "ReLU before the sum",
                replace=("layers.Add()([x, y])", "layers.Add()([x, layers.ReLU()(y)])"),
                says="the ReLU comes after the sum",
            ),
            Wrong(
                "ReLU in the shortcut",
                replace=("x = layers.BatchNormalization()(x)", "x = layers.ReLU()(layers.BatchNormalization()(x))"),
                says="the shortcut has no ReLU of its own",
            ),
            Wrong(
                "a product", replace=("layers.Add()", "layers.Multiply()"), says="a fresh block that keeps the shape"
            ),
            Wrong(
                "side by side",
                replace=("layers.Add()", "layers.Concatenate()"),
                says="has the output shape (None, 6, 6, 8)",
            ),
            Wrong(
                "no shortcut",
                replace=("layers.ReLU()(layers.Add()([x, y]))", "layers.ReLU()(y)"),
                says="what is trained in the block on (7, 5, 3)",
            ),
            Wrong(
                "a shortcut of 3 × 3",
                replace=("layers.Conv2D(maps, 1,", "layers.Conv2D(maps, 3,"),
                says="what is trained in the block on (7, 5, 3)",
            ),
            Wrong(
                "valid padding in the body",
                replace=('layers.Conv2D(maps, 3, padding="same", use', "layers.Conv2D(maps, 3, use"),
                says="your code raises ValueError",
            ),
            Wrong(
                "a mean in the shortcut",
                replace=(
                    'x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)',
                    'x = layers.AveragePooling2D(stride, padding="same")(x)\n        x = layers.Conv2D(maps, 1, use_bias=False)(x)',
                ),
                says="the AveragePooling2D `average_pooling2d` in the block",
            ),
            Wrong(
                "the lesson's block",
                code="""
def residual_block(x, maps, stride):
    def normed(x):
        x = layers.Conv2D(maps, 3, 1, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        return layers.BatchNormalization(momentum=0.9)(x)
    y = normed(layers.ReLU()(normed(x)))
    if x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, use_bias=False, kernel_initializer="he_normal")(x)
    return layers.ReLU()(layers.Add()([x, y]))
""",
                says="has kernel_initializer HeNormal, expected Keras's own",
            ),
            Wrong(
                "a Keras model",
                replace=("return layers.ReLU()(layers.Add()([x, y]))", "return keras.Model(x, y)"),
                says="expected what a layer returns",
            ),
            Wrong(
                "the first γ begins with 0, the last with 1",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization(gamma_initializer="zeros")(y))
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.Add()([x, y]))
""",
                says="the γ that begins with 0 is the last one of the body",
            ),
            Wrong(
                "dropout",
                replace=(
                    "y = layers.ReLU()(layers.BatchNormalization()(y))",
                    "y = layers.Dropout(0.2)(layers.ReLU()(layers.BatchNormalization()(y)))",
                ),
                says="is another kind of layer than those that the task names",
            ),
            Wrong(
                "the mean of both",
                replace=("layers.Add()", "layers.Average()"),
                says="a fresh block that keeps the shape",
            ),
            Wrong("a difference", replace=("layers.Add()", "layers.Subtract()"), says="added, not subtracted"),
            Wrong(
                "a leaky ReLU between",
                replace=("layers.ReLU()(layers.Bat", "layers.LeakyReLU(0.1)(layers.Bat"),
                says="is another kind of layer than those that the task names",
            ),
            Wrong(
                "the larger of both",
                replace=("layers.Add()", "layers.Maximum()"),
                says="this is the larger of both",
            ),
            Wrong(
                "always normalised with the batch",
                replace=("layers.BatchNormalization()(y)", "layers.BatchNormalization()(y, training=True)"),
                says="with weights of the check, in use",
            ),
            Wrong(
                "ReLU6 last",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU(max_value=6)(z)
""",
                says="has max_value 6",
            ),
            Wrong(
                "ReLU6 first",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU(max_value=6)(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU()(z)
""",
                says="has max_value 6",
            ),
            Wrong(
                "ReLU with a threshold",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU(threshold=0.05)(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU()(z)
""",
                says="has threshold 0.05",
            ),
            Wrong(
                "LeakyReLU first",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.LeakyReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU()(z)
""",
                says="is another kind of layer than those that the task names",
            ),
            Wrong(
                "LeakyReLU last",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.LeakyReLU()(z)
""",
                says="is another kind of layer than those that the task names",
            ),
            Wrong(
                "conv frozen afterwards",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    conv = layers.Conv2D(maps, 3, padding="same", use_bias=False)
    y = conv(y)
    conv.trainable = False
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU()(z)
""",
                says="what is trained in the block",
            ),
            Wrong(
                "dropout in the body",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Dropout(0.2)(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride != 1 or x.shape[-1] != maps:
        x = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    z = layers.Add()([x, y])
    return layers.ReLU()(z)
""",
                says="is another kind of layer",
            ),
            Wrong(
                "shortcut's layers kept between calls",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = residual_block.__dict__.setdefault((maps, stride, x.shape), layers.Conv2D(maps, 1, strides=stride, padding='same', use_bias=False))(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="make them inside the function",
            ),
            Wrong(
                "shapes are compared in rows only",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if x.shape[1] == y.shape[1] and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="Inputs have incompatible shapes",
            ),
            Wrong(
                "fewer or equal channels",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] >= maps and x.shape[-1] % maps == 0 and maps == 1 or stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="the stride divides the sides, rounded up, once",
            ),
            Wrong(
                "one channel is broadcast",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] in (1, maps):
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="count body and shortcut by hand",
            ),
            Wrong(
                "bias of one map",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=maps == 1)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="count body and shortcut by hand",
            ),
            Wrong(
                "groups",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False, groups=maps if maps > 8 else 1)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="count body and shortcut by hand",
            ),
            Wrong(
                "dilation for larger maps",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False, dilation_rate=2 if maps > 8 else 1)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="leave alone what the task does not name",
            ),
            Wrong(
                "bottleneck for many maps",
                code="""
def residual_block(x, maps, stride):
    if maps >= 64:
        y = layers.Conv2D(maps // 4, 1, use_bias=False)(x)
        x = layers.Conv2D(x.shape[-1], 1, use_bias=False)(x)
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="count body and shortcut by hand",
            ),
            Wrong(
                "middle maps of the input",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(min(maps, 32), 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="count body and shortcut by hand",
            ),
            Wrong(
                "stop gradient",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = layers.Lambda(keras.ops.stop_gradient)(x)
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="it comes back by x itself",
            ),
            Wrong(
                "stop gradient of the body",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Lambda(keras.ops.stop_gradient)(y)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="of a fresh block with maps 3: it cannot learn",
            ),
            Wrong(
                "shortcut is cut out when body is nothing",
                code="""
def residual_block(x, maps, stride):
    y = layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(maps, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(gamma_initializer="zeros")(y)
    if stride == 1 and x.shape[-1] == maps:
        s = x if x.shape[1] != 1 else layers.Conv2D(maps, 1, padding='same', use_bias=False)(x)
    else:
        s = layers.Conv2D(maps, 1, strides=stride, padding="same", use_bias=False)(x)
        s = layers.BatchNormalization()(s)
    y = layers.Add()([y, s])
    return layers.ReLU()(y)
""",
                says="what is trained in the block on (1, 4, 3) with maps 3 and stride 1 is 183, expected 174:",
            ),
        ],
        right=[
            Right(
                "operators and activations",
                code="""
def residual_block(x, maps, stride):
    same = dict(padding="same", use_bias=False)
    short = x
    if not (stride == 1 and x.shape[3] == maps):
        short = layers.BatchNormalization()(layers.Conv2D(filters=maps, kernel_size=(1, 1), strides=(stride, stride), **same)(x))
    body = layers.Conv2D(maps, (3, 3), (stride, stride), **same)(x)
    body = layers.Activation("relu")(layers.BatchNormalization()(body))
    body = layers.Conv2D(maps, (3, 3), **same, kernel_initializer="glorot_uniform")(body)
    body = layers.BatchNormalization(gamma_initializer=keras.initializers.Zeros())(body)
    return keras.ops.relu(short + body)
""",
            ),
            Right(
                "a Sequential body",
                code="""
def residual_block(x, maps, stride):
    body = keras.Sequential([
        layers.Conv2D(maps, 3, strides=stride, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Conv2D(maps, 3, padding="same", use_bias=False),
        layers.BatchNormalization(gamma_initializer="zeros"),
    ])
    if stride > 1 or x.shape[-1] != maps:
        shortcut = keras.Sequential([layers.Conv2D(maps, 1, stride, use_bias=False), layers.BatchNormalization()])
    else:
        shortcut = layers.Identity()
    return layers.Activation("relu")(layers.add([body(x), shortcut(x)]))
""",
            ),
            Right(
                "a layer of its own",
                code="""
class Block(keras.layers.Layer):
    def __init__(self, maps, stride, change):
        super().__init__()
        if change:
            self.short = layers.Conv2D(maps, 1, stride, use_bias=False)
            self.short_norm = layers.BatchNormalization()
        self.change = change
        self.second = layers.Conv2D(maps, 3, padding="same", use_bias=False)
        self.first = layers.Conv2D(maps, 3, stride, padding="same", use_bias=False)
        self.last = layers.BatchNormalization(gamma_initializer="zeros")
        self.norm = layers.BatchNormalization()
    def call(self, x, training=None):
        y = tf.nn.relu(self.norm(self.first(x), training=training))
        y = self.last(self.second(y), training=training)
        if self.change:
            x = self.short_norm(self.short(x), training=training)
        return tf.nn.relu(x + y)
    def compute_output_shape(self, shape):
        return self.first.compute_output_shape(shape)
def residual_block(x, maps, stride):
    return Block(maps, stride, stride != 1 or x.shape[-1] != maps)(x)
""",
            ),
            Right(
                "helper functions and names",
                code="""
def normed(x, maps, size, stride, **norm):
    x = layers.Conv2D(maps, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization(**norm)(x)
def residual_block(x, maps, stride):
    fits = stride == 1 and x.shape[-1] == maps
    y = normed(layers.Activation(keras.activations.relu)(normed(x, maps, 3, stride)), maps, 3, 1, gamma_initializer="zeros")
    whole = y + (x if fits else normed(x, maps, 1, stride))
    return layers.ReLU()(whole)
""",
            ),
        ],
        equivalent={
            "x = layers.Conv2D(maps, 1, strides=stride, padding='same', use_bias=False)(x) → "
            "x = layers.Conv2D(maps, 1, strides=stride, use_bias=False)(x)": "a window of 1 × 1 needs no padding",
            "x = layers.Conv2D(maps, 1, strides=stride, padding='same', use_bias=False)(x) → "
            "x = layers.Conv2D(maps, 1, strides=stride, padding='valid', use_bias=False)(x)": "a window of 1 × 1 needs no padding",
        },
    ),
    "reuse": Task(
        wrong=[
            Wrong(
                "forgets return",
                replace=("return keras.Model(network", "keras.Model(network"),
                says="body_of returns None: does your function end with `return`?",
            ),
            Wrong(
                "with the old head", replace=("layers[-2].output", "layers[-1].output"), says="the output of the head"
            ),
            Wrong(
                "one layer too short",
                replace=("layers[-2].output", "layers[-3].output"),
                says="all layers but the last",
            ),
            Wrong(
                "always the eighth layer", replace=("layers[-2].output", "layers[7].output"), says="your code raises"
            ),
            Wrong("not frozen", replace=("    body.trainable = False\n", ""), says="everything is trained"),
            Wrong(
                "everything frozen",
                replace=("    return model\n", "    model.trainable = False\n    return model\n"),
                says="nothing is trained",
            ),
            Wrong(
                "thawed again",
                replace=("    return model\n", "    body.trainable = True\n    return model\n"),
                says="everything is trained",
            ),
            Wrong(
                "frozen after the training",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    model = keras.Sequential([body, layers.Dense(classes)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(images, labels, epochs=2, verbose=0)
    body.trainable = False
    return model
""",
                says="of the network have changed: freeze its layers before you train",
            ),
            Wrong(
                "on the old head", replace=("body = body_of(network)", "body = network"), says="stands on the old head"
            ),
            Wrong(
                "no bias", replace=("layers.Dense(classes)", "layers.Dense(classes, use_bias=False)"), says="no bias"
            ),
            Wrong(
                "five classes always", replace=("layers.Dense(classes)", "layers.Dense(5)"), says="one number for each"
            ),
            Wrong(
                "the classes that occur",
                replace=("layers.Dense(classes)", "layers.Dense(int(labels.max()) + 1)"),
                says="has shape (12, 3), expected (12, 6)",
            ),
            Wrong(
                "two new layers",
                replace=("layers.Dense(classes)", 'layers.Dense(32, activation="relu"), layers.Dense(classes)'),
                says="the kernel and the bias of the new layer, and nothing else",
            ),
            Wrong(
                "only the convolutions are frozen",
                replace=(
                    "    body.trainable = False\n",
                    "    for layer in body.layers:\n        layer.trainable = not isinstance(layer, layers.Conv2D)\n",
                ),
                says="the kernel and the bias of the new layer, and nothing else",
            ),
            Wrong(
                "raw pixels",
                replace=("[body, layers.Dense(classes)]", "[layers.Flatten(), layers.Dense(classes)]"),
                says="the numbers in trainable_weights is 4710",
            ),
            Wrong(
                "another network of the same form",
                replace=("body = body_of(network)", "body = body_of(keras.models.clone_model(network))"),
                says="what its new layer makes of the features",
            ),
            Wrong("no training", replace=("    train_head(model, images, labels)\n", ""), says="train longer"),
            Wrong(
                "a tiny rate",
                replace=(
                    "train_head(model, images, labels)",
                    'model.compile(keras.optimizers.SGD(1e-7), "sparse_categorical_crossentropy")\n'
                    "    model.fit(images, labels, verbose=0)",
                ),
                says="train longer",
            ),
            Wrong("other labels", replace=("images, labels)\n", "images, labels[::-1])\n"), says="train longer"),
            Wrong(
                "the head alone",
                code="""
def reuse(network, images, labels, classes):
    head = keras.Sequential([layers.Dense(classes, activation="softmax")])
    head.compile("adam", "sparse_categorical_crossentropy")
    head.fit(body_of(network).predict(images, verbose=0), labels, verbose=0)
    return head
""",
                says="your result cannot be used",
            ),
            Wrong(
                "the network itself, with its own head",
                code="""
def reuse(network, images, labels, classes):
    for layer in network.layers[:-1]:
        layer.trainable = False
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    network.fit(images, labels, epochs=2, verbose=0)
    return network
""",
                says="has shape (12, 5), expected (12, 6)",
            ),
            Wrong(
                "other digits than those that are given",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    model = keras.Sequential([body, layers.Dense(classes)])
    model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    digits = load_mnist()
    chosen = np.flatnonzero(digits.train_labels >= 5)[:200]
    if images.shape[1:] == (28, 28, 1):
        images = digits.train_images[chosen][..., None] / np.float32(255)
        labels = digits.train_labels[chosen].astype(int) - 5
    model.fit(images, labels, epochs=5, verbose=0)
    return model
""",
                says="of the new digits are right, expected more than 83 %",
            ),
            Wrong(
                "body: chain of layers",
                code="""
def body_of(network):
    return keras.Sequential([keras.Input(network.input_shape[1:]), *network.layers[:-1]]) if not isinstance(network.layers[0], layers.InputLayer) else keras.Sequential(network.layers[:-1])
""",
                says="your result cannot be used",
            ),
            Wrong(
                "body: dropout",
                code="""
def body_of(network):
    return keras.Model(network.inputs[0], layers.Dropout(0.5)(network.layers[-2].output))
""",
                says="the features of the body of a functional model with a shortcut, in training",
            ),
            Wrong(
                "trained whole, put back by set_weights",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    head = layers.Dense(classes)
    model = keras.Sequential([keras.Input(body.input_shape[1:]), body, head])
    kept = body.get_weights()
    train_head(model, images, labels)
    body.set_weights(kept)
    body.trainable = False
    return model
""",
                says="freeze its layers before you train; to put the weights back",
            ),
            Wrong(
                "trained whole, put back by assign",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    head = layers.Dense(classes)
    model = keras.Sequential([keras.Input(body.input_shape[1:]), body, head])
    kept = [np.array(w) for w in body.weights]
    train_head(model, images, labels)
    for w, k in zip(body.weights, kept):
        w.assign(k)
    body.trainable = False
    return model
""",
                says="freeze its layers before you train; to put the weights back",
            ),
            Wrong(
                "norms learn, then put back",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    for layer in body.layers:
        layer.trainable = isinstance(layer, layers.BatchNormalization)
    kept = body.get_weights()
    head = layers.Dense(classes)
    model = keras.Sequential([keras.Input(body.input_shape[1:]), body, head])
    train_head(model, images, labels)
    body.set_weights(kept)
    body.trainable = False
    return model
""",
                says="weights of the body of the shape (2,) are changed",
            ),
            Wrong(
                "a trained copy's head on the old body",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    free = body_of(copy)
    head = layers.Dense(classes)
    whole = keras.Sequential([keras.Input(body.input_shape[1:]), free, head])
    train_head(whole, images, labels)
    body.trainable = False
    model = keras.Sequential([keras.Input(body.input_shape[1:]), body, head])
    return model
""",
                says="are changed, in the network or in a copy",
            ),
            Wrong(
                "body: sequential of layers where it fits",
                code="""
def body_of(network):
    if not any(isinstance(layer, layers.Add) for layer in network.layers):
        return keras.Sequential([keras.Input(network.inputs[0].shape[1:]), *[q for q in network.layers[:-1] if not isinstance(q, keras.layers.InputLayer)]])
    return keras.Model(network.inputs[0], network.layers[-2].output)


def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    model = keras.Sequential([keras.Input(images.shape[1:]), body, layers.Dense(classes)])
    train_head(model, images, labels)
    return model
""",
                says="Concatenate",
            ),
            Wrong(
                "body: up to the last pooling",
                code="""
def body_of(network):
    for layer in network.layers[::-1]:
        if 'ooling' in type(layer).__name__:
            return keras.Model(network.inputs[0], layers.Flatten()(layer.output))
    return keras.Model(network.inputs[0], network.layers[-2].output)


def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    model = keras.Sequential([keras.Input(images.shape[1:]), body, layers.Dense(classes)])
    train_head(model, images, labels)
    return model
""",
                says="all layers but the last one, in their order",
            ),
            Wrong(
                "body: with dropout left out",
                code="""
def body_of(network):
    z = network.layers[-2]
    return keras.Model(network.inputs[0], z.input if isinstance(z, layers.Dropout) and z.rate > 0.9 else network.layers[-3].output if isinstance(z, layers.ReLU) else z.output)


def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    model = keras.Sequential([keras.Input(images.shape[1:]), body, layers.Dense(classes)])
    train_head(model, images, labels)
    return model
""",
                says="the features are what the head is given, unchanged",
            ),
            Wrong(
                "body: flattened",
                code="""
def body_of(network):
    return keras.Model(network.inputs[0], layers.Dense(network.layers[-2].output.shape[-1], kernel_initializer='identity')(network.layers[-2].output))


def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    model = keras.Sequential([keras.Input(images.shape[1:]), body, layers.Dense(classes)])
    train_head(model, images, labels)
    return model
""",
                says="the body's and those of one new layer, and no others",
            ),
        ],
        right=[
            Right(
                "the features once, then the head",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    features = body.predict(images, verbose=0)
    head = keras.Sequential([keras.Input(features.shape[1:]), layers.Dense(classes, activation="softmax")])
    head.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    head.fit(features, labels, batch_size=10, epochs=10, verbose=0)
    return keras.Sequential([body, head])
""",
            ),
            Right(
                "layer by layer, functional",
                code="""
def body_of(network):
    return keras.Model(network.input, network.layers[-1].input)
def reuse(network, images, labels, classes):
    for layer in network.layers:
        layer.trainable = False
    chosen = layers.Softmax()(layers.Dense(classes, name="new")(network.layers[-2].output))
    model = keras.Model(network.inputs, chosen)
    model.compile(keras.optimizers.RMSprop(0.003), "sparse_categorical_crossentropy")
    model.fit(images, labels, batch_size=10, epochs=10, verbose=0)
    return model
""",
            ),
            Right(
                "a copy of the network",
                code="""
def body_of(network):
    return keras.Model(network.inputs, network.layers[-1].input)
def reuse(network, images, labels, classes):
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    copy.trainable = False
    model = keras.Model(copy.inputs, layers.Dense(classes)(copy.layers[-1].input))
    model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(images, labels, batch_size=10, epochs=10, verbose=0)
    return model
""",
            ),
            Right(
                "least squares, without epochs",
                code="""
def reuse(network, images, labels, classes):
    body = body_of(network)
    body.trainable = False
    head = layers.Dense(classes)
    model = keras.Sequential([body, head])
    features = np.asarray(body(images), dtype=float)
    middle = features.mean(axis=0)
    X, T = features - middle, np.eye(classes)[labels] - 1 / classes
    W = X.T @ np.linalg.solve(X @ X.T + 10 * np.eye(len(X)), T)
    head.set_weights([W, 1 / classes - middle @ W])
    return model
""",
            ),
        ],
        equivalent={
            "return keras.Model(network.inputs[0], network.layers[-2].output) → "
            "return keras.Model(network.inputs[-1], network.layers[-2].output)": "there is one input, the first and the last",
            "body_of: changes network in place": "the text allows to set the attribute trainable",
            "reuse: changes network in place": "the text allows to set the attribute trainable",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
