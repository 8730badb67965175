"""The example app: a live dashboard of this machine, and the three screens that frameworks are measured by."""
