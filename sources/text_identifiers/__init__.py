"""Identifiers in the words of messages: phones, cards, documents, wallets, addresses, accounts, codes."""
