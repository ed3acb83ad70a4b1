"""Parts of the reader of Telegram Desktop exports: walk through the file, messages, people, independent count."""
