"""Resources that connect: training, exercises, events, good practices, standards, partnerships."""
