"""Makes the barcode set of this folder without the library: zipfile, segno and Pillow.

    pip install segno pillow && python make.py
"""

import base64
import io
import random
import zipfile

import segno
from PIL import Image

LAYOUT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<BarcodeElement xmlns="http://barcodes.pdf.shep.nitec.kz/">'
    "<creationDate>{date}</creationDate><elementData>{data}</elementData>"
    "<elementNumber>{number}</elementNumber><elementsAmount>{amount}</elementsAmount>"
    "<FavorID>{favor}</FavorID></BarcodeElement>"
)


class Stream(io.RawIOBase):
    """An output that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += data
        return len(data)


def pack(name, document):
    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 12, 0, 0)), document, zipfile.ZIP_DEFLATED)
    return bytes(out.bytes)


def texts(archive, favor, size=650):
    pieces = [archive[at : at + size] for at in range(0, len(archive), size)]
    for number, piece in enumerate(pieces, 1):
        yield LAYOUT.format(
            date=f"2024-01-01T12:00:00.{number:03}+06:00",
            data=base64.b64encode(piece).decode(),
            number=number,
            amount=len(pieces),
            favor=favor,
        )


def draw(text, level="l"):
    out = io.BytesIO()
    segno.make(text, error=level, micro=False, boost_error=False).save(out, kind="png", scale=4, border=4)
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


random.seed(1)
words = "".join(f"<w>{random.getrandbits(40):010x}</w>" for _ in range(220))
document = f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{words}</response>'.encode()
with open("document.xml", "wb") as file:
    file.write(document)
for number, text in enumerate(texts(pack("one", document), "20240101120000"), 1):
    image = draw(text)
    if number == 1:
        image.save("part-1.png", optimize=True)
    else:
        image.convert("RGB").save(f"part-{number}.jpg", quality=40)
(single,) = texts(pack("person.xml", b"<person/>"), "20240101120001")
draw(single, "q").save("person.png", optimize=True)
