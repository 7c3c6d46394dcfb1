"""Event kinds of questions to vendors, beside those in `events`. Words of remarks are erasable."""

from audit.kinds import event_kind

ASKED_BACK = event_kind(
    "vendor_question.asked_back", "Vendor asked back", "asked back about “{question}”"
)
REPLIED = event_kind(
    "vendor_question.replied", "Reply to a vendor", "replied to {candidate} on “{question}”"
)
ASKED_AGAIN = event_kind(
    "vendor_question.asked_again",
    "Vendor asked again",
    "asked {candidate} again for “{question}”",
)
SHEET_BROUGHT = event_kind(
    "answer_sheet.brought",
    "Answer sheet brought",
    "brought {file_name} with answers for {candidate}",
    is_detail=True,
)
SHEET_LET_GO = event_kind(
    "answer_sheet.let_go",
    "Answer sheet let go",
    "brought newer answers for {candidate}, so {file_name}, which nobody took, is kept no more",
    is_detail=True,
)
SHEET_COLUMNS_CHOSEN = event_kind(
    "answer_sheet.columns_chosen",
    "Columns of an answer sheet chosen",
    "said which columns of {file_name} hold what: {columns}",
    is_detail=True,
)
SHEET_TAKEN = event_kind(
    "answer_sheet.taken",
    "Answer sheet taken",
    "took {taken} answers for {candidate} from {file_name}; {left_out} rows left out",
)
