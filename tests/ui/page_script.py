"""One page of the app for AppTest; the test puts the page's name into the session first."""

from importlib import import_module

import streamlit as st

from engine.ui import address, main
from engine.ui.identity import me

menu = main._menu(me())
st.navigation(menu, position="hidden")
address.keep_pages(p for group in menu.values() for p in group)
import_module(f"engine.ui.pages.{st.session_state['page']}").draw()
