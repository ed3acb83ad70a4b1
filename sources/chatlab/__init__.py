"""ChatLab, an interchange of chats of many apps: what its two containers share."""
