"""The query language: text -> lexemes -> nodes -> a tree of Whoosh's query objects.

    lexer.py      characters -> lexemes
    parser.py     lexemes -> nodes
    conditions.py lexemes of a field -> its condition
    operands.py   words, phrases, prefixes and values of fields, by the analyser
    dates.py      dates and ranges of dates
    nodes.py      the nodes
    canonical.py  nodes -> the query in its plainest form
    variants.py   words -> what a reader would call the same, written otherwise
    synonyms.py   groups of names for one thing
    tree.py       nodes -> the tree that engines read
    asked.py      a query together with filters
    errors.py     what is wrong, where, and what would work

Nothing here reads an index; `variants` asks a lexicon that is given to it.
"""
