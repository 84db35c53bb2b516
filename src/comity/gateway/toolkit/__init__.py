"""The self-assessment of a national programme: questions with levels, a picture, next steps. Nothing is kept."""
