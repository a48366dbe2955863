"""The bytes of files that are not as a library writes them."""

import io
import json
import struct
import zipfile

import numpy as np
from numpy.lib import format as npy


def npy_header(shape, dtype="'<f8'", version=(1, 0)):
    header = f"{{'descr': {dtype}, 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return npy.magic(*version) + struct.pack("<H", len(header)) + header.encode("latin1")


def npy_of(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def zip_of(members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def safetensors_of(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data
