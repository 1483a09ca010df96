"""How facts enter: the sole writer of what files say.

`reading` turns bytes into rows with line numbers, `formats` turns rows into facts, and
`applying` writes facts into the record store in one transaction. Nothing is guessed: what
cannot be understood is a problem with its file, line and column, and then nothing is
written at all.
"""
