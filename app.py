"""The app: `python app.py`, or `bihuan run`."""

from engine.ui.server import app, main

__all__ = ["app"]

if __name__ == "__main__":
    main()
