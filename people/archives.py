"""What a zip archive that is damaged, or locked with a password, raises when it is read."""

import lzma
import struct
import zipfile
import zlib

# zipfile hands on what its readers of packed bytes, of names and of places raise.
DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
