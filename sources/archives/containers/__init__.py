"""One file per container; each declares CONTAINER, and no list is edited by hand."""
