"""The state of a view or component as bytes, and back: what another process goes on with.

schema ─ what of a class is kept, by its annotations
types ─ kinds, containers, objects, drafts        how values of a type become plain data, and again values
encoding                                          an instance's state to bytes, and back
"""
