"""Marks of a state secret: what bears one may not be kept in this system (保守国家秘密法)."""

import re
import unicodedata

# 绝密, 机密 or 秘密 with its star, e.g. 机密★10年
_MARK = re.compile(r"(\u7edd|\u673a|\u79d8)\u5bc6\s*[\u2605\u2606\u2729\u272a\u2b50]")


def bears_secret_mark(text: str) -> bool:
    """Whether a text bears the mark of a state secret, e.g. 机密★10年."""
    return _MARK.search(unicodedata.normalize("NFKC", text)) is not None
