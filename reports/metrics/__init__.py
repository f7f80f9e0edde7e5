"""What is counted, and how: one function a metric, whose docstring is the definition shown."""
