"""Questions and answers as spreadsheets, in the manner of the CAIQ.

`reading`, `columns` and `planning` know no database; `vendors.actions.answer_sheets` writes.
"""
