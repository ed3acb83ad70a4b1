"""Parts of the reader of Jabber dumps: objects one after another, and their independent count."""
