"""Which arrays a segment has, and which field of the schema is kept in which of them.

A segment holds N rows (passages) in the order of the sort `newest`: date descending, rows without a date
last, then document ascending, then ordinal ascending. Neighbouring rows whose document-level values are all
equal are a group; there are G groups. Columns of integers have the smallest unsigned type that holds them:
readers look at the type.

    group          u?[N]      group of a row
    group.first    u32[G+1]   first row of each group, then N
    date           i64[G]     YYYYMMDDHHMM or NO_DATE
    ordinal        u32[N]     place in the document
    num.start .end u?[N]      where the passage stands in the source
    body.blob .off            texts, UTF-8, each compressed as `texts` says; .off u32 or u64[N+1]
    body.dict      u8[]       the dictionary that they are compressed with, empty for none
    extra.blob .off           b"" or a JSON object of the row's rare stored values

    col.NAME       u?[N or G] value of the row or group: 0 for none, v for sorted distinct value number v - 1
    col.NAME.blob .off        these values, UTF-8, ascending bytewise
    val.F  .blob .off         the same for values that are only searched by their words; where a column holds
                              the same values, only col.F is there
    meta["columns"], meta["values"]   {NAME: "row" or "group"}

A token index F has V texts: of "text" the rows' (V=N), of every other analysed field its distinct values.
Its E terms are in bytewise order. Where words are kept both as printed and as stems ("text"), there are S
stems, and postings are of them; elsewhere the posting terms are the terms themselves, and S = E. A slot is a
place in the forward stream.

    F.terms.blob .off .key    the terms; .key u64[E] as in `dictionary`
    F.stems.blob .off .key    the stems
    F.stem_of     u32[E]      stem of a term
    F.rank        u32[E]      0 for the most frequent term, ties by term
    F.by_rank     u32[E]      its inverse
    F.fwd         u16[T]      forward stream: ranks; RARE: see F.rare; PAD before the first text, after every
                              text, and VALUE_GAP of them between two names of one value
    F.rare.at     u?[R]       ascending slots of RARE
    F.rare.rank   u32[R]      the ranks there
    F.base        u32/64[V+1] slot of each text's first token; text i ends before slot base[i+1] - 1
    F.step        u8[T]       ("text") characters between the token before, or the text's begin, and this one
                              << 5 | length in characters; GAP_FAR or LENGTH_FAR: see F.far; 0 at a PAD
    F.far.at      u?[]        ascending slots with one of these
    F.far.gap .len  u32[]     their true gaps and lengths
    F.lenb        u8[V]       number of tokens as `whoosh.util.numeric.length_to_byte` keeps it
    F.ptr         u32/64[S+1] postings of posting term s are ptr[s] to ptr[s+1]
    F.docs        u16[P]      text number modulo BLOCK, ascending in a term
    F.run.ptr     u?[S+1]     (V > BLOCK) runs of term s are run.ptr[s] to run.ptr[s+1], each of postings with
    F.run.block   u16/32[]    the same text number // BLOCK
    F.run.len     u32[]       how many
    F.code        u16[P]      min(tf, 255) << 8 | lenb
    F.big.at .tf              ascending postings with tf > 255, and their tf
    F.pptr        u32/64[S+1] positions of posting term s are pptr[s] to pptr[s+1]
    F.pos         u16/32[C]   position in its text, in the order of term, text, position
    F.exact_df    u32[E]      ("text") texts with the term
    F.exact_cf    u32[E]      ("text") how often it occurs
    F.champ.of    i32[S]      -1 or c: champions of s are champ.at[champ.ptr[c]:champ.ptr[c+1]]
    F.champ.ptr   u32[H+1]
    F.champ.at    u32[]       ascending postings, counted from ptr[s]: see `champions`
    meta["length"]            {F: tokens of all its texts}
"""

from __future__ import annotations

from index_store.schema import NAME_FIELDS

BLOCK = 1 << 16
"""Texts of a block: what 16 bits of a posting can tell apart."""

PAD = 65535
RARE = 65534
GAP_FAR = 7
LENGTH_FAR = 31

GROUP_COLUMNS = (
    *("document", "title", "event", "place", "issuer"),
    *("language", "year", "path", "sha256", "date_text"),
)
"""Exact values of a document."""

ROW_COLUMNS = ("speaker", "role", "outlet", "kind", "section", "how", "acronyms")
"""Exact values of a passage."""

COLUMNS = GROUP_COLUMNS + ROW_COLUMNS

TEXT = "text"

STEMMED_VALUES = ("title", "section")
"""Values that are searched by the stems of their words; they are columns, too."""

WORD_VALUES = NAME_FIELDS
"""Values that are searched by their words; several names in one stand VALUE_GAP apart."""

VALUE_FIELDS = STEMMED_VALUES + WORD_VALUES

GROUP_VALUES = frozenset({"title", "place_name", "issuer_name"})
"""Those of the analysed values that belong to a document."""

NUMBERS = ("start", "end")
JSON_FIELDS = ("answers_to", "quotes")

MISSING = "missing"
"""Where an extra lists those of "text" and NUMBERS that a row came without."""
