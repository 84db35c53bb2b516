"""Measurements, always as a ratio to a reference run beside them in the same run. `make bench` runs all."""
