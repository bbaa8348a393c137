"""Files that people send, looked through by a scanner for malware that the operator runs beside the app.

The only room that opens a connection to one. It hands over content and nothing else: no name of a file, no case, no
person. What is done with the answer is for whoever asks.
"""
