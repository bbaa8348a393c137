"""One page of the app for AppTest; the test puts the page's name into the session first."""

from importlib import import_module
from inspect import signature

import streamlit as st

from engine.ui import main, page_run


def draw() -> None:
    run = page_run.begin()
    st.navigation(main._menu(run), position="hidden")
    page = import_module(f"engine.ui.pages.{st.session_state['page']}").draw
    page(*([run] if signature(page).parameters else []))


draw()
