"""Tables: the bytes of a file enter; columns of numbers, dates or classes leave, and what was taken for what."""
