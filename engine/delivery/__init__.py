"""What leaves the judgement: notices in the app and mails about them, from the outbox alone.

The only room that opens a connection to a mail server. A mail says which case and where to read on,
never what is in it; it goes to persons of the directory who gave an address, and to nobody else.
"""
