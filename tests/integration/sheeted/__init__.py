"""Views and components that bring style sheets along."""
