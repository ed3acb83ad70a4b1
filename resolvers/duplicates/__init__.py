"""Which messages are one message seen from several exhibits, and which hold other people's words."""
