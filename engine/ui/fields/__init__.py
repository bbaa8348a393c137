"""One widget for one question of a form; a file per way of entering, found by its name.

Each keeps its value in the session under the key it is given; `engine.ui.filling.filling` reads it from there.
Nothing here checks an answer: a browser can be told anything, so `engine.policy.answers` does.
"""
