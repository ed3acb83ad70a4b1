"""Pure functions that say which references are one entity, in which gang, in which role, under whom."""
