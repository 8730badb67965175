"""The machine as numbers: read once a second with psutil, whoever looks."""
