"""The columnar index: segments of memory-mapped arrays, and what makes and reads them."""
