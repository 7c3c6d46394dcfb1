"""Template words for sessions."""

from django import template

from governance.sessions import words

register = template.Library()
register.filter("moment", words.moment_in_words)
register.filter("side", words.side_in_a_sentence)
register.filter("session_state", words.state_in_words)
register.filter("readers_clock", words.on_the_readers_clock)
register.filter("series_clock", words.on_the_series_clock)
