"""Execution: a tree of Whoosh's query objects in, passages with scores, facet counts and highlights out.

    engine.py     what every engine does: the seam
    stock.py      the engine over Whoosh's own segments
    evaluate.py   a tree -> passages with scores
    highlight.py  a tree over one passage -> ranges of its text
    spans.py      parts of a tree over one passage -> where they stand
    proximity.py  words near each other: two classes of query, and their meaning
    words.py      queries that stand for several terms -> those terms
    phrases.py    positions of words -> where a phrase stands
    postings.py   what is read of a segment's terms
    columns.py    values of facets, dates and reading order
    scoring.py    the formula of a score

Nothing here knows the query language.
"""
