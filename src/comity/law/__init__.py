"""What instrument carries a measure between two States on a day, and what it requires.

Law is packaged data and pure functions: no clock, no network, no records. Every answer carries its
source and its mark (V official text read, S secondary source, U unverified). It advises; a person
decides. What was not seen stays unknown and is never turned into no. This room refuses data that is
wrong anywhere, with the file and the place.
"""
