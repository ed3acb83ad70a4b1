"""Evidence for and against a pair of references being one entity, in bits, with its sentence."""
