"""The doors of the survey: what was proposed, the forms, one proposal, the questionnaires, their results."""
