"""Tables as offices write them: cells, sheets, headings, and the rows of people and accounts in them."""
