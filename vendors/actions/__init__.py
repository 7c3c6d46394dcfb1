"""Changes to criteria, candidates, scores, vendors, and what passes between us and a vendor."""
