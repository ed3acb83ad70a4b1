"""Programs run in the environments of the peers: FILE SET CLUSTERS PAIRS; they import nothing of this project."""
