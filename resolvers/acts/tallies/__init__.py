"""Figures of work: words of what a lure team counts, one file a language, and the form that figures take."""
