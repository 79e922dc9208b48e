"""English words so common that beside other words they ask for nothing. Inside quotation marks they count."""

_WORDS = """
a about am an and any are as at be been being but by can could did do does doing for from had has have having
he her hers him his how i if in into is it its me my of on or our ours shall she should so than that the their
theirs them then there these they this those to too us was we were what when where which who whom whose why
will with would you your yours
"""

STOP_WORDS = frozenset(_WORDS.split())
