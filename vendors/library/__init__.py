"""The library of criteria: what is shipped with Joinery, and what a use case brings up."""
