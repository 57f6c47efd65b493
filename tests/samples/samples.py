# SPDX-License-Identifier: Apache-2.0
"""The samples themselves: one row each in SAMPLES."""
import hashlib
import random
import struct
import zlib

from font import Font
from icc import profile
from pdf import Pdf, stream

TITLE = "Muster f\u00fcr fernsign"
STAMP = "2026-01-15T10:00:00Z"
FONT = Font()
A4 = "[0 0 595.28 841.89]"

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>%s</pdfaid:part><pdfaid:conformance>%s</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>fernsign samples</xmp:CreatorTool>
<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>fernsign samples</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def text(s):
    return "<FEFF%s>" % s.encode("utf-16-be").hex().upper()


class Doc:
    """A document of a PDF/A part with some pages; keywords change one thing."""

    def __init__(self, part=None, level="B", pages=1, kind="table", box=A4,
                 page="", lines=(), seed="", version=None, content="",
                 resources="", xmp=None):
        self.part, self.kind = part, kind
        self.content, self.resources, self.xmp = content, resources, xmp
        self.p = Pdf(version or ("1.4" if part == 1 else "1.7"), seed.encode())
        self.catalog, self.extra_page = "", page
        self.p.root = self.p.add()
        self.tree = self.p.add()
        self.box, self.kids, self.count = box, [], None
        self.font(lines, pages)
        for n in range(pages):
            self.text_page(n + 1, pages, lines)
        if part:
            self.archive(level)

    def font(self, lines, pages):
        words = "".join(lines) + TITLE + "Seite von 0123456789"
        self.words = lines
        file, self.glyphs, widths = FONT.subset(set(words))
        p, scale = self.p, 1000 / FONT.em
        name = "FERNSI+DejaVuSans"
        data = p.add(stream(file, "/Length1 %d" % len(file)))
        bits = (1 << len(widths)) - 1 << (-len(widths) % 8)
        cids = p.add(stream(bits.to_bytes((len(widths) + 7) // 8, "big")))
        desc = p.add("<< /Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [%s] "
                     "/ItalicAngle 0 /Ascent %d /Descent %d /CapHeight 729 /StemV 80 "
                     "/FontFile2 %d 0 R /CIDSet %d 0 R >>" % (
                         name, " ".join(str(round(x * scale)) for x in FONT.box),
                         round(FONT.ascent * scale), round(FONT.descent * scale), data, cids))
        cid = p.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo "
                    "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                    "/FontDescriptor %d 0 R /CIDToGIDMap /Identity /W [0 [%s]] >>" % (
                        name, desc, " ".join(map(str, widths))))
        rows = "\n".join("<%04X> <%04X>" % (g, ord(c)) for c, g in sorted(self.glyphs.items()))
        cmap = ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n"
                "<0000> <FFFF>\nendcodespacerange\n%d beginbfchar\n%s\nendbfchar\n"
                "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n" % (
                    len(self.glyphs), rows))
        uni = p.add(stream(cmap.encode()))
        self.f1 = p.add("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
                        "/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, cid, uni))

    def show(self, s, size, x, y):
        codes = "".join("%04X" % self.glyphs[c] for c in s)
        return "BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, codes)

    def text_page(self, n, of, lines):
        body = "0 g\n" + self.show(TITLE, 18, 72, 700)
        body += self.show("Seite %d von %d" % (n, of), 11, 72, 670)
        for i, line in enumerate(lines):
            body += self.show(line, 11, 72, 640 - 16 * i)
        body += "0.2 0.3 0.5 RG 1 w 72 660 m 523 660 l S\n"
        body += self.content
        self.page(body.encode("latin-1"),
                  "/Font << /F1 %d 0 R >>%s" % (self.f1, self.resources))

    def page(self, content, resources, box=None):
        c = self.p.add(stream(content))
        self.kids.append(self.p.add(
            "<< /Type /Page /Parent %d 0 R /MediaBox %s /Resources << %s >> /Contents %d 0 R%s >>"
            % (self.tree, box or self.box, resources, c, self.extra_page)))

    def archive(self, level):
        p = self.p
        icc = p.add(stream(profile(), "/N 3"))
        xmp = XMP % (self.part, level, TITLE, STAMP, STAMP)
        self.icc, self.xmp = icc, self.xmp or (lambda x: x)
        self.meta = meta = p.add(stream(self.xmp(xmp).encode(), "/Type /Metadata /Subtype /XML", pack=False))
        intent = p.add("<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier "
                       "(fernsign sample RGB) /Info (fernsign sample RGB) "
                       "/DestOutputProfile %d 0 R >>" % icc)
        self.catalog += " /Metadata %d 0 R /OutputIntents [%d 0 R]" % (meta, intent)
        p.info = p.add("<< /Title %s /Creator (fernsign samples) /Producer (fernsign samples) "
                       "/CreationDate (D:20260115100000Z) /ModDate (D:20260115100000Z) >>"
                       % text(TITLE))

    def build(self):
        self.p.put(self.p.root, "<< /Type /Catalog /Pages %d 0 R%s >>" % (self.tree, self.catalog))
        self.p.put(self.tree, "<< /Type /Pages /Count %d /Kids [%s] >>" % (
            self.count or len(self.kids), " ".join("%d 0 R" % k for k in self.kids)))
        return self.p.write(self.kind)


MIXED = [(A4, ""), ("[0 0 420 297]", ""), (A4, " /Rotate 90"),
         (A4, " /Rotate 90 /CropBox [0 0 595.28 700]"), ("[0 0 200 150]", ""), (A4, "")]


def mixed():
    """Pages of many sizes, some turned."""
    d = Doc(1, pages=0, seed="mixed")
    for n, (d.box, d.extra_page) in enumerate(MIXED):
        d.text_page(n + 1, len(MIXED), ())
    return d.build()


def scan(pages, wide, high, bits, pad=0, empty_field=False):
    """Grey noise like a scanned sheet: hardly compressible."""
    d = Doc(1, pages=0, seed="scan%d" % pages)
    rnd = random.Random(pages)
    for n in range(pages):
        data = b"".join(b"%c" % 0 + bytes(rnd.choices(range(256 - (1 << bits), 256), k=wide))
                        for _ in range(high))
        data = zlib.compress(b"".join(data[i + 1:i + 1 + wide]
                                      for i in range(0, len(data), wide + 1)), 6)
        img = d.p.add(b"<< /Type /XObject /Subtype /Image /Width %d /Height %d "
                      b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
                      b"/Length %d >>\nstream\n%s\nendstream" % (wide, high, len(data), data))
        d.page(b"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q\n", "/XObject << /Im0 %d 0 R >>" % img)
    if empty_field:
        add_field(d, "direct", "direct")
    d.p.pad = pad
    return d.build()


def many(pages):
    """Ten objects a page, and the pages in branches of a hundred."""
    d = Doc(2, pages=0, kind="table", seed="many%d" % pages)
    add, twigs = d.p.add, []
    for n in range(pages):
        if n % 100 == 0:
            twigs.append((add(), []))
        box = add(A4)
        grey = add("[/CalGray << /WhitePoint [0.9505 1 1.089] /Gamma 2.2 >>]")
        image = add(stream(bytes([n & 255]), "/Type /XObject /Subtype /Image /Width 1 /Height 1 "
                           "/ColorSpace %d 0 R /BitsPerComponent 8" % grey, pack=False))
        state = add("<< /Type /ExtGState /LW %d >>" % (n % 5 + 1))
        form = add(stream(b"0 0 m 10 10 l S", "/Type /XObject /Subtype /Form "
                          "/BBox [0 0 10 10] /Resources << >>", pack=False))
        res = add("<< /XObject << /I %d 0 R /F %d 0 R >> /ExtGState << /S %d 0 R >> >>"
                  % (image, form, state))
        show = add(stream(b"/S gs q %d 0 0 9 72 72 cm /I Do Q /F Do" % (n % 400 + 9), pack=False))
        page = add()
        link = add("<< /Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [72 72 90 90] "
                   "/Dest [%d 0 R /Fit] >>" % page)
        links = add("[%d 0 R]" % link)
        d.p.put(page, "<< /Type /Page /Parent %d 0 R /MediaBox %d 0 R /Resources %d 0 R "
                "/Contents %d 0 R /Annots %d 0 R >>" % (twigs[-1][0], box, res, show, links))
        twigs[-1][1].append(page)
    for twig, kids in twigs:
        d.p.put(twig, "<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>"
                % (d.tree, len(kids), " ".join("%d 0 R" % k for k in kids)))
    d.kids, d.count = [twig for twig, _ in twigs], pages
    return d.build()


def attachment(part, desc):
    d = Doc(part, seed="attachment")
    data = b"<order><id>R-2026-000123</id></order>\n"
    f = d.p.add(stream(data, "/Type /EmbeddedFile /Subtype /text#2Fxml "
                             "/Params << /ModDate (D:20260115100000Z) /Size %d >>" % len(data)))
    spec = d.p.add("<< /Type /Filespec /F (order.xml) /UF (order.xml) /EF << /F %d 0 R >>%s >>"
                   % (f, desc))
    d.catalog += (" /Names << /EmbeddedFiles << /Names [(order.xml) %d 0 R] >> >> /AF [%d 0 R]"
                  % (spec, spec))
    return d.build()


def script():
    d = Doc(2, seed="script")
    d.catalog += " /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return d.build()


def add_field(d, annots, fields, rect="[72 72 232 132]", more=""):
    """Add an empty signature field to the first page, or to all of them."""
    form = d.p.add(stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 160 60]"))
    w = d.p.add("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Unterschrift) /F 4 "
                "/Rect %s /P %d 0 R /AP << /N %d 0 R >>%s >>" % (rect, d.kids[0], form, more))
    lists = "[%d 0 R]" % w
    if annots != "direct":
        lists = "%d 0 R" % d.p.add(lists)
    for k in d.kids if annots == "shared" else d.kids[:1]:
        d.p.put(k, d.p.objects[k - 1][:-2] + b"/Annots %s >>" % lists.encode())
    owned = "[%d 0 R]" % w
    if fields != "direct":
        owned = "%d 0 R" % d.p.add(owned)
    acro = "<< /Fields %s /SigFlags 1 >>" % owned
    if fields != "direct":
        acro = "%d 0 R" % d.p.add(acro)
    d.catalog += " /AcroForm " + acro


def field(annots, fields="direct", pages=1, rect="[72 72 232 132]", more="", page=""):
    """An empty signature field; /Annots and /Fields direct or indirect."""
    d = Doc(2, pages=pages, page=page, seed="field" + annots + fields + more + page)
    add_field(d, annots, fields, rect, more)
    return d.build()


def two_fields():
    """Empty signature fields on two pages."""
    d = Doc(2, pages=2, seed="two-fields")
    form = d.p.add(stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 160 60]"))
    rows = []
    for name, kid in zip(("Auftraggeber", "Auftragnehmer"), d.kids):
        rows.append(d.p.add(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 4 /Rect [300 90 460 150] "
            "/P %d 0 R /AP << /N %d 0 R >> >>" % (name, kid, form)))
        d.p.put(kid, d.p.objects[kid - 1][:-2] + b"/Annots [%d 0 R] >>" % rows[-1])
    d.catalog += " /AcroForm << /Fields [%s] /SigFlags 1 >>" % " ".join(
        "%d 0 R" % w for w in rows)
    return d.build()


def widget_below():
    """An empty signature field whose widget is an object of its own."""
    d = Doc(2, seed="widget-below")
    form = d.p.add(stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 160 60]"))
    f, kid = d.p.add(), d.kids[0]
    w = d.p.add("<< /Type /Annot /Subtype /Widget /F 4 /Rect [72 72 232 132] /P %d 0 R "
                "/Parent %d 0 R /AP << /N %d 0 R >> >>" % (kid, f, form))
    d.p.put(f, "<< /FT /Sig /T (Unterschrift) /Kids [%d 0 R] >>" % w)
    d.p.put(kid, d.p.objects[kid - 1][:-2] + b"/Annots [%d 0 R] >>" % w)
    d.catalog += " /AcroForm << /Fields [%d 0 R] /SigFlags 1 >>" % f
    return d.build()


LOCK = " /Lock << /Type /SigFieldLock /Action /All /P %d >>"


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for b in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(b ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted(password):
    """Standard security handler, revision 2 (RC4, 40 bits)."""
    d = Doc(None, seed="encrypted" + password)
    p = d.p
    user = (password.encode() + PAD)[:32]
    owner = rc4(hashlib.md5((b"owner" + PAD)[:32]).digest()[:5], user)
    key = hashlib.md5(user + owner + struct.pack("<i", -4)
                      + bytes.fromhex(p._id())).digest()[:5]
    p.trailer = " /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (
        owner.hex(), rc4(key, PAD).hex())

    def crypt(n, body):
        head, mark, rest = body.partition(b"\nstream\n")
        if not mark:
            return body
        data = rest[:-len(b"\nendstream")]
        k = hashlib.md5(key + struct.pack("<I", n)[:3] + b"\0\0").digest()[:10]
        return head + mark + rc4(k, data) + b"\nendstream"

    p.crypt = crypt
    return d.build()


def image():
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    row = b"\0" + b"\x40\x80\xc0" * 8
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(row * 8)) + chunk(b"IEND", b""))


def changed(data, old, new):
    assert data.count(old) == 1 and len(old) == len(new)
    return data.replace(old, new)


def bomb():
    """A content stream that would grow to far more than is read."""
    d = Doc(2, pages=0, seed="bomb")
    data = zlib.compress(zlib.compress(b" " * (200 << 20), 9), 9)
    c = d.p.add(b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
                % (len(data), data))
    d.kids.append(d.p.add("<< /Type /Page /Parent %d 0 R /MediaBox %s /Resources << >> "
                          "/Contents %d 0 R >>" % (d.tree, A4, c)))
    return d.build()


def deep():
    """A page tree far deeper than anyone's."""
    d = Doc(2, seed="deep")
    kid = d.kids[0]
    for _ in range(2000):
        kid = d.p.add("<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % kid)
    d.kids = [kid]
    return d.build()


def cycle():
    d = Doc(2, seed="cycle")
    d.kids.append(d.tree)
    return d.build()


def awaits():
    d = Doc(2, seed="awaits")
    d.catalog += " /Awaited 4000 0 R"
    return d.build()


def entry(text):
    """A wrong entry of the catalog, or one of each page."""
    d = Doc(2, seed="entry")
    if "Annots" in text:
        for k in d.kids:
            d.p.put(k, d.p.objects[k - 1][:-3] + text.encode() + b" >>")
    else:
        d.catalog += text
    return d.build()


class Sample:
    def __init__(self, name, build, verdict="ok", pdfa="-", pages=1, shows="", rule="-"):
        self.name, self.build, self.verdict = name, build, verdict
        self.pdfa, self.pages, self.shows, self.rule = pdfa, pages, shows, rule


def doc(*args, **kw):
    return lambda: Doc(*args, **kw).build()


LONG = ["Vertrag %d: die Parteien sind sich einig." % n for n in range(1, 31)]
MAX = 10 * 1024 * 1024

SAMPLES = [
    Sample("a1b.pdf", doc(1, pages=3, lines=LONG, seed="a1b"), "ok", "1b", 3, "PDF/A-1b, xref table"),
    Sample("a2b.pdf", doc(2, pages=2, lines=LONG, seed="a2b"), "ok", "2b", 2, "PDF/A-2b, xref table"),
    Sample("a2b-stream.pdf", doc(2, pages=4, kind="stream", lines=LONG, seed="a2bs"), "ok", "2b", 4,
           "PDF/A-2b, xref and object streams"),
    Sample("a2b-wide.pdf", doc(2, kind="wide", seed="a2bw"), "ok", "2b", 1,
           "PDF/A-2b, xref stream with offsets of eight octets"),
    Sample("a2u.pdf", doc(2, level="U", seed="a2u"), "ok", "2u", 1, "PDF/A-2u"),
    Sample("a3b.pdf", doc(3, seed="a3b"), "ok", "3b", 1, "PDF/A-3b"),
    Sample("a3b-attachment.pdf", lambda: attachment(3, " /AFRelationship /Data"), "ok", "3b", 1,
           "PDF/A-3b with an associated file"),
    Sample("pages-12.pdf", doc(2, pages=12, seed="p12"), "ok", "2b", 12, "twelve pages"),
    Sample("mixed.pdf", mixed, "ok", "1b", 6, "pages of many sizes, some turned"),
    Sample("landscape.pdf", doc(2, box="[0 0 841.89 595.28]", seed="land"), "ok", "2b", 1, "A4 landscape"),
    Sample("rotated-90.pdf", doc(2, page=" /Rotate 90", seed="r90"), "ok", "2b", 1, "page turned by 90"),
    Sample("rotated-180.pdf", doc(2, page=" /Rotate 180", seed="r180"), "ok", "2b", 1, "page turned by 180"),
    Sample("rotated-270.pdf", doc(2, page=" /Rotate -90", seed="r270"), "ok", "2b", 1,
           "page turned by -90"),
    Sample("cropped.pdf", doc(2, page=" /CropBox [50 100 545.5 780]", seed="crop"), "ok", "2b", 1,
           "crop box smaller than the sheet"),
    Sample("cropped-rotated.pdf", doc(2, page=" /CropBox [50 100 545.5 780] /Rotate 90", seed="crot"),
           "ok", "2b", 1, "crop box and turned by 90"),
    Sample("offset-box.pdf", doc(2, box="[-100 -50 495.28 791.89]", seed="offs"), "ok", "2b", 1,
           "media box that does not start at 0"),
    Sample("userunit.pdf", doc(2, page=" /UserUnit 2", seed="unit"), "ok", "2b", 1, "user unit 2"),
    Sample("small-page.pdf", doc(2, box="[0 0 100 80]", seed="small"), "ok", "2b", 1,
           "a sheet of 100 x 80 points"),
    Sample("field.pdf", lambda: field("direct"), "ok", "2b", 1, "an empty signature field"),
    Sample("field-indirect.pdf", lambda: field("indirect", "indirect"), "ok", "2b", 1,
           "form, fields and annotations indirect"),
    Sample("field-shared.pdf", lambda: field("shared", "direct", 2), "ok", "2b", 2,
           "two pages share one array of annotations"),
    Sample("field-turned.pdf", lambda: field("direct", page=" /Rotate 90"), "ok", "2b", 1,
           "an empty signature field on a turned page"),
    Sample("field-invisible.pdf", lambda: field("direct", rect="[0 0 0 0]"), "ok", "2b", 1,
           "an empty signature field without size"),
    Sample("field-widget.pdf", widget_below, "ok", "2b", 1,
           "an empty signature field whose widget is below it"),
    Sample("field-two.pdf", two_fields, "ok", "2b", 2, "two empty signature fields"),
    Sample("field-lock-1.pdf", lambda: field("direct", more=LOCK % 1), "ok", "2b", 1,
           "an empty signature field that will allow no change"),
    Sample("field-lock-2.pdf", lambda: field("direct", more=LOCK % 2), "ok", "2b", 1,
           "an empty signature field that will allow signatures"),
    Sample("scan-100kb.pdf", lambda: scan(1, 400, 330, 6), "ok", "1b", 1, "a scan of about 100 KB"),
    Sample("scan-1mb.pdf", lambda: scan(1, 1240, 1200, 6), "ok", "1b", 1, "a scan of about 1 MB"),
    Sample("scan-9.9mb.pdf", lambda: scan(7, 1240, 1400, 6, 9_900_000), "ok", "1b", 7,
           "a scan of 9 900 000 bytes"),
    Sample("limit.pdf", lambda: scan(1, 1240, 600, 6, MAX), "ok", "1b", 1, "exactly 10 485 760 bytes"),
    Sample("objects-58000.pdf", lambda: many(5800), "ok", "2b", 5800, "more than 58 000 objects"),
    Sample("over-limit.pdf", lambda: scan(1, 1240, 600, 6, MAX + 1), "too_complex", "-", 1,
           "one byte more than is taken"),
    Sample("encrypted.pdf", lambda: encrypted("geheim"), "encrypted", "-", 1, "needs a password"),
    Sample("encrypted-empty.pdf", lambda: encrypted(""), "encrypted", "-", 1, "opens without a password"),
    Sample("javascript.pdf", script, "active_content", "2b", 1, "a script runs on opening"),
    Sample("not-pdfa.pdf", doc(None, seed="plain"), "not_pdfa", "-", 1, "no PDF/A claim"),
    Sample("rule-part-4.pdf", doc(4, seed="p4", version="2.0"), "not_pdfa", "-", 1, "PDF/A-4"),
    Sample("attachment-a2.pdf", lambda: attachment(2, ""), "not_pdfa", "2b", 1,
           "an embedded file in PDF/A-2"),
    Sample("image.pdf", image, "not_pdf", "-", 0, "a PNG picture named .pdf"),
    Sample("empty.pdf", lambda: b"", "not_pdf", "-", 0, "no bytes"),
    Sample("truncated.pdf", lambda: Doc(2, seed="cut").build()[:6000], "damaged", "-", 1,
           "the end is missing"),
    Sample("bad-xref.pdf", lambda: changed(Doc(2, seed="bad").build(), b"0000000015 00000 n",
                                           b"0000000016 00000 n"), "damaged", "-", 1,
           "a cross-reference entry is wrong"),
    Sample("bomb.pdf", bomb, "too_complex", "-", 1, "a stream that grows without end"),
    Sample("deep.pdf", deep, "too_complex", "-", 1, "a page tree of 2 000 levels"),
    Sample("cycle.pdf", cycle, "damaged", "-", 1, "a page tree that contains itself"),
    Sample("annots-malformed.pdf", lambda: entry(" /Annots << >>"), "damaged", "2b", 1,
           "a page's annotations are no list"),
    Sample("form-malformed.pdf", lambda: entry(" /AcroForm []"), "damaged", "2b", 1,
           "a form that is none"),
    Sample("fields-malformed.pdf", lambda: entry(" /AcroForm << /Fields << >> >>"), "damaged",
           "2b", 1, "a form's fields are no list"),
    Sample("dss-malformed.pdf", lambda: entry(" /DSS << /Certs 1 >>"), "damaged", "2b", 1,
           "validation data is no list"),
    Sample("awaits.pdf", awaits, "damaged", "2b", 1, "waits for an object beyond the last"),
]

from rules import RULES  # noqa: E402

SAMPLES += RULES
