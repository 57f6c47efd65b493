# SPDX-License-Identifier: Apache-2.0
"""One document for each kind of rule that the PDF/A gate knows: like a good
one, but for the one thing that its name says."""
import re
import struct

import samples as s
from pdf import stream

FORM = "/Type /XObject /Subtype /Form /BBox [0 0 100 50]"
IMAGE = ("/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 "
         "/ColorSpace /DeviceGray")


def rule(name, clause, change=None, part=2, verdict="not_pdfa", after=None, level="B",
         claim=True, **kw):
    """A document of a part; change(doc) before it is written, after(bytes)
    when it is."""
    def build():
        d = s.Doc(part, level=level, seed=name, **kw)
        if change:
            change(d)
        data = d.build()
        return after(data) if after else data
    title = name.replace("-", " ")
    return s.Sample("rule-%s.pdf" % name, build, verdict,
                    "%d%s" % (part, level.lower()) if claim else "-", 1, title, clause)


def swap(old, new, n=1):
    """Change octets of the file without moving any."""
    def change(data):
        a, b = old.encode("latin-1"), new.encode("latin-1")
        assert len(a) == len(b) and data.count(a) >= n, (old, data.count(a))
        return data.replace(a, b)
    return change


def catalog(text):
    def change(d):
        d.catalog += " " + text
    return change


def page(text):
    def change(d):
        for k in d.kids:
            d.p.put(k, d.p.objects[k - 1][:-3] + b" " + text(d).encode() + b" >>")
    return change


def annotation(text, ap=True):
    """An annotation on the page; its appearance is an empty form."""
    def change(d):
        form = d.p.add(stream(b"", FORM))
        a = d.p.add("<< /Type /Annot /Rect [10 10 110 60] %s%s >>" % (
            text, " /AP << /N %d 0 R >>" % form if ap else ""))
        page(lambda _: "/Annots [%d 0 R]" % a)(d)
    return change


def used(kind, operator, make):
    """Add a resource under the name /X0 and an operator that uses it."""
    def change(d):
        n = make(d)
        k = d.kids[0]
        body = d.p.objects[k - 1]
        c = d.p.add(stream(("q /X0 %s Q\n" % operator).encode()))
        font = b"/Font << /F1 %d 0 R >>" % d.f1
        assert font in body
        body = body.replace(font, font + (" /%s << /X0 %d 0 R >>" % (kind, n)).encode())
        d.p.put(k, re.sub(rb"/Contents \[?([\d R]+)\]?", rb"/Contents [\1 %d 0 R]" % c, body))
    return change


def xobject(data, keys, pack=False):
    return used("XObject", "Do", lambda d: d.p.add(stream(data, keys, pack)))


def state(text):
    return used("ExtGState", "gs", lambda d: d.p.add("<< /Type /ExtGState %s >>" % text))


def paint(space):
    """Fill a square in a colour space."""
    def change(d):
        used("ColorSpace", "cs 0 0 9 9 re f", lambda x: x.p.add(space(x)))(d)
    return change


TINT = "<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [0 0 0] /C1 [1 0 1] >>"


def tint(function):
    return "[/Separation /Mine /DeviceRGB %s]" % function


def picture(space):
    return xobject(b"\0\0\0\0", IMAGE.replace("/DeviceGray", space))


def xmp(old, new):
    def change(text):
        assert old in text, old
        return text.replace(old, new)
    return change


def lzw(d):
    return d.p.add(b"<< " + FORM.encode() + b" /Filter /LZWDecode /Length 3 >>\nstream\n"
                   b"\x80\x00\x40\nendstream")


def no_intent(d):
    at = d.catalog.index(" /OutputIntents")
    d.catalog = d.catalog[:at] + d.catalog[d.catalog.index("]", at) + 1:]


def font(old, new):
    """Change the objects that make up the document's font."""
    def change(d):
        hits = 0
        for i, o in enumerate(d.p.objects):
            if old.encode() in o:
                d.p.objects[i], hits = o.replace(old.encode(), new.encode()), hits + 1
        assert hits, old
    return change


def not_embedded(d):
    font("/FontFile2", "/FontFileX")(d)


def refilled(key, data):
    """Other data for the stream that a font's dictionaries name by a key."""
    def change(d):
        n = next(m for m in (re.search(key.encode() + rb" (\d+) 0 R", o) for o in d.p.objects) if m)
        d.p.put(int(n.group(1)), stream(data))
    return change


def cid_map(glyph):
    """The map from identifiers to glyphs as a stream."""
    def change(d):
        n = d.p.add(stream(b"".join(struct.pack(">H", glyph(i)) for i in range(512))))
        font("/CIDToGIDMap /Identity", "/CIDToGIDMap %d 0 R" % n)(d)
    return change


def drawn(text, show="%s", meaning="0061"):
    """Show text in a font whose one glyph, a, is drawn; b is named, but has no width."""
    def make(d):
        unicode = d.p.add(stream(("begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
                                  "1 beginbfchar <61> <%s> endbfchar endcmap" % meaning).encode()))
        square = d.p.add(stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f"))
        return d.p.add("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /Resources << >> "
                       "/FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /square %d 0 R >> "
                       "/Encoding << /Type /Encoding /Differences [97 /square /square] >> "
                       "/FirstChar 97 /LastChar 97 /Widths [1000] /ToUnicode %d 0 R >>" % (
                           square, unicode))
    return lambda d: page_font(d, make(d), show % ("BT /X0 9 Tf (%s) Tj ET\n" % text))


def page_font(d, n, content):
    """Add a font under the name /X0 and content that uses it."""
    k = d.kids[0]
    c = d.p.add(stream(content.encode()))
    body = d.p.objects[k - 1].replace(b"/Font <<", b"/Font << /X0 %d 0 R" % n)
    old = b"/Contents %d 0 R" % (k - 1)
    assert old in body, body
    d.p.put(k, body.replace(old, b"/Contents [%d 0 R %d 0 R]" % (k - 1, c)))


def to_one(*characters):
    """A cmap of format 4 that leads characters to the first glyph."""
    ends = list(characters) + [0xFFFF]
    n = len(ends)
    return struct.pack(">7H", 4, 16 + 8 * n, 0, 2 * n, 2, 0, 0) + struct.pack(
        ">%dH" % (4 * n + 1), *ends, 0, *ends, *[1 - c & 0xFFFF for c in characters], 1, *[0] * n)


MAC = struct.pack(">HHH", 0, 262, 0) + bytes(1 if i == 65 else 0 for i in range(256))


def truetype(code, encoding="/Encoding /WinAnsiEncoding", show="%s", kind="/TrueType /BaseFont /Mine",
             widths=True, tables=((1, 0, MAC), (3, 1, to_one()))):
    """Show a code in a TrueType font of one glyph, A; its cmaps as tables say, if none else then
    one for Mac that knows A and one for Unicode that knows nothing."""
    def change(d):
        cmap, data = struct.pack(">HH", 0, len(tables)), b""
        for platform, number, table in tables:
            cmap += struct.pack(">HHI", platform, number, 4 + 8 * len(tables) + len(data))
            data += table
        file, _, w = s.FONT.subset("A", cmap=cmap + data)
        data = d.p.add(stream(file, "/Length1 %d" % len(file)))
        desc = d.p.add("<< /Type /FontDescriptor /FontName /Mine /Flags 32 /FontBBox [0 0 1 1] "
                       "/ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 "
                       "/FontFile2 %d 0 R >>" % data)
        page_font(d, d.p.add("<< /Type /Font /Subtype %s %s %s /FontDescriptor %d 0 R >>" % (
            kind, "/FirstChar 65 /LastChar 66 /Widths [%d %d]" % (w[1], w[0]) if widths else "",
            encoding, desc)), show % ("BT /X0 9 Tf (%s) Tj ET\n" % code))
    return change


CMAP = """begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 begincidrange <0000> <FFFF> 0 endcidrange %s endcmap"""
SYSTEM = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"


def cmap(info=SYSTEM, more="", use=None):
    """A character map in the file; use(doc) names the one that it is built on."""
    def change(d):
        keys = "/Type /CMap /CMapName /Mine " + info + (" /UseCMap " + use(d) if use else "")
        n = d.p.add(stream((CMAP % more).encode(), keys))
        font("/Encoding /Identity-H", "/Encoding %d 0 R" % n)(d)
    return change


def structure(kind, more="", roles=""):
    """A structure of one element."""
    def change(d):
        root = d.p.add()
        one = d.p.add("<< /Type /StructElem /S /%s /P %d 0 R %s>>" % (kind, root, more))
        d.p.put(root, "<< /Type /StructTreeRoot /K %d 0 R /RoleMap << %s >> >>" % (one, roles))
        d.catalog += " /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R" % root
    return change


def both(*changes):
    return lambda d: [c(d) for c in changes] and None


PRIVATE = {"meaning": "E000"}


def attached(extra, part):
    return lambda: s.attachment(part, extra)


def outline(d):
    root = d.p.add()
    item = d.p.add("<< /Title (x) /Parent %d 0 R /A << /S /Launch /F (x.exe) >> >>" % root)
    d.p.put(root, "<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count 1 >>" % (item, item))
    d.catalog += " /Outlines %d 0 R" % root


def deep_outline(d):
    """An action below more levels than anybody reads."""
    item = d.p.add("<< /Title (x) /A << /S /Hide /T (x) >> >>")
    for _ in range(60):
        item = d.p.add("<< /Title (x) /First %d 0 R >>" % item)
    d.catalog += " /Outlines << /First %d 0 R >>" % item


def endless_outline(d):
    """An item that follows itself, with an action that does so as well."""
    act = d.p.add()
    d.p.put(act, "<< /S /Named /N /NextPage /Next %d 0 R >>" % act)
    item = d.p.add()
    d.p.put(item, "<< /Title (x) /A %d 0 R /Next %d 0 R >>" % (act, item))
    d.catalog += " /Outlines << /First %d 0 R >>" % item


def layer(config):
    def change(d):
        g = d.p.add("<< /Type /OCG /Name (Ebene) >>")
        d.catalog += " /OCProperties << /OCGs [%d 0 R] /D << %s >> >>" % (g, config % {"g": g})
    return change


def layers(name, other):
    """Two configurations of layers; names in hexadecimal digits."""
    return catalog("/OCProperties << /OCGs [] /D << /Name <%s> >> /Configs [<< /Name <%s> >>] >>" % (
        name, other))


def filtered(d):
    data = d.p.objects[d.meta - 1].split(b"stream\n")[1][:-len(b"\nendstream")]
    d.p.put(d.meta, stream(data, "/Type /Metadata /Subtype /XML"))


def box(kind, data):
    return struct.pack(">I4s", 8 + len(data), kind) + data


def jpeg2000(channels, colour, bits=7):
    """A picture of two by two in JPEG 2000: its boxes, no codestream."""
    header = box(b"ihdr", struct.pack(">IIHBBBB", 2, 2, channels, bits, 7, 0, 0))
    data = (box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
            + box(b"jp2h", header + b"".join(box(b"colr", c) for c in colour))
            + box(b"jp2c", b"\xff\x4f\xff\xd9"))
    return xobject(data, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /Filter /JPXDecode")


SRGB, CIEJAB, CMYK = (b"\1\0\0\0\0\0" + n for n in (b"\x10", b"\x13", b"\x0c"))
INLINE = "q BI /W 1 /H 1 %s ID 0> EI Q\n"

def page_metadata(old, new):
    """Metadata of the page, like the document's but for one thing."""
    def change(d):
        text = (s.XMP % ("2", "B", "x", s.STAMP, s.STAMP)).replace(old, new)
        n = d.p.add(stream(text.encode(), "/Type /Metadata /Subtype /XML", pack=False))
        page(lambda _: "/Metadata %d 0 R" % n)(d)
    return change


EXTENSION = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 xmlns:own="urn:example:own#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Own</pdfaSchema:schema><pdfaSchema:namespaceURI>urn:example:own#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>own</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>count</pdfaProperty:name><pdfaProperty:valueType>%s</pdfaProperty:valueType>
<pdfaProperty:category>%s</pdfaProperty:category><pdfaProperty:description>How many</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
<own:count>%s</own:count></rdf:Description>
</rdf:RDF>"""


def extension(kind, category, value):
    return xmp("</rdf:RDF>", EXTENSION % (kind, category, value))


def described(*names):
    """A schema of the document's own that describes these value types."""
    types = "".join("""<rdf:li rdf:parseType="Resource">
<pdfaType:type>%s</pdfaType:type><pdfaType:namespaceURI>urn:example:type#</pdfaType:namespaceURI>
<pdfaType:prefix>type</pdfaType:prefix><pdfaType:description>A %s</pdfaType:description>%s</rdf:li>""" % (
        name, name, fields and """<pdfaType:field><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaField:name>part</pdfaField:name><pdfaField:valueType>%s</pdfaField:valueType>
<pdfaField:description>A part</pdfaField:description></rdf:li></rdf:Seq></pdfaType:field>""" % fields)
                    for name, fields in names)
    return types and "<pdfaSchema:valueType><rdf:Seq>%s</rdf:Seq></pdfaSchema:valueType>" % types


def structured(kind, value, *names, ns="urn:example:own#"):
    """A property of the document's own whose value type may be one of its own, too."""
    def change(text):
        text = extension(kind, "internal", value)(text)
        text = text.replace("xmlns:own=", 'xmlns:pdfaType="http://www.aiim.org/pdfa/ns/type#" '
                            'xmlns:pdfaField="http://www.aiim.org/pdfa/ns/field#" '
                            'xmlns:type="urn:example:type#" xmlns:own=')
        end = "</rdf:Seq></pdfaSchema:property>"
        assert end in text
        return text.replace(end, end + described(*names)).replace("urn:example:own#", ns)
    return change


def late(name, **kw):
    """A good document that comes near to a rule."""
    r = rule(name, "-", verdict="ok", **kw)
    return r


PART = '<type:part>1</type:part>'
WITH_PART = '<rdf:Description>%s</rdf:Description>' % PART
DESC = '<rdf:Description rdf:about="" xmlns:%s="%s">%s</rdf:Description></rdf:RDF>'

RULES = [
    # file
    rule("no-binary-comment", "6.1.2", after=swap("%\xe2\xe3\xcf\xd3", "%abcd")),
    rule("header-2.0", "6.1.2", after=swap("%PDF-1.7", "%PDF-2.0")),
    rule("no-id", "6.1.3", after=swap("/ID [<", "/XX [<")),
    rule("xref-spacing", "6.1.4", after=swap("xref\n0 ", "xref 0 ")),
    rule("xref-stream-in-part-1", "6.1.4", part=1, kind="stream"),
    rule("xref-two-line-ends", "6.1.4", after=lambda b: b.replace(b"xref\n0 ", b"xref\n\n0 ")),
    late("xref-blank", after=lambda b: re.sub(rb"(xref\n0 \d+)\n", rb"\1 \n", b)),
    # metadata
    rule("xmp-not-well-formed", "6.6.2.1", claim=False, xmp=xmp("</rdf:RDF>", "</rdf:RD>")),
    rule("xmp-doctype", "6.6.2.1", claim=False, xmp=xmp("<x:xmpmeta", "<!DOCTYPE x>\n<x:xmpmeta")),
    rule("xmp-entity", "6.6.2.1", claim=False, xmp=xmp("fernsign samples<", "&boom;<")),
    rule("xmp-no-part", "6.6.4", claim=False, xmp=xmp("pdfaid:part", "pdfaid:park")),
    rule("xmp-part-5", "6.6.4", claim=False, xmp=xmp("<pdfaid:part>2", "<pdfaid:part>5")),
    rule("xmp-no-level", "6.6.4", claim=False, xmp=xmp(">B</pdfaid:conf", ">X</pdfaid:conf")),
    rule("xmp-other-prefix", "6.6.4", xmp=xmp("pdfaid", "other")),
    rule("xmp-bytes", "6.6.2.1", xmp=xmp('id="W5M0', 'bytes="9" id="W5M0')),
    rule("xmp-filtered-in-part-1", "6.7.2", filtered, part=1),
    rule("xmp-two-values", "6.6.2.1", claim=False,
         xmp=xmp("<pdf:Producer>", "<pdf:Producer><rdf:Bag/><rdf:Bag/>")),
    rule("xmp-unknown-property", "6.6.2.3.1", xmp=xmp("pdf:Producer", "pdf:Director")),
    rule("xmp-later-property-in-part-1", "6.7.9", part=1, xmp=xmp("</rdf:RDF>", DESC % (
        "xmp", "http://ns.adobe.com/xap/1.0/", "<xmp:Label>red</xmp:Label>"))),
    rule("xmp-wrong-type", "6.6.2.3.1", xmp=xmp("2026-01-15T10:00:00Z", "yesterday")),
    rule("xmp-wrong-array", "6.6.2.3.1", xmp=xmp("rdf:Alt", "rdf:Bag")),
    late("xmp-extension", xmp=extension("Integer", "external", "7")),
    late("xmp-extension-resource", xmp=lambda text: extension("Integer", "external", "7")(
        text).replace("namespaceURI>urn:example:own#</pdfaSchema:namespaceURI>",
                      'namespaceURI rdf:resource="urn:example:own#"/>')),
    rule("xmp-extension-value", "6.6.2.3.1", xmp=extension("Integer", "external", "seven")),
    rule("xmp-extension-category", "6.6.2.3.3", xmp=extension("Integer", "wrong", "7")),
    rule("xmp-extension-type", "6.6.2.3.3", xmp=extension("Number", "external", "7")),
    rule("xmp-property-twice", "6.6.2.1", claim=False, xmp=xmp("</rdf:RDF>", DESC % (
        "pdf", "http://ns.adobe.com/pdf/1.3/", "<pdf:Producer>fernsign samples</pdf:Producer>"))),
    rule("xmp-cdata", "6.6.2.1", claim=False, xmp=xmp(
        "<pdf:Producer>fernsign samples", "<pdf:Producer><![CDATA[fernsign samples]]>")),
    rule("xmp-instruction", "6.6.2.1", claim=False, xmp=xmp(
        "<pdf:Producer>", "<pdf:Producer><?x y?>")),
    rule("xmp-named-value", "6.6.2.1", claim=False, xmp=xmp(
        "<pdf:Producer>", '<pdf:Producer rdf:ID="x">')),
    rule("xmp-named-array", "6.6.2.1", claim=False, xmp=xmp("<dc:title>", '<dc:title rdf:ID="x">')),
    rule("xmp-typed-structure", "6.6.2.1", claim=False, xmp=xmp("</rdf:RDF>", DESC % (
        "xmpMM", "http://ns.adobe.com/xap/1.0/mm/",
        '<xmpMM:DerivedFrom><rdf:Description rdf:type="urn:example"/></xmpMM:DerivedFrom>'))),
    rule("xmp-value-and-resource", "6.6.2.1", claim=False, xmp=xmp("</rdf:RDF>", DESC % (
        "dc", "http://purl.org/dc/elements/1.1/", '<dc:source rdf:value="x" rdf:resource="y"/>'))),
    rule("xmp-typed-description", "6.6.2.1", claim=False, xmp=xmp(
        'rdf:about=""', 'rdf:about="" rdf:type="urn:example"')),
    rule("xmp-undefined-rdf-property", "6.6.2.3.1", xmp=xmp(
        "<pdf:Producer>", '<rdf:type rdf:resource="urn:example"/><pdf:Producer>')),
    rule("xmp-bytes-spaced", "6.6.2.1", xmp=xmp('id="W5M0', 'bytes = "9" id="W5M0')),
    rule("xmp-stream-without-type", "6.6.2.1", lambda d: d.p.put(
        d.meta, d.p.objects[d.meta - 1].replace(b"/Subtype /XML", b""))),
    late("xmp-date-without-zone", xmp=xmp("Date>" + s.STAMP, "Date>" + s.STAMP[:-1])),
    rule("xmp-date-half", "6.6.2.3.1", xmp=xmp("Date>" + s.STAMP, "Date>" + s.STAMP[:11])),
    late("xmp-one-language", xmp=xmp("</rdf:li></rdf:Alt>", "</rdf:li><rdf:li>Muster</rdf:li></rdf:Alt>")),
    rule("xmp-no-language", "6.6.2.3.1", xmp=xmp(' xml:lang="x-default"', "")),
    late("xmp-long-history", xmp=xmp("</rdf:RDF>", DESC % (
        "xmpMM", "http://ns.adobe.com/xap/1.0/mm/", "<xmpMM:History><rdf:Seq>%s</rdf:Seq></xmpMM:History>"
        % (300 * '<rdf:li rdf:parseType="Resource"/>')))),
    late("xmp-extension-spaced", xmp=extension(" Integer\n", "internal", "7")),
    rule("xmp-extension-guid", "6.6.2.3.3", xmp=extension("GUID", "internal", "7")),
    late("xmp-extension-colorant", xmp=extension("Colorant", "internal", "<rdf:Description/>")),
    rule("xmp-extension-colorant-in-part-1", "6.7.8", part=1, xmp=extension(
        "Colorant", "internal", "<rdf:Description/>")),
    late("xmp-structure", xmp=structured("bag Mine", "<rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag>" % WITH_PART,
                                         ("Mine", "Integer"))),
    rule("xmp-structure-value", "6.6.2.3.1", xmp=structured("Mine", WITH_PART, ("Mine", "Boolean"))),
    late("xmp-structure-without-fields", xmp=structured("Mine", "text", ("Mine", ""))),
    rule("xmp-structure-without-fields-filled", "6.6.2.3.1", xmp=structured("Mine", WITH_PART, ("Mine", ""))),
    rule("xmp-structure-named-text", "6.6.2.3.1", xmp=structured("Text", "text", ("Text", "Integer"))),
    rule("xmp-structure-of-other-schema", "6.6.2.3.3", xmp=lambda text: structured(
        "Mine", "")(text).replace("<pdfaExtension:schemas><rdf:Bag>", """<pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Two</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:example:two#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>two</pdfaSchema:prefix>%s</rdf:li>""" % described(("Mine", "Text")))),
    late("xmp-redefined", xmp=lambda text: structured(
        "Integer", "7", ns="http://purl.org/dc/elements/1.1/")(text).replace("count", "source")),
    rule("xmp-redefined-value", "6.6.2.3.1", xmp=lambda text: structured(
        "Integer", "x", ns="http://purl.org/dc/elements/1.1/")(text).replace("count", "source")),
    rule("xmp-of-page-bytes", "6.6.2.1", page_metadata('id="W5M0', 'bytes="9" id="W5M0')),
    late("xmp-of-page", change=page_metadata("x-default", "x-default")),
    late("xmp-of-page-in-part-1", change=page_metadata("pdf:Producer", "pdf:Director"), part=1),
    rule("xmp-of-page-not-well-formed", "6.6.2.1", page_metadata("</rdf:RDF>", "")),
    rule("xmp-of-page-unknown-property", "6.6.2.3.1", page_metadata("pdf:Producer", "pdf:Director")),
    rule("info-differs-in-part-1", "6.7.3", part=1,
         after=swap("/Creator (fernsign", "/Creator (Fernsign")),
    late("info-date-short-in-part-1", part=1, after=swap(
        "/CreationDate (D:20260115100000Z)", "/CreationDate (D:202601151000)   ")),
    rule("info-date-without-mark-in-part-1", "6.7.3", part=1, after=swap(
        "/CreationDate (D:", "/CreationDate ( D")),
    rule("info-date-with-more-in-part-1", "6.7.3", part=1, after=swap(
        "/CreationDate (D:20260115100000Z)", "/CreationDate (D:20260115100000X)")),
    rule("info-date-fraction-in-part-1", "6.7.3", part=1, xmp=xmp(
        "CreateDate>" + s.STAMP, "CreateDate>" + s.STAMP[:-1] + ".5Z")),
    # what runs
    rule("launch", "6.5.1", catalog("/OpenAction << /S /Launch /F (x.exe) >>"),
         verdict="active_content"),
    rule("print-action", "6.5.1", catalog("/OpenAction << /S /Named /N /Print >>"),
         verdict="active_content"),
    rule("chained-action", "6.5.1", catalog(
        "/OpenAction << /S /Named /N /NextPage /Next << /S /Hide /T (x) >> >>"),
         verdict="active_content"),
    rule("many-actions", "6.5.1", catalog(
        "/OpenAction << /S /Named /N /NextPage /Next [%s << /S /Hide /T (x) >>] >>" % (
            70 * "<< /S /Named /N /NextPage >> ")), verdict="active_content"),
    rule("deep-outline", "6.5.1", deep_outline, verdict="active_content"),
    rule("endless-outline", "6.5.1", endless_outline, verdict="active_content"),
    rule("gotoe-in-part-1", "6.6.1", catalog("/OpenAction << /S /GoToE >>"), part=1,
         verdict="active_content"),
    rule("annotation-trigger", "6.5.1", annotation("/Subtype /Square /F 4 /AA << /E << /S /Hide >> >>"),
         verdict="active_content"),
    rule("page-trigger-in-part-1", "6.6.1", page(lambda d: "/AA << /O << /S /Hide >> >>"), part=1,
         verdict="active_content"),
    rule("document-actions", "6.5.2", catalog("/AA << /WC << /S /Named /N /NextPage >> >>"),
         verdict="active_content"),
    rule("page-actions", "6.5.2", page(lambda d: "/AA << >>"), verdict="active_content"),
    rule("outline-action", "6.5.1", outline, verdict="active_content"),
    rule("names-javascript", "6.5.1", catalog("/Names << /JavaScript << /Names [] >> >>"),
         verdict="active_content"),
    rule("script-that-nobody-uses", "6.5.1", lambda d: d.p.add("<< /S /JavaScript /JS (x) >>"),
         verdict="active_content"),
    rule("widget-action", "6.4.1", annotation(
        "/Subtype /Widget /F 4 /FT /Tx /T (x) /AA << >>"), verdict="active_content"),
    rule("xfa", "6.4.2", change=catalog("/AcroForm << /Fields [] /XFA (x) >>"),
         verdict="active_content"),
    rule("need-appearances", "6.4.1", catalog(
        "/AcroForm << /Fields [] /NeedAppearances true >>"), verdict="active_content"),
    rule("need-appearances-text", "6.4.1", catalog(
        "/AcroForm << /Fields [] /NeedAppearances (no) >>"), verdict="active_content"),
    # what is in it
    s.Sample("rule-attachment-text-relation.pdf", attached(" /AFRelationship (Data)", 3), "not_pdfa",
             "3b", 1, "an embedded file whose relationship is no name", "6.8"),
    s.Sample("rule-attachment-media-type.pdf", lambda: swap("text#2Fxml", "text#2Fx*l")(
        s.attachment(3, " /AFRelationship /Data")), "not_pdfa", "3b", 1,
        "an embedded file whose media type is none", "6.8"),
    rule("file-without-relation-in-part-3", "6.8", annotation(
        "/Subtype /Link /F 4 /A << /S /GoToR /D [0 /Fit] /F << /Type /Filespec /F (x) >> >>"), part=3),
    late("file-without-relation", change=annotation(
        "/Subtype /Link /F 4 /A << /S /GoToR /D [0 /Fit] /F << /Type /Filespec /F (x) >> >>")),
    rule("layers-of-one-name", "6.9", layers("61", "FEFF0061")),
    late("layers-of-two-names", change=layers("61", "FEFF0062")),
    s.Sample("rule-attachment-no-relation.pdf", attached("", 3), "not_pdfa", "3b", 1,
             "an embedded file without relationship", "6.8"),
    s.Sample("rule-attachment-in-part-1.pdf", attached("", 1), "not_pdfa", "1b", 1,
             "an embedded file in PDF/A-1", "6.1.11"),
    rule("layers-in-part-1", "6.1.13", layer("/Name (x)"), part=1),
    rule("layers-without-name", "6.9", layer("/Order [%(g)d 0 R]")),
    rule("layers-automatic", "6.9", layer("/Name (x) /AS []")),
    rule("layers-not-in-order", "6.9", layer("/Name (x) /Order []")),
    rule("requirements", "6.11", catalog("/Requirements []")),
    rule("presentation-steps", "6.10", page(lambda d: "/PresSteps << >>")),
    rule("unknown-permission", "6.1.12", catalog("/Perms << /XY << >> >>")),
    # annotations
    rule("annotation-movie", "6.3.1", annotation("/Subtype /Movie /F 4")),
    rule("annotation-no-flags", "6.3.2", annotation("/Subtype /Square")),
    rule("annotation-hidden", "6.3.2", annotation("/Subtype /Square /F 6")),
    rule("annotation-not-printed", "6.3.2", annotation("/Subtype /Square /F 0")),
    rule("annotation-no-appearance", "6.3.3", annotation("/Subtype /Square /F 4", ap=False)),
    rule("annotation-rollover", "6.3.3", annotation(
        "/Subtype /Square /F 4 /AP << /N 1 0 R /R 1 0 R >>", ap=False)),
    rule("annotation-opacity-in-part-1", "6.5.3", annotation("/Subtype /Square /F 4 /CA 0.5"),
         part=1),
    rule("annotation-polygon-in-part-1", "6.5.2", annotation("/Subtype /Polygon /F 4"), part=1),
    rule("button-without-states", "6.3.3", annotation(
        "/Subtype /Widget /FT /Btn /T (x) /F 4 /AP << /N << /On << >> >> >>", ap=False)),
    # streams and XObjects
    rule("short-filter-name", "6.1.7", lambda d: d.p.add(stream(b"00>", "/Filter /AHx", pack=False))),
    rule("inline-jpeg2000", "6.1.7", content=INLINE % "/BPC 8 /CS /G /F /JPXDecode"),
    rule("inline-image-depth", "6.2.8", content=INLINE % "/BPC 3 /CS /G"),
    rule("inline-mask-depth", "6.2.8", content=INLINE % "/BPC 8 /IM true"),
    rule("image-depth-0", "6.2.8", xobject(b"\0\0\0\0", IMAGE.replace("nent 8", "nent 0"))),
    late("crypt-without-name", change=lambda d: d.p.add(stream(b"", "/Filter /Crypt", pack=False))),
    rule("lzw", "6.1.7", used("XObject", "Do", lzw)),
    rule("external-stream", "6.1.7.1", xobject(b"", FORM + " /F (x.bin)")),
    rule("crypt-filter", "6.1.7", lambda d: d.p.add(stream(
        b"", "/Filter /Crypt /DecodeParms << /Name /StdCF >>", pack=False))),
    rule("interpolated-image", "6.2.8", xobject(b"\0\0\0\0", IMAGE + " /Interpolate true")),
    rule("alternate-image", "6.2.8", xobject(b"\0\0\0\0", IMAGE + " /Alternates []")),
    rule("image-depth", "6.2.8", xobject(b"\0\0\0\0", IMAGE.replace("nent 8", "nent 3"))),
    rule("postscript-xobject", "6.2.9", xobject(b"", "/Type /XObject /Subtype /PS")),
    rule("postscript-form", "6.2.9", xobject(b"", FORM + " /Subtype2 /PS")),
    rule("reference-xobject", "6.2.9", xobject(b"", FORM + " /Ref << >>")),
    rule("opi", "6.2.9", xobject(b"", FORM + " /OPI << >>")),
    rule("transfer-function", "6.2.5", state("/TR /Identity")),
    rule("halftone-phase", "6.2.5", state("/HTP [0 0]")),
    rule("halftone-type", "6.2.5", state("/HT << /Type /Halftone /HalftoneType 6 >>")),
    rule("rendering-intent", "6.2.6", content="/Nice ri\n"),
    rule("jpeg2000-channels", "6.2.8.3", jpeg2000(2, [SRGB])),
    rule("jpeg2000-two-colours", "6.2.8.3", jpeg2000(3, [SRGB, SRGB])),
    rule("jpeg2000-ciejab", "6.2.8.3", jpeg2000(3, [CIEJAB])),
    rule("jpeg2000-signed", "6.2.8.3", jpeg2000(3, [SRGB], 0x87)),
    rule("jpeg2000-cmyk", "6.2.4.3", jpeg2000(4, [CMYK])),
    late("jpeg2000", change=jpeg2000(3, [SRGB])),
    # colour and transparency
    rule("gray-without-intent", "6.2.4.3", no_intent),
    rule("cmyk-in-rgb", "6.2.4.3", content="0 0 0 1 k 0 0 9 9 re f\n"),
    rule("cmyk-not-painted", "6.2.4.3", content="0 0 0 1 k\n"),
    rule("colorant-not-utf8", "6.1.8", paint(lambda d: "[/DeviceN [/A#E4] /DeviceRGB %s "
                                             "<< /Colorants << /A#E4 %s >> >>]" % (TINT, tint(TINT)))),
    late("separations-alike", change=both(paint(lambda d: tint("%d 0 R" % d.p.add(TINT))),
                                          lambda d: picture(tint("%d 0 R" % d.p.add(TINT)))(d))),
    rule("separations-unlike", "6.2.4.4", both(paint(lambda d: tint(TINT)), picture(
        tint(TINT.replace("1 0 1", "1 1 1"))))),
    rule("icc-broken", "6.2.4.2", paint(lambda d: "[/ICCBased %d 0 R]" % d.p.add(
        stream(b"x" * 200, "/N 3")))),
    rule("icc-components", "6.2.4.2", paint(lambda d: "[/ICCBased %d 0 R]" % d.p.add(
        stream(s.profile(), "/N 4")))),
    rule("indexed-cmyk", "6.2.4.3", paint(lambda d: "[/Indexed /DeviceCMYK 0 <00000000>]")),
    rule("output-profile", "6.2.3", lambda d: d.p.put(d.icc, stream(b"y" * 300, "/N 3"))),
    rule("opacity-in-part-1", "6.4", state("/ca 0.5"), part=1),
    rule("soft-mask-in-part-1", "6.4", state("/SMask << /S /Alpha >>"), part=1),
    rule("group-in-part-1", "6.4", xobject(b"", FORM + " /Group << /S /Transparency >>"), part=1),
    rule("blend-modes-in-part-1", "6.4", state("/BM [/Normal]"), part=1),
    rule("blend-mode", "6.2.10", state("/BM /Sparkle")),
    # fonts
    rule("font-not-embedded", "6.2.11.4.1", not_embedded),
    rule("font-no-cidset-in-part-1", "6.3.5", font("/CIDSet", "/CIDSeX"), part=1),
    rule("font-empty-cidset-in-part-1", "6.3.5", refilled("/CIDSet", b""), part=1),
    rule("font-notdef-in-part-1", "6.3.5", cid_map(lambda i: 0), part=1),
    late("font-map-stream", change=cid_map(lambda i: i)),
    rule("font-map-stream-short", "6.2.11.8", cid_map(lambda i: i if i < 3 else 0)),
    rule("font-broken", "6.2.11.4.1", refilled("/FontFile2", b"no font" * 9)),
    rule("font-descendant-type", "6.2.11.2", font("/Type /Font /Subtype /CIDFontType2",
                                                  "/Subtype /CIDFontType2")),
    late("font-drawn", change=drawn("a")),
    rule("font-drawn-missing-width", "6.2.11.5", drawn("b")),
    rule("font-drawn-missing-glyph", "6.2.11.4.1", drawn("c")),
    late("font-truetype-mac", change=truetype("A")),
    rule("font-truetype-mac-notdef", "6.2.11.8", truetype("B")),
    late("font-truetype-bullet", change=truetype(
        "\\177", tables=((3, 1, to_one(0x2022)),), widths=False,
        kind="/TrueType /BaseFont /Mine /FirstChar 127 /LastChar 127 /Widths [684]")),
    rule("font-truetype-no-cmap-in-part-1", "6.3.5", truetype("A", tables=((0, 3, to_one(65)),)), part=1),
    rule("font-truetype-invisible-no-encoding", "6.2.11.6", truetype("A", "", "3 Tr %s")),
    late("font-truetype-differences", change=truetype(
        "A", "/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [66 /B /Uhorn /house] >>")),
    rule("font-truetype-differences-unlisted", "6.2.11.6", truetype(
        "A", "/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [66 /bee] >>")),
    rule("font-truetype-differences-pattern", "6.2.11.6", truetype(
        "A", "/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [66 /uni0042] >>")),
    rule("font-truetype-differences-variant", "6.2.11.6", truetype(
        "A", "/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [66 /B.alt] >>")),
    rule("font-standard-without-widths", "6.2.11.2", truetype(
        "A", kind="/Type1 /BaseFont /Helvetica", widths=False)),
    rule("font-truetype-as-type-1", "6.2.11.4.1", truetype("A", kind="/Type1 /BaseFont /Mine")),
    rule("font-under-other-key", "6.2.11.4.1", font("/FontFile2", "/FontFile")),
    late("font-opentype", change=both(font("/FontFile2", "/FontFile3"),
                                      font("/Length1", "/Subtype /OpenType /Length1"))),
    rule("font-opentype-of-other-outlines", "6.2.11.4.1", both(
        font("/FontFile2", "/FontFile3"), font("/Length1", "/Subtype /OpenType /Length1"),
        font("/Subtype /CIDFontType2", "/Subtype /CIDFontType0"))),
    rule("font-packed-otherwise", "6.2.11.4.1", both(
        font("/FontFile2", "/FontFile3"), font("/Length1", "/Subtype /CIDFontType0C /Length1"))),
    rule("font-subset-by-descendant-in-part-1", "6.3.5", both(
        font("/CIDSet", "/CIDSeX"), font("/Type0 /BaseFont /FERNSI+", "/Type0 /BaseFont /")), part=1),
    late("font-drawn-width", change=both(drawn("a"), font("/Widths [1000]", "/Widths [1001]"))),
    rule("font-drawn-width-over", "6.2.11.5", both(
        drawn("a"), font("/Widths [1000]", "/Widths [1001.01]"))),
    late("font-cmap", change=cmap()),
    late("font-cmap-later-supplement", change=cmap(SYSTEM.replace("/Supplement 0", ""))),
    rule("font-cmap-without-collection", "6.2.11.3.1", cmap("")),
    rule("font-cmap-overridden", "6.2.11.4.1", cmap(more="1 begincidrange <0000> <00FF> 65000 endcidrange")),
    rule("font-cmap-built-on-own", "6.2.11.3.3", cmap(use=lambda d: "%d 0 R" % d.p.add(
        stream((CMAP % "").encode(), "/Type /CMap /CMapName /Other " + SYSTEM)))),
    late("font-cmap-built-on-known", change=cmap(use=lambda d: "/Identity-H")),
    rule("font-cmap-built-on-known-in-part-1", "6.3.3.3", cmap(use=lambda d: "/UniJIS-UCS2-H"), part=1),
    rule("font-no-map", "6.2.11.3.2", font("/CIDToGIDMap /Identity", "")),
    rule("font-widths", "6.2.11.5", font("/W [0 [600 ", "/W [0 [600 99 ")),
    rule("font-notdef", "6.2.11.8", content="BT /F1 9 Tf <0000> Tj ET\n"),
    late("font-not-embedded-invisible", level="U", change=lambda d: page_font(d, d.p.add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
        "BT /X0 9 Tf 3 Tr (text) Tj ET\n")),
    rule("font-notdef-invisible", "6.2.11.8", content="BT /F1 9 Tf 3 Tr <0000> Tj ET\n"),
    late("font-notdef-invisible-in-part-1", part=1, content="BT /F1 9 Tf 3 Tr <0000> Tj ET\n"),
    rule("font-missing-glyph", "6.2.11.4.1", content="BT /F1 9 Tf <0999> Tj ET\n"),
    rule("font-cmap-unknown", "6.2.11.3.3", font("/Encoding /Identity-H", "/Encoding /Mine-H")),
    rule("font-no-unicode-in-level-u", "6.2.11.7.2", font("/ToUnicode", "/ToUnicodX"), level="U"),
    # limits and syntax
    rule("long-name", "6.1.13", catalog("/%s true" % ("N" * 128))),
    rule("large-integer", "6.1.13", catalog("/XX 2147483648")),
    rule("long-string", "6.1.13", catalog("/XX (%s)" % ("s" * 32768))),
    rule("deep-q", "6.1.13", content="q " * 29 + "Q " * 29),
    rule("page-too-large", "6.1.13", box="[0 0 14401 100]"),
    rule("unknown-operator", "6.2.2", content="0 0 moveit\n"),
    rule("resource-of-page", "6.2.2", xobject(b"BT /F1 9 Tf <0003> Tj ET",
                                              FORM + " /Resources << /ExtGState << >> >>")),
    late("resource-of-page-in-part-1", part=1, change=xobject(
        b"BT /F1 9 Tf <0003> Tj ET", FORM + " /Resources << /ExtGState << >> >>")),
    rule("trim-box-of-three", "6.1.13", page(lambda d: "/TrimBox [0 0 10]")),
    late("string-with-escapes", content="/A << /B (%s) /%s 1 >> BDC EMC\n" % (
        32767 * "\\101", 127 * "#41")),
    rule("long-string-in-content", "6.1.13", content="/A << /B (%s) >> BDC EMC\n" % (32768 * "\\101")),
    rule("long-name-in-content", "6.1.13", content="/%s BMC EMC\n" % (128 * "#41")),
    rule("odd-hex-in-object-stream", "6.1.6", catalog("/XX <ABC>"), kind="stream"),
    late("object-header-tab", after=swap("\n2 0 obj", "\n2\t0 obj")),
    rule("long-array-in-content-in-part-1", "6.1.12", part=1, content="BT [%s] TJ ET\n" % ("0 " * 8192)),
    rule("structure-type-not-utf8", "6.1.8", structure("A#E4")),
    rule("role-not-utf8", "6.1.8", structure("P", roles="/Mine /A#E4")),
    rule("odd-hex", "6.1.6", catalog("/XX <ABC>")),
    rule("object-header", "6.1.9", after=swap("\n1 0 obj\n", "\n1 0 obj ")),
    rule("long-array-in-part-1", "6.1.12", catalog("/XX [%s]" % ("0 " * 8192)), part=1),
    # level A
    rule("level-a-not-marked", "6.7.2.2", level="A",
         change=catalog("/StructTreeRoot << /Type /StructTreeRoot >>")),
    rule("level-a-no-structure", "6.7.3.3", level="A", change=catalog("/MarkInfo << /Marked true >>")),
    late("level-a-table-head", level="A", change=structure("THead")),
    rule("level-a-table-head-in-part-1", "6.8.3.4", structure("THead"), part=1, level="A"),
    late("level-a-role-of-itself", level="A", change=structure("P", roles="/Document /Document")),
    rule("level-a-role-of-standard", "6.7.3.4", structure("P", roles="/P /Mine"), level="A"),
    rule("level-a-private-use", "6.2.11.7.3", both(structure("P"), drawn("a", **PRIVATE)),
         level="A"),
    rule("level-a-private-use-surrogate", "6.2.11.7.3", both(
        structure("P"), drawn("a", meaning="DBC0DD6D")), level="A"),
    rule("level-a-private-use-after-span", "6.2.11.7.3", both(structure("P"), drawn(
        "a", "/P BMC /Span << /ActualText (x) >> BDC EMC %s EMC", **PRIVATE)), level="A"),
    late("level-a-private-use-in-span", level="A", change=both(structure("P"), drawn(
        "a", "/Span << /ActualText (x) >> BDC /P BMC EMC %s EMC", **PRIVATE))),
    late("level-a-private-use-in-element", level="A", change=both(
        structure("P", "/ActualText (x) "), drawn("a", **PRIVATE))),
    rule("level-a-language", "6.7.4", level="A", change=catalog(
        "/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot >> /Lang (d_e)")),
]
