"""The query language: text -> lexemes -> nodes -> a tree of Whoosh's query objects.

    lexer.py      characters -> lexemes
    parser.py     lexemes -> nodes
    operands.py   words, phrases, prefixes and values of fields, by the analyser
    dates.py      dates and ranges of dates
    nodes.py      the nodes
    canonical.py  nodes -> the query in its plainest form
    tree.py       nodes -> the tree that engines read
    asked.py      a query together with filters
    errors.py     what is wrong, where, and what would work

Nothing here reads an index.
"""
