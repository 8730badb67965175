"""What users subclass: views and components, their state, events, timers and templates."""
