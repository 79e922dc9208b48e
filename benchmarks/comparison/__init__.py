"""kaiken beside other search engines: the same passages, the same questions, each through its public API.

DATA.jsonl --corpus--> N passages --peers--> an index an engine
                           \\-----questions--> classes of questions --timing--> Outcome --report--> Markdown
"""
