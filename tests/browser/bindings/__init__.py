"""Every binding of the reference on one page, and what somebody does with each."""
