"""The officers' pages about requests for assistance: drafting, and following one. They decide nothing."""
