"""The script that Streamlit runs, alone in its folder: beside a folder `pages` Streamlit would take that for
its own kind of pages, and tell the first visitor of a deep link that there is no such page."""
