"""Tables: the bytes of a file enter; two columns of numbers or dates leave, and what was taken for what."""
