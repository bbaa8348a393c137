"""For tests of pages: none of ours is an installed component, so nothing looks for them on every draw."""

from __future__ import annotations

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager


@pytest.fixture(autouse=True)
def no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit would read the metadata of every installed package for each new page: most of the time."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)
