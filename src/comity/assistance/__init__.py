"""Requests for assistance between authorities: preserving data (M01) and formal requests (M03).

The state of a request is a function of the letters of its matter and the clock (`rules.state`); the
row in the database is a cache of that function. What this room refuses: a letter that the table
does not allow its writer, a request that lacks what its instrument asks for, a refusal on a ground
that the instrument does not know.
"""
