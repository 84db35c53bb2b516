"""The officers' door: signing in, the queue, approvals, notices; the pages of other rooms hang below it.

Every page but the sign-in asks for an officer. The desk decides nothing: it asks queries and actions.
"""
