"""Acts that no pattern reads, by a small linear model over the form of a message and of its neighbours."""
