"""The seeded generator of gangs and their seizures, in real file formats, with the answer key."""
