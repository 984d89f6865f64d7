"""The truth from several imperfect people, and what each is worth."""
