"""The members of the network, from their published directory, where one is configured.

`sources` says where the directory is, `fetching` and `watching` bring it into a folder in a process of their own,
`keeping` is that folder, `reading` is what counts of it, `seen` is what a page sees at this moment.
"""
