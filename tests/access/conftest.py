"""The pages are drawn here as in the tests of the app: without a search for components."""

from tests.ui.conftest import no_search_for_components

__all__ = ["no_search_for_components"]
