"""The public site: who does what, under which law, where to turn.

A process of its own with its own settings. It reads what is published: the law data and, where one is
configured, the members' public part of the directory. It has no path to a case, an exhibit or an officer
(a contract and a test say so), sets no cookie and needs no script.

``facts``, ``profiles``, ``map_questions``, ``guidance`` and ``atlas`` are pure; ``views`` are the doors.
"""
