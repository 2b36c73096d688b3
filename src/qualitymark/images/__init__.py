"""Pictures: the only files of the package that open, compose and write them.

``formats`` names what is read and written, ``headers`` looks at a file before it is decoded, ``limits`` says
what is refused, ``exif`` turns metadata upright. ``reading`` makes a Cover, ``canvas`` puts the mark on it,
``vectors`` draws SVG, ``encoding`` and ``writing`` make the file. Each stands for itself, so that a further
format, colour management, animation or a JPEG path that copies untouched blocks comes as a file of its own.
"""
