"""Officers of this node's authorities: who they are, and what they approve with their own keys.

A letter that needs approvals waits here, frozen, until enough persons have approved exactly its bytes.
What this room refuses: an approval by a person whom the directory does not vouch for, by the drafter,
or over other bytes. Approval keys never come near a node: `approve_cli` runs apart from it.
"""
