"""Proving: whether a mark survives what a platform makes of the finished file.

``run.prove`` is the way in, ``promise.Promise`` what a template asks for, ``proof`` what comes out. The room knows the
finished file and the verdicts of layers, neither templates nor the pipeline. QR codes are read by zxing-cpp, an extra.
"""
