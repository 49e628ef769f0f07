"""Mechanical mutants of a reference solution: each is the solution with one small change, as a slip makes it."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

ARITHMETIC = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Mult],
    ast.Mod: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
NAMES = {  # functions and attributes that are mistaken for each other
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "sum": "mean",
    "mean": "sum",
    "reduce_sum": "reduce_mean",
    "reduce_mean": "reduce_sum",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "floor": "ceil",
    "ceil": "floor",
    "tanh": "sin",
    "std": "var",
}
WORDS = {"valid": "same", "same": "valid", "relu": "linear", "softmax": "sigmoid", "sigmoid": "linear", "tanh": "relu"}
SYMMETRIC = {"maximum", "minimum", "max", "min", "add", "multiply", "logaddexp", "Add", "gcd", "set", "zip"}
TRANSPARENT = {"asarray", "array", "float", "int", "list", "tuple", "print", "ascontiguousarray"}
SIZES = (2, 3)  # what a size is frozen to
MAKERS = {"zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like"}  # of arrays, which whole numbers may fill
TOOLS = "tools_of_the_mutants"  # the name of this module in a mutant
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.AnnAssign, ast.Delete, ast.Raise)


@dataclass(frozen=True)
class Mutant:
    label: str  # "statement → statement": stable when other lines change
    code: str


def mutants(source: str) -> list[Mutant]:
    """Return all mutants of a solution cell; only what stands between the solution markers is changed.

    Raises
    ------
    ValueError if the cell has no solution region.
    """
    lines = source.split("\n")
    begins = [number for number, line in enumerate(lines, 1) if line.strip() == BEGIN]
    ends = [number for number, line in enumerate(lines, 1) if line.strip() == END]
    regions = list(zip(begins, ends))
    if not regions or len(begins) != len(ends):
        raise ValueError("the solution cell has no region between ### BEGIN SOLUTION and ### END SOLUTION")
    tree = ast.parse(source)
    found: list[Mutant] = []
    codes, labels = {ast.unparse(tree)}, set()
    for place, (_, _, _, node, _) in enumerate(_places(tree)):
        line = getattr(node, "lineno", None)
        if line is None or not any(begin < line < end for begin, end in regions):
            continue
        for replacement in _replacements(node):
            changed = copy.deepcopy(tree)
            parent, field, index, _, statement = _places(changed)[place]
            before = _headline(statement)
            if isinstance(node, ast.stmt):
                before = _headline(node)
            if index is None:
                setattr(parent, field, replacement)
            else:
                getattr(parent, field)[index] = replacement
            after = _headline(replacement if isinstance(node, ast.stmt) else statement)
            code = ast.unparse(ast.fix_missing_locations(changed))
            if code in codes:
                continue
            codes.add(code)
            label, number = f"{before} → {after}", 1
            while label in labels:
                number += 1
                label = f"{before} → {after} ({number})"
            labels.add(label)
            found.append(Mutant(label, code))
    return found + list(_of_functions(tree, regions))


def cast(value, kind: str):
    """Return a value, or the arrays of a tuple or list of values, as "whole numbers", in "float16" or as a "list".

    Raises
    ------
    TypeError if nothing changes by that: such a mutant would be the reference.
    """
    if isinstance(value, (tuple, list)):
        if kind != "list" and not any(isinstance(part, (float, np.floating, np.ndarray)) for part in value):
            raise TypeError("nothing to cast")
        if any(isinstance(part, np.ndarray) for part in value):
            return type(value)(cast(part, kind) if isinstance(part, np.ndarray) else part for part in value)
    if kind == "whole numbers" and isinstance(value, (float, np.floating)):
        return int(value)
    if isinstance(value, np.ndarray) and value.ndim:
        if kind == "list":
            return value.tolist()
        if value.dtype.kind == "f" and value.dtype != np.float32:
            return value.astype(int if kind == "whole numbers" else np.float16)
    raise TypeError("nothing to cast")


def spoil(value) -> None:
    """Change an array, list, set, dict or Keras model in place.

    Raises
    ------
    AttributeError for a value that cannot be changed: such a mutant would be the reference.
    """
    if isinstance(value, (np.ndarray, list)):
        value *= 0
    elif hasattr(value, "trainable_weights"):
        value.trainable = False
    else:
        value.clear()


def ignore(value, default):
    """Return ``default`` in the place of a number, a text or a truth value.

    Raises
    ------
    TypeError for anything else: such a mutant would be no slip, but nonsense.
    """
    if not isinstance(value, (int, float, str, np.number, type(None))):
        raise TypeError("no option")
    return default


def _of_functions(tree: ast.Module, regions: list[tuple[int, int]]) -> Iterator[Mutant]:
    """Yield the mutants of whole functions: an option ignored, an argument cut or changed, a result of another type."""
    helper = TOOLS
    for number, node in enumerate(ast.walk(tree)):
        if not isinstance(node, ast.FunctionDef):
            continue
        if not any(node.lineno < begin and end <= node.end_lineno + 1 for begin, end in regions):
            continue
        arguments = node.args
        names = [argument.arg for argument in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
        defaults = dict(zip(reversed(arguments.posonlyargs + arguments.args), reversed(arguments.defaults)))
        defaults |= {argument: value for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults) if value}
        known = {argument.arg: ast.unparse(value) for argument, value in defaults.items()}
        for name in [name for name in names if name != "self"]:
            default = known.get(name, "1")
            ignored = f"{name} = {helper}.ignore({name}, {default})"
            yield _with(tree, number, f"{node.name}: {name} is always {default}", before=ignored)
            whole = f"{name} = {helper}.cast({name}, 'whole numbers')"
            yield _with(tree, number, f"{node.name}: {name} is cut to whole numbers", before=whole)
            yield _with(tree, number, f"{node.name}: changes {name} in place", after=f"{helper}.spoil({name})")
        for kind in ("whole numbers", "float16", "list"):
            yield _with(
                tree, number, f"{node.name}: returns its result as {kind}", answer=f"{helper}.cast(_, '{kind}')"
            )


def _with(tree: ast.Module, number: int, label: str, *, before: str = "", after: str = "", answer: str = "") -> Mutant:
    """Return a mutant of one function: a statement at its beginning, one at its end, or another form of its answer."""
    changed = copy.deepcopy(tree)
    function = next(node for place, node in enumerate(ast.walk(changed)) if place == number)
    start = int(ast.get_docstring(function) is not None)
    if before:
        function.body.insert(start, ast.parse(before).body[0])
    if after:
        function.body[start:] = [ast.Try(function.body[start:], [], [], ast.parse(after).body)]
    for node in ast.walk(function) if answer else ():
        if isinstance(node, ast.Return) and node.value is not None:
            form = ast.parse(answer, mode="eval").body
            form.args[0] = node.value
            node.value = form
    # A plain import: what hides what it runs (`__import__`) is refused where a task forbids something.
    changed.body.insert(0, ast.parse(f"import tests.grader.mutate as {TOOLS}").body[0])
    return Mutant(label, ast.unparse(ast.fix_missing_locations(changed)))


def _places(tree: ast.AST) -> list[tuple]:
    """List every node but the root with its parent, field, index in a list (or None), and its innermost statement."""
    places = []

    def visit(parent, statement):
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST):
                    inner = node if isinstance(node, ast.stmt) else statement
                    places.append((parent, field, index, node, inner))
                    visit(node, inner)

    visit(tree, None)
    return places


def _headline(statement: ast.stmt) -> str:
    """Return a statement as one line, without the body of a compound one."""
    statement = copy.deepcopy(statement)
    for block in ("body", "orelse", "finalbody", "handlers"):
        if isinstance(getattr(statement, block, None), list):
            setattr(statement, block, [ast.Pass()] if block == "body" else [])
    text = " ".join(ast.unparse(ast.fix_missing_locations(statement)).split())
    return text.removesuffix(" pass") if text != "pass" else "(dropped)"


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that may stand in the place of one node."""
    new = copy.deepcopy
    match node:
        case ast.Expr(value=ast.Constant(value=str())):  # a docstring
            return
        case ast.Return(value=value) if value is not None:
            yield ast.Return(value=None)
            yield ast.Return(value=ast.UnaryOp(ast.USub(), new(value)))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.If(test=test, body=body, orelse=orelse):
            yield ast.If(ast.Constant(True), new(body), new(orelse))
            yield ast.If(ast.Constant(False), new(body), new(orelse))
            yield ast.If(ast.UnaryOp(ast.Not(), new(test)), new(body), new(orelse))
        case ast.While(body=body, orelse=orelse):
            yield ast.While(ast.Constant(False), new(body), new(orelse))
        case ast.AugAssign(target=target, op=op, value=value):
            for other in ARITHMETIC.get(type(op), []):
                yield ast.AugAssign(new(target), other(), new(value))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield new(body)
            yield new(orelse)
        case ast.BinOp(left=left, op=op, right=right):
            for other in ARITHMETIC.get(type(op), []):
                yield ast.BinOp(new(left), other(), new(right))
            if isinstance(op, (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)):
                yield ast.BinOp(new(right), op, new(left))
            yield new(left)
            yield new(right)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), new(values))
            for index in range(len(values)):
                rest = new(values[:index] + values[index + 1 :])
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
            yield new(operand)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for index, op in enumerate(ops):
                for other in COMPARISONS.get(type(op), []):
                    yield ast.Compare(new(left), [*ops[:index], other(), *ops[index + 1 :]], new(comparators))
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Constant(value=str() as value) if value in WORDS:
            yield ast.Constant(WORDS[value])
        case ast.Attribute(attr="size", ctx=ast.Load()):
            yield from map(ast.Constant, SIZES)
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(), ctx=ast.Load()):
            yield from map(ast.Constant, SIZES)
        case ast.Attribute(value=value, attr=attr, ctx=ctx):
            if attr in NAMES:
                yield ast.Attribute(new(value), NAMES[attr], ctx)
            if attr == "T":
                yield new(value)
        case ast.Name(id=("max" | "min") as name):
            yield ast.Name(NAMES[name], ast.Load())
        case ast.Subscript(value=value, slice=ast.Slice() as part, ctx=ast.Load()):
            for bound in ("lower", "upper", "step"):
                if getattr(part, bound) is not None:
                    fewer = new(part)
                    setattr(fewer, bound, None)
                    yield ast.Subscript(new(value), fewer, ast.Load())
        case ast.Call(func=func, args=args, keywords=keywords):
            name = getattr(func, "attr", getattr(func, "id", ""))
            if name == "len":
                yield from map(ast.Constant, SIZES)
            if name in MAKERS and not any(keyword.arg == "dtype" for keyword in keywords):
                yield ast.Call(new(func), new(args), [*new(keywords), ast.keyword("dtype", ast.Name("int"))])
            if len(args) >= 2 and name not in SYMMETRIC and not any(isinstance(arg, ast.Starred) for arg in args):
                yield ast.Call(new(func), [new(args[1]), new(args[0]), *new(args[2:])], new(keywords))
            for index in range(len(keywords)):
                yield ast.Call(new(func), new(args), new(keywords[:index] + keywords[index + 1 :]))
            if name == "range" and args:
                stop = 0 if len(args) == 1 else 1
                for op in (ast.Add(), ast.Sub()):
                    longer = new(args)
                    longer[stop] = ast.BinOp(longer[stop], op, ast.Constant(1))
                    yield ast.Call(new(func), longer, new(keywords))
            elif len(args) == 1 and not keywords and name not in TRANSPARENT and not isinstance(args[0], ast.Starred):
                yield new(args[0])
    if isinstance(node, SIMPLE):
        yield ast.Pass()
