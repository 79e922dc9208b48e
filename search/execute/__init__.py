"""Execution: a tree of Whoosh's query objects in, passages with scores, facet counts and highlights out.

    engine.py     what every engine does: the seam
    stock.py      the engine over Whoosh's own segments
    evaluate.py   a tree -> passages with scores
    highlight.py  a tree over one passage -> ranges of its text
    evidence.py   what a few passages hold of the words of a query; inspection.py: the same from columns
    spans.py      parts of a tree over one passage -> where they stand
    proximity.py  words near each other: two classes of query, and their meaning
    words.py      queries that stand for several terms -> those terms
    phrases.py    positions of words -> where a phrase stands
    postings.py   what is read of a segment's terms
    columns.py    values of facets, dates and reading order
    scoring.py    the formula of a score

The engine over columnar segments answers the same, with arrays instead of one passage after the other:

    vector.py     the engine: one window of one order out of what each segment gives
    plan.py       a tree -> the node that runs it in a segment
    nodes.py      a word, a constant, a range of dates, Not, AndMaybe
    boolean.py    And and Or; maxscore.py: the best few rows of an Or; topk.py: the best of many scores
    terms.py      postings of a word, decoded when asked for and kept while hot (cache.py)
    phrase.py     phrases and nearness as rows with scores; sequences.py: where words stand in a row
    expansion.py  Prefix, Wildcard, FuzzyTerm -> terms -> rows
    values.py     conditions on columns and on the words of their values
    facets.py     counts of values; order.py: newest and oldest first, and orders across segments
    marking.py    what a tree marks in some passages
    collection.py the segments of a snapshot, with the statistics that scores depend on
    arrays.py     the arrays that pass between all of these

Nothing here knows the query language.
"""
