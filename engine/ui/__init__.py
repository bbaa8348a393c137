"""The Streamlit app: draws what the views give, and hands what people enter to the office."""
