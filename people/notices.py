"""Kinds of notices of this app."""

from people.notice_kinds import notice_kind

TEST = notice_kind("test-notice", "A test that you asked for", may_mute=False, by_request=True)
