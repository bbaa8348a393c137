"""A page that draws one form for AppTest; the test puts form and filling into the session first."""

import streamlit as st

from engine.ui.filling.forms import draw_form

st.session_state["fine"] = not draw_form(
    st.session_state["form"], st.session_state["filling"], st.session_state["shelf"],
    by=st.session_state.get("by"),
)  # fmt: skip
