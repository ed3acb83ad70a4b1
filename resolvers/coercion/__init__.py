"""Signs that a person in a gang may be coerced: a reason to check and to protect, never a finding."""
