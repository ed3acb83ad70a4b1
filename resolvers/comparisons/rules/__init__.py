"""One module a comparison; each declares COMPARISON and is found by resolvers.registry."""
