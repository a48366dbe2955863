"""The answer where the tensors are: explain, show and assert_agrees, for notebooks, debuggers, tests and scripts."""
