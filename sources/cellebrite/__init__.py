"""Parts of the reader of Cellebrite reports: models, identifiers, people, chats, everything beside the chats."""
