"""What every page shares: layout, forms, the door that asks who is signed in, times, static files.

Pages are plain: rendered by the server, no script, one sheet, nothing from elsewhere. Rooms with pages
use `doors`, `forms` and `worklist`; no rule of any room is in here.
"""
