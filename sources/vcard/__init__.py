"""Contact cards (vCard): files parted into cards, cards into properties, properties into contacts."""
