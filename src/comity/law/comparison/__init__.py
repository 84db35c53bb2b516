"""Comparing the laws of States by kind of conduct: two side by side, and every pair as a matrix."""

from comity.law.comparison.compare import Comparison, compare
from comity.law.comparison.matrix import Matrix, matrix

__all__ = ["Comparison", "Matrix", "compare", "matrix"]
