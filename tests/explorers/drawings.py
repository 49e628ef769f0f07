"""What the tests of every explorer read in its drawing."""

import re
from xml.etree import ElementTree

from helpers.explorers.drawing import Drawing

NOT_FINITE = re.compile(r"(?<![a-z])[-+−]?(nan|inf)(?![a-z])", re.IGNORECASE)


def every_number_is_finite(drawing: Drawing) -> bool:
    """Whether no number of a drawing, written or in an attribute, is nan or infinite; base64 is no number."""
    for element in ElementTree.fromstring(drawing.svg()).iter():
        texts = [value for name, value in element.attrib.items() if not name.endswith("href")]
        if any(NOT_FINITE.search(text) for text in (*texts, element.text or "", element.tail or "")):
            return False
    return True
