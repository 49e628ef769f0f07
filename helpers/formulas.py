"""Formulas in the pages that nbgrader makes: drawn by the browser itself, without a script and without the network."""

import latex2mathml.converter
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


class MathMLRenderer(IPythonRenderer):
    """Renders Markdown with each formula as MathML, which a browser draws by itself: no script, no network."""

    def inline_math(self, body):
        return self.mathml(body, "inline")

    def block_math(self, body):
        return self.mathml(body, "block")

    def latex_environment(self, name, body):
        return self.mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def mathml(self, latex, display):
        try:
            return latex2mathml.converter.convert(latex, display=display)
        except Exception:  # whatever a student wrote: latex2mathml raises many kinds, IndexError among them
            return f"<code>{self.escape_html(latex)}</code>"


@pass_context
def markdown2html(context, source):
    """Replace nbconvert's filter of this name, in feedback and in Formgrader: the same, with MathMLRenderer."""
    renderer = MathMLRenderer(escape=False, attachments=context.get("cell", {}).get("attachments", {}))
    return MarkdownWithMath(renderer=renderer).render(source)
