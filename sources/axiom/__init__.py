"""Parts of the reader of Magnet AXIOM's XML: what artifacts and fragments mean, hits one by one, and their count."""
