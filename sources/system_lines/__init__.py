"""The sentences that chat programs write themselves (joined, removed, renamed), as data, and their reader."""
