"""Roles: which there are, what titles mean, and the signals that tell who has one."""
