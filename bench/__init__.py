"""The benchmarks: each figure a ratio to a reference measured in the same run."""
