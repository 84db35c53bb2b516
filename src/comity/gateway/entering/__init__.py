"""Members enter resources through the form of the survey; whoever reviews accepts them, and they are published."""
