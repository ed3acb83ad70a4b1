"""Acts of management and trade, read from messages."""
