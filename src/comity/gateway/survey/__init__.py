"""The survey that corrects itself: proposals of anybody, confirmed by the State's own contact."""
