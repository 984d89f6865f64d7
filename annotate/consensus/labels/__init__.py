"""Class answers: which label is true, from people who choose one a task. Start at `inference`."""
