"""What a page says when the store cannot be used: in words, with nothing of the fault in them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts.vault import KeyChanging, WrongKey
from engine.casework.ports import DamagedCase, KeyChanged, StoreBusy
from engine.errors import EngineError
from engine.ui import main

APP = "from engine.ui import main\nmain.main()"


@pytest.mark.parametrize(
    ("trouble", "zh", "en"),
    [
        (StoreBusy("no space left on device"), "系统正忙，没有保存", "busy and nothing was saved"),
        (WrongKey("sealed under key 12ab"), "密钥与数据不符", "not the one that the data is sealed under"),
        (KeyChanged("it was 12ab"), "用新密钥重新启动", "started it again with the new key"),
        (KeyChanging("12ab"), "正在更换", "is being changed now"),
        (DamagedCase("c1", 3), "第 3 条记录损坏", "Event 3 of this case is damaged"),
    ],
)
def test_trouble_is_told_in_the_language_of_the_session(
    monkeypatch: pytest.MonkeyPatch, trouble: EngineError, zh: str, en: str
) -> None:
    def fail() -> None:
        raise trouble

    monkeypatch.setattr(main, "_draw", fail)
    for lang, words in (("zh", zh), ("en", en)):
        at = AppTest.from_string(APP, default_timeout=300)
        at.session_state["lang"] = lang
        at.run()
        assert not at.exception
        (said,) = [e.value for e in at.error]
        assert words in said
        assert not [w for w in ("device", "12ab", "Traceback") if w in said]
