"""Files of systems: tables by a mapping and Backstage's catalog-info.yaml, in and out.

`entries`, `tables`, `backstage` and `planning` know no database; the actions write.
"""
