"""What a film costs, beside what others cost: `python -m tests.benchmarks` runs all of it and draws the chart."""
