"""The forms of names on the wire, as regular expressions without anchors.

A name is compared byte for byte: what would look alike to a person and differ to a program is left out.
"""

STATE = "[A-Z]{2}"
AUTHORITY = "[A-Z]{2}(?:/[a-z0-9][a-z0-9-]{0,62}){1,2}"  # RO/contact-point, MA/provider/atlas-mail
NODE = "[a-z0-9][a-z0-9.-]{0,62}"
PERSON = "[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9-]{0,60}"  # a pseudonym: RO-102
CODE = "[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}"  # codes of lists, letter types, roles, capacities
FIELD = "[a-z][a-z0-9_]{0,63}(?:\\.[a-z0-9_]{1,64}){0,7}"  # a field of a body, or a path into it
HEX32 = "[0-9a-f]{32}"  # key ids and nonces
OBJECT = "[0-9a-f-]{36}"  # an exhibit's object in a vault
ENVELOPE = "[A-Za-z0-9][A-Za-z0-9._-]{7,99}"
LANGUAGE = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"  # BCP 47
MEDIA_TYPE = "[a-z0-9][a-z0-9!#$&^_.+-]{0,99}/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}"
