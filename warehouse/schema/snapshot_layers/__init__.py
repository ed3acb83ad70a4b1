"""The published relations, a file per layer; `warehouse.schema.published` puts them in building order."""
