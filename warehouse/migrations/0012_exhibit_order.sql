-- Which exhibit of a message counts no longer rests on who delivered first (resolvers/duplicates/exhibit_order.py).
drop view ledger.exhibit_order;
