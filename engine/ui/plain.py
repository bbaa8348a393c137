"""Text that people or rule files wrote, made safe to show.

Streamlit reads labels and most texts as Markdown, and loads remote pictures from it. So every such text
passes through here: `escape` for labels, `html_text` inside our own HTML. The options of lists that open
(select box, multiselect) are plain text and are given as they are.
"""

from __future__ import annotations

import html
import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&^=@/])")


def escape(text: str) -> str:
    """The text as Markdown that shows exactly its characters (directives and links included)."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "  \n")


def html_text(text: object) -> str:
    """The text inside HTML, quotes included."""
    return html.escape(str(text), quote=True)


def tag(name: str, text: object, *, css: str = "", **attributes: str) -> str:
    """One HTML element around escaped text: `tag("span", "逾期", css="late")`."""
    given = {"class": css, **attributes} if css else attributes
    inside = "".join(f' {k.rstrip("_").replace("_", "-")}="{html_text(v)}"' for k, v in given.items())
    return f"<{name}{inside}>{html_text(text)}</{name}>"
