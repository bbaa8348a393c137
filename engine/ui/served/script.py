"""What Streamlit runs for every page and every click."""

from engine.ui.main import main

main()
