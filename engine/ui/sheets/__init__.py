"""The style sheet in three parts: Streamlit's own widgets, our pieces of pages, narrow screens and paper."""
