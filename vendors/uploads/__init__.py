"""Files from outside: what may come in, where it is kept, and who has looked at it.

Nothing here knows who may bring or fetch a file; `vendors.actions` and the views do.
"""
