"""Parts of the reader of CASE/UCO documents: spellings, nodes, accounts, messages, custody."""
