"""The published snapshot: what investigators and other programs may rely on (contract.md); it may only grow.

Order matters: a relation may be built from those before it. Every relation and column is commented in the database with
the meanings written here.
"""

from warehouse.schema.history import with_histories
from warehouse.schema.relation import Relation
from warehouse.schema.snapshot_layers.evidence import EVIDENCE
from warehouse.schema.snapshot_layers.gangs import GANGS
from warehouse.schema.snapshot_layers.identifiers import IDENTIFIERS
from warehouse.schema.snapshot_layers.judgements import JUDGEMENTS
from warehouse.schema.snapshot_layers.links import LINKS
from warehouse.schema.snapshot_layers.names import NAMES
from warehouse.schema.snapshot_layers.quality import QUALITY
from warehouse.schema.snapshot_layers.resolvers import RESOLVERS

# In building order: a relation may ask those before it.
PUBLISHED_RELATIONS: tuple[Relation, ...] = with_histories(
    (*EVIDENCE, *NAMES, *GANGS, *IDENTIFIERS, *JUDGEMENTS, *LINKS, *RESOLVERS, *QUALITY)
)
