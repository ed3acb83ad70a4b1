"""Dens: places where people of gangs sit, as talk, room titles and shared logins tell."""
