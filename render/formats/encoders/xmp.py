"""Title, description and stamp enter, an XMP packet leaves, and the stamp is read from it again.

The properties are those of ISO 16684-1 (dc), of IPTC's photo metadata 2021.1 (alt text) and of Exif for XMP.
"""

from xml.etree import ElementTree
from xml.sax.saxutils import escape

from render.formats import Reel

EXIF = "http://ns.adobe.com/exif/1.0/"
PACKET = """<?xpacket begin="\N{BYTE ORDER MARK}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="{exif}"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
<dc:title>{title}</dc:title>
<dc:description>{alt}</dc:description>
<Iptc4xmpCore:AltTextAccessibility>{alt}</Iptc4xmpCore:AltTextAccessibility>
<exif:UserComment>{stamp}</exif:UserComment>
</rdf:Description></rdf:RDF></x:xmpmeta>
"""
TEXT = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'


def packet(reel: Reel, end: bytes) -> bytes:
    """Return what the film is called, shows and was made from, as XMP with this `end`, of an even length."""
    told = {"title": reel.title, "alt": reel.description.alt, "stamp": reel.stamp}
    begun = PACKET.format(exif=EXIF, **{key: TEXT.format(escape(text)) for key, text in told.items()}).encode()
    return begun + b"\n" * ((len(begun) + len(end)) % 2) + end


def comment(xmp: bytes) -> str | None:
    """Return the comment in the packet `xmp`, or None."""
    try:
        found = ElementTree.fromstring(xmp).find(f".//{{{EXIF}}}UserComment")
    except ElementTree.ParseError:
        return None
    return None if found is None else "".join(found.itertext())
