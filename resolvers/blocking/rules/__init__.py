"""One module a blocking rule; each declares RULE and is found by resolvers.registry."""
