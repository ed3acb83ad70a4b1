"""The published snapshot: what investigators and other programs may rely on (contract.md); it may only grow.

Order matters: a relation may be built from those before it. Every relation and column is commented in the database with
the meanings written here.
"""

from warehouse.schema.history import with_histories
from warehouse.schema.published.evidence import EVIDENCE
from warehouse.schema.published.gangs import GANGS
from warehouse.schema.published.identifiers import IDENTIFIERS
from warehouse.schema.published.judgements import JUDGEMENTS
from warehouse.schema.published.links import LINKS
from warehouse.schema.published.names import NAMES
from warehouse.schema.published.quality import QUALITY
from warehouse.schema.relation import Relation

# In building order: a relation may ask those before it.
PUBLISHED_RELATIONS: tuple[Relation, ...] = with_histories(
    (*EVIDENCE, *NAMES, *GANGS, *IDENTIFIERS, *JUDGEMENTS, *LINKS, *QUALITY)
)
