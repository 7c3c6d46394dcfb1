"""Kinds of notices about questions to vendors, and of letters to vendors."""

from people.notice_kinds import notice_kind

VENDOR_ANSWERED = notice_kind("vendor-answered", "A vendor answered")
VENDOR_ASKED_BACK = notice_kind("vendor-asked-back", "A vendor asked back")
FILE_WITHDRAWN = notice_kind("vendor-file-withdrawn", "A vendor withdrew a file it had sent")
FILE_KEPT_AWAY = notice_kind(
    "vendor-file-kept-away", "A vendor's file was kept away", may_mute=False
)
# Kinds of letters, in words that administrators read.
INVITATION = "Invitation to a vendor"
SIGN_IN_LINK = "Sign-in link of a vendor"
QUESTIONS = "Questions to a vendor"
REPLY = "Reply to a vendor"
OWN_FILE_KEPT_AWAY = "A vendor's own file kept away"
