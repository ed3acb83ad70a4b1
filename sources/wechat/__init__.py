"""What the readers of WeChat tool exports share: kinds of messages, people and conversations, writing of records."""
