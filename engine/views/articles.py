"""An article of a source as people cite it.

Laws and the kinds of rules below them are divided into articles (条), and cited so: 第二十三条. Opinions, plans and
reports have headings and numbered points; those keep the mark that their own text gives them.
"""

from __future__ import annotations

import re

_ARTICLED = re.compile(r"(法|条例|规则|规定|办法)(（[^）]*）)*$")
"""How the Chinese title of a text that is divided into articles ends, apart from what stands in brackets."""
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_DIGITS = "零一二三四五六七八九"


def is_article(title: str, mark: str) -> bool:
    """Whether the mark is the number of an article of the text with this Chinese title.

    >>> is_article("信访工作条例", "23"), is_article("工作办法", "四(一)"), is_article("关于信访工作的意见", "3")
    (True, False, False)
    """
    return bool(_ARTICLED.search(title) and _NUMBER.fullmatch(mark))


def in_chinese(number: int) -> str:
    """A number under a thousand, as articles are numbered.

    >>> [in_chinese(n) for n in (4, 10, 14, 23, 30, 105, 110, 238)]
    ['四', '十', '十四', '二十三', '三十', '一百零五', '一百一十', '二百三十八']
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += _DIGITS[0]
    return words + (_DIGITS[ones] if ones else "")
