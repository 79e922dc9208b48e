"""The columnar index: a segment is one immutable file of aligned arrays, mapped into memory.

    rows --SegmentBuilder--> (arrays, meta) --container.write--> SEGMENT.seg --Segment.open--> arrays
    segments, living rows --merge--> (arrays, meta)

`container` draws the file, `layout` the arrays in it; `segment` reads them.
"""
