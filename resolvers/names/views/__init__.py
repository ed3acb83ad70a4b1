"""One module a view of a name; each declares VIEW and is found by resolvers.registry."""
