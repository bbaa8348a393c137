"""Rule sets side by side in the app: what is chosen, what is kept of the work, and how each view looks."""
