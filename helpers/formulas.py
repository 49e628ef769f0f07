"""The text in the pages that nbgrader makes: formulas that the browser draws itself, and nothing that runs.

In Formgrader an instructor opens what students wrote. A script in it would have all rights of the instructor's server:
the gradebook, and a terminal. So what is not known to be harmless is shown as text.
"""

import re

import bleach
import latex2mathml.converter
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

WORD = re.compile(r"\w+")
TAGS = set(bleach.ALLOWED_TAGS) | set(
    WORD.findall(
        "p div span pre br hr h1 h2 h3 h4 h5 h6 table caption thead tbody tr th td img details summary sub sup s del "
        "kbd u math mrow mi mo mn ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable "
        "mtr mtd mpadded mphantom mstyle menclose mmultiscripts mprescripts"
    )
)
# No id and no name: Formgrader's own script finds its fields by them.
ATTRIBUTES = set(
    WORD.findall(
        "style title alt width height colspan rowspan align open start display xmlns mathvariant mathcolor stretchy "
        "fence separator form lspace rspace linethickness accent accentunder columnalign rowspacing columnspacing "
        "columnlines rowlines notation minsize maxsize movablelimits largeop symmetric scriptlevel displaystyle depth "
        "voffset"
    )
)
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,")
CODE = re.compile(r"highlight( hl-\w+)?|[a-z]{1,2}[a-z0-9]?|language-\w+")  # classes that colour code
STYLES = CSSSanitizer(allowed_css_properties=[*ALLOWED_CSS_PROPERTIES, "padding", "margin", "border", "opacity"])


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
    """Replace nbconvert's filter of this name, in feedback and in Formgrader: with MathMLRenderer and `clean_html`."""
    renderer = MathMLRenderer(escape=False, attachments=context.get("cell", {}).get("attachments", {}))
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


def clean_html(element: str | bytes) -> str:
    """Replace nbconvert's filter of this name: it knows no formulas and no picture. What may not run becomes text."""
    text = element.decode() if isinstance(element, bytes) else str(element)
    return bleach.clean(text, TAGS, _is_harmless, protocols=[*bleach.ALLOWED_PROTOCOLS, "data"], css_sanitizer=STYLES)


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    if name == "src":
        return tag == "img" and PICTURE.match(value) is not None
    return name in ATTRIBUTES or (name == "class" and CODE.fullmatch(value) is not None)
