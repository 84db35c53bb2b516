"""Limits on what the double criminality test takes from outside."""

CASE_BYTES = 64 * 1024
"""The longest case line. A case with every element of the vocabulary has about 6 kB."""

CASES = 100_000
"""The most lines of a file of cases."""

CASES_BYTES = 256 * 1024 * 1024
"""The largest file of cases."""

FACTS = 1_000
"""The most entries of one list of facts. The vocabulary has about 270 names."""

QUANTITIES = 50
"""The most measured quantities of one case."""

QUANTITY = 1e18
"""The largest measured value."""

ID_CHARS = 200
"""The longest name of a case."""

ID_NUMBER = 10**ID_CHARS
"""Whole numbers below this, of either sign, may be the id of a case."""

PENALTY_MONTHS = 1_200
"""The highest penalty threshold that may be asked for, in months."""

QUESTION_ROUTES = 12
"""How many of the nearest provisions of each side are weighed for the smallest set of questions."""
