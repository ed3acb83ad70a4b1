"""The frames of seam two, a file per layer; `warehouse.schema.frames` names them all."""
