"""What can go wrong while a seizure is read; every message is one sentence that names file, place and what to do."""


class SourceError(Exception):
    """Base of all errors that readers raise."""


class UnreadableExhibit(SourceError, ValueError):
    """The file looks like a known format but isn't sound; the exhibit is kept with status `rejected`."""


class UndecodableText(UnreadableExhibit):
    """The bytes are in none of the encodings that are tried (strictly, in a fixed order)."""


class ManifestUnreadable(SourceError, ValueError):
    """A hash list could not be understood."""


class SeizureSheetUnreadable(SourceError, ValueError):
    """A seizure.toml or a custody file could not be understood."""


class SeizureRefused(SourceError, ValueError):
    """A seizure can't be taken in as it was asked for; nothing was recorded."""
