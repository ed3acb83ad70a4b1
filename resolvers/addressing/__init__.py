"""Who speaks to whom: which earlier message a message answers, who answers to which name, who takes whose place."""
