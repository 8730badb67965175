"""The kit, piece by piece: one page for each of its folders."""
