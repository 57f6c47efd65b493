/*
 * Names of glyphs and the encodings that PDF defines. ISO 32000-1 annex D;
 * of the Adobe Glyph List the names that are meant for new fonts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"
#include "shared/pdf/pdf_lex.h"

/* clang-format off */
/* glyph name, character */
static const struct {
	const char *name;
	uint16_t character;
} names[] = {
	{ "A", 0x0041 }, { "AE", 0x00C6 }, { "AEacute", 0x01FC },
	{ "Aacute", 0x00C1 }, { "Abreve", 0x0102 }, { "Acircumflex", 0x00C2 },
	{ "Adieresis", 0x00C4 }, { "Agrave", 0x00C0 }, { "Alpha", 0x0391 },
	{ "Alphatonos", 0x0386 }, { "Amacron", 0x0100 }, { "Aogonek", 0x0104 },
	{ "Aring", 0x00C5 }, { "Aringacute", 0x01FA }, { "Atilde", 0x00C3 },
	{ "B", 0x0042 }, { "Beta", 0x0392 }, { "C", 0x0043 },
	{ "Cacute", 0x0106 }, { "Ccaron", 0x010C }, { "Ccedilla", 0x00C7 },
	{ "Ccircumflex", 0x0108 }, { "Cdotaccent", 0x010A }, { "Chi", 0x03A7 },
	{ "D", 0x0044 }, { "Dcaron", 0x010E }, { "Dcroat", 0x0110 },
	{ "Delta", 0x0394 }, { "E", 0x0045 }, { "Eacute", 0x00C9 },
	{ "Ebreve", 0x0114 }, { "Ecaron", 0x011A }, { "Ecircumflex", 0x00CA },
	{ "Edieresis", 0x00CB }, { "Edotaccent", 0x0116 }, { "Egrave", 0x00C8 },
	{ "Emacron", 0x0112 }, { "Eng", 0x014A }, { "Eogonek", 0x0118 },
	{ "Epsilon", 0x0395 }, { "Epsilontonos", 0x0388 }, { "Eta", 0x0397 },
	{ "Etatonos", 0x0389 }, { "Eth", 0x00D0 }, { "Euro", 0x20AC },
	{ "F", 0x0046 }, { "G", 0x0047 }, { "Gamma", 0x0393 },
	{ "Gbreve", 0x011E }, { "Gcaron", 0x01E6 }, { "Gcircumflex", 0x011C },
	{ "Gcommaaccent", 0x0122 }, { "Gdotaccent", 0x0120 }, { "H", 0x0048 },
	{ "H18533", 0x25CF }, { "H18543", 0x25AA }, { "H18551", 0x25AB },
	{ "H22073", 0x25A1 }, { "Hbar", 0x0126 }, { "Hcircumflex", 0x0124 },
	{ "I", 0x0049 }, { "IJ", 0x0132 }, { "Iacute", 0x00CD },
	{ "Ibreve", 0x012C }, { "Icircumflex", 0x00CE },
	{ "Idieresis", 0x00CF }, { "Idotaccent", 0x0130 },
	{ "Ifraktur", 0x2111 }, { "Igrave", 0x00CC }, { "Imacron", 0x012A },
	{ "Iogonek", 0x012E }, { "Iota", 0x0399 }, { "Iotadieresis", 0x03AA },
	{ "Iotatonos", 0x038A }, { "Itilde", 0x0128 }, { "J", 0x004A },
	{ "Jcircumflex", 0x0134 }, { "K", 0x004B }, { "Kappa", 0x039A },
	{ "Kcommaaccent", 0x0136 }, { "L", 0x004C }, { "Lacute", 0x0139 },
	{ "Lambda", 0x039B }, { "Lcaron", 0x013D }, { "Lcommaaccent", 0x013B },
	{ "Ldot", 0x013F }, { "Lslash", 0x0141 }, { "M", 0x004D },
	{ "Mu", 0x039C }, { "N", 0x004E }, { "Nacute", 0x0143 },
	{ "Ncaron", 0x0147 }, { "Ncommaaccent", 0x0145 }, { "Ntilde", 0x00D1 },
	{ "Nu", 0x039D }, { "O", 0x004F }, { "OE", 0x0152 },
	{ "Oacute", 0x00D3 }, { "Obreve", 0x014E }, { "Ocircumflex", 0x00D4 },
	{ "Odieresis", 0x00D6 }, { "Ograve", 0x00D2 }, { "Ohorn", 0x01A0 },
	{ "Ohungarumlaut", 0x0150 }, { "Omacron", 0x014C }, { "Omega", 0x03A9 },
	{ "Omegatonos", 0x038F }, { "Omicron", 0x039F },
	{ "Omicrontonos", 0x038C }, { "Oslash", 0x00D8 },
	{ "Oslashacute", 0x01FE }, { "Otilde", 0x00D5 }, { "P", 0x0050 },
	{ "Phi", 0x03A6 }, { "Pi", 0x03A0 }, { "Psi", 0x03A8 }, { "Q", 0x0051 },
	{ "R", 0x0052 }, { "Racute", 0x0154 }, { "Rcaron", 0x0158 },
	{ "Rcommaaccent", 0x0156 }, { "Rfraktur", 0x211C }, { "Rho", 0x03A1 },
	{ "S", 0x0053 }, { "SF010000", 0x250C }, { "SF020000", 0x2514 },
	{ "SF030000", 0x2510 }, { "SF040000", 0x2518 }, { "SF050000", 0x253C },
	{ "SF060000", 0x252C }, { "SF070000", 0x2534 }, { "SF080000", 0x251C },
	{ "SF090000", 0x2524 }, { "SF100000", 0x2500 }, { "SF110000", 0x2502 },
	{ "SF190000", 0x2561 }, { "SF200000", 0x2562 }, { "SF210000", 0x2556 },
	{ "SF220000", 0x2555 }, { "SF230000", 0x2563 }, { "SF240000", 0x2551 },
	{ "SF250000", 0x2557 }, { "SF260000", 0x255D }, { "SF270000", 0x255C },
	{ "SF280000", 0x255B }, { "SF360000", 0x255E }, { "SF370000", 0x255F },
	{ "SF380000", 0x255A }, { "SF390000", 0x2554 }, { "SF400000", 0x2569 },
	{ "SF410000", 0x2566 }, { "SF420000", 0x2560 }, { "SF430000", 0x2550 },
	{ "SF440000", 0x256C }, { "SF450000", 0x2567 }, { "SF460000", 0x2568 },
	{ "SF470000", 0x2564 }, { "SF480000", 0x2565 }, { "SF490000", 0x2559 },
	{ "SF500000", 0x2558 }, { "SF510000", 0x2552 }, { "SF520000", 0x2553 },
	{ "SF530000", 0x256B }, { "SF540000", 0x256A }, { "Sacute", 0x015A },
	{ "Scaron", 0x0160 }, { "Scedilla", 0x015E }, { "Scircumflex", 0x015C },
	{ "Scommaaccent", 0x0218 }, { "Sigma", 0x03A3 }, { "T", 0x0054 },
	{ "Tau", 0x03A4 }, { "Tbar", 0x0166 }, { "Tcaron", 0x0164 },
	{ "Tcommaaccent", 0x0162 }, { "Theta", 0x0398 }, { "Thorn", 0x00DE },
	{ "U", 0x0055 }, { "Uacute", 0x00DA }, { "Ubreve", 0x016C },
	{ "Ucircumflex", 0x00DB }, { "Udieresis", 0x00DC },
	{ "Ugrave", 0x00D9 }, { "Uhorn", 0x01AF }, { "Uhungarumlaut", 0x0170 },
	{ "Umacron", 0x016A }, { "Uogonek", 0x0172 }, { "Upsilon", 0x03A5 },
	{ "Upsilon1", 0x03D2 }, { "Upsilondieresis", 0x03AB },
	{ "Upsilontonos", 0x038E }, { "Uring", 0x016E }, { "Utilde", 0x0168 },
	{ "V", 0x0056 }, { "W", 0x0057 }, { "Wacute", 0x1E82 },
	{ "Wcircumflex", 0x0174 }, { "Wdieresis", 0x1E84 },
	{ "Wgrave", 0x1E80 }, { "X", 0x0058 }, { "Xi", 0x039E },
	{ "Y", 0x0059 }, { "Yacute", 0x00DD }, { "Ycircumflex", 0x0176 },
	{ "Ydieresis", 0x0178 }, { "Ygrave", 0x1EF2 }, { "Z", 0x005A },
	{ "Zacute", 0x0179 }, { "Zcaron", 0x017D }, { "Zdotaccent", 0x017B },
	{ "Zeta", 0x0396 }, { "a", 0x0061 }, { "aacute", 0x00E1 },
	{ "abreve", 0x0103 }, { "acircumflex", 0x00E2 }, { "acute", 0x00B4 },
	{ "acutecomb", 0x0301 }, { "adieresis", 0x00E4 }, { "ae", 0x00E6 },
	{ "aeacute", 0x01FD }, { "afii61289", 0x2113 }, { "agrave", 0x00E0 },
	{ "aleph", 0x2135 }, { "alpha", 0x03B1 }, { "alphatonos", 0x03AC },
	{ "amacron", 0x0101 }, { "ampersand", 0x0026 }, { "angle", 0x2220 },
	{ "angleleft", 0x2329 }, { "angleright", 0x232A },
	{ "anoteleia", 0x0387 }, { "aogonek", 0x0105 },
	{ "approxequal", 0x2248 }, { "aring", 0x00E5 },
	{ "aringacute", 0x01FB }, { "arrowboth", 0x2194 },
	{ "arrowdblboth", 0x21D4 }, { "arrowdbldown", 0x21D3 },
	{ "arrowdblleft", 0x21D0 }, { "arrowdblright", 0x21D2 },
	{ "arrowdblup", 0x21D1 }, { "arrowdown", 0x2193 },
	{ "arrowleft", 0x2190 }, { "arrowright", 0x2192 },
	{ "arrowup", 0x2191 }, { "arrowupdn", 0x2195 },
	{ "arrowupdnbse", 0x21A8 }, { "asciicircum", 0x005E },
	{ "asciitilde", 0x007E }, { "asterisk", 0x002A },
	{ "asteriskmath", 0x2217 }, { "at", 0x0040 }, { "atilde", 0x00E3 },
	{ "b", 0x0062 }, { "backslash", 0x005C }, { "bar", 0x007C },
	{ "beta", 0x03B2 }, { "block", 0x2588 }, { "braceleft", 0x007B },
	{ "braceright", 0x007D }, { "bracketleft", 0x005B },
	{ "bracketright", 0x005D }, { "breve", 0x02D8 },
	{ "brokenbar", 0x00A6 }, { "bullet", 0x2022 }, { "c", 0x0063 },
	{ "cacute", 0x0107 }, { "caron", 0x02C7 }, { "carriagereturn", 0x21B5 },
	{ "ccaron", 0x010D }, { "ccedilla", 0x00E7 }, { "ccircumflex", 0x0109 },
	{ "cdotaccent", 0x010B }, { "cedilla", 0x00B8 }, { "cent", 0x00A2 },
	{ "checkmark", 0x2713 }, { "chi", 0x03C7 }, { "circle", 0x25CB },
	{ "circlemultiply", 0x2297 }, { "circleplus", 0x2295 },
	{ "circumflex", 0x02C6 }, { "club", 0x2663 }, { "colon", 0x003A },
	{ "colonmonetary", 0x20A1 }, { "comma", 0x002C },
	{ "congruent", 0x2245 }, { "copyright", 0x00A9 },
	{ "currency", 0x00A4 }, { "d", 0x0064 }, { "dagger", 0x2020 },
	{ "daggerdbl", 0x2021 }, { "dcaron", 0x010F }, { "dcroat", 0x0111 },
	{ "degree", 0x00B0 }, { "delta", 0x03B4 }, { "diamond", 0x2666 },
	{ "dieresis", 0x00A8 }, { "dieresistonos", 0x0385 },
	{ "divide", 0x00F7 }, { "dkshade", 0x2593 }, { "dnblock", 0x2584 },
	{ "dollar", 0x0024 }, { "dong", 0x20AB }, { "dotaccent", 0x02D9 },
	{ "dotbelowcomb", 0x0323 }, { "dotlessi", 0x0131 },
	{ "dotmath", 0x22C5 }, { "e", 0x0065 }, { "eacute", 0x00E9 },
	{ "ebreve", 0x0115 }, { "ecaron", 0x011B }, { "ecircumflex", 0x00EA },
	{ "edieresis", 0x00EB }, { "edotaccent", 0x0117 }, { "egrave", 0x00E8 },
	{ "eight", 0x0038 }, { "element", 0x2208 }, { "ellipsis", 0x2026 },
	{ "emacron", 0x0113 }, { "emdash", 0x2014 }, { "emptyset", 0x2205 },
	{ "endash", 0x2013 }, { "eng", 0x014B }, { "eogonek", 0x0119 },
	{ "epsilon", 0x03B5 }, { "epsilontonos", 0x03AD }, { "equal", 0x003D },
	{ "equivalence", 0x2261 }, { "estimated", 0x212E }, { "eta", 0x03B7 },
	{ "etatonos", 0x03AE }, { "eth", 0x00F0 }, { "exclam", 0x0021 },
	{ "exclamdbl", 0x203C }, { "exclamdown", 0x00A1 },
	{ "existential", 0x2203 }, { "f", 0x0066 }, { "female", 0x2640 },
	{ "ff", 0xFB00 }, { "ffi", 0xFB03 }, { "ffl", 0xFB04 },
	{ "fi", 0xFB01 }, { "figuredash", 0x2012 }, { "filledbox", 0x25A0 },
	{ "filledrect", 0x25AC }, { "five", 0x0035 }, { "fiveeighths", 0x215D },
	{ "fl", 0xFB02 }, { "florin", 0x0192 }, { "four", 0x0034 },
	{ "foursuperior", 0x2074 }, { "fraction", 0x2044 }, { "franc", 0x20A3 },
	{ "g", 0x0067 }, { "gamma", 0x03B3 }, { "gbreve", 0x011F },
	{ "gcaron", 0x01E7 }, { "gcircumflex", 0x011D },
	{ "gcommaaccent", 0x0123 }, { "gdotaccent", 0x0121 },
	{ "germandbls", 0x00DF }, { "gradient", 0x2207 }, { "grave", 0x0060 },
	{ "gravecomb", 0x0300 }, { "greater", 0x003E },
	{ "greaterequal", 0x2265 }, { "guillemotleft", 0x00AB },
	{ "guillemotright", 0x00BB }, { "guilsinglleft", 0x2039 },
	{ "guilsinglright", 0x203A }, { "h", 0x0068 }, { "hbar", 0x0127 },
	{ "hcircumflex", 0x0125 }, { "heart", 0x2665 },
	{ "hookabovecomb", 0x0309 }, { "house", 0x2302 },
	{ "hungarumlaut", 0x02DD }, { "hyphen", 0x002D }, { "i", 0x0069 },
	{ "iacute", 0x00ED }, { "ibreve", 0x012D }, { "icircumflex", 0x00EE },
	{ "idieresis", 0x00EF }, { "igrave", 0x00EC }, { "ij", 0x0133 },
	{ "imacron", 0x012B }, { "increment", 0x2206 }, { "infinity", 0x221E },
	{ "integral", 0x222B }, { "integralbt", 0x2321 },
	{ "integraltp", 0x2320 }, { "intersection", 0x2229 },
	{ "invbullet", 0x25D8 }, { "invcircle", 0x25D9 },
	{ "invsmileface", 0x263B }, { "iogonek", 0x012F }, { "iota", 0x03B9 },
	{ "iotadieresis", 0x03CA }, { "iotadieresistonos", 0x0390 },
	{ "iotatonos", 0x03AF }, { "itilde", 0x0129 }, { "j", 0x006A },
	{ "jcircumflex", 0x0135 }, { "k", 0x006B }, { "kappa", 0x03BA },
	{ "kcommaaccent", 0x0137 }, { "kgreenlandic", 0x0138 }, { "l", 0x006C },
	{ "lacute", 0x013A }, { "lambda", 0x03BB }, { "lcaron", 0x013E },
	{ "lcommaaccent", 0x013C }, { "ldot", 0x0140 }, { "less", 0x003C },
	{ "lessequal", 0x2264 }, { "lfblock", 0x258C }, { "lira", 0x20A4 },
	{ "logicaland", 0x2227 }, { "logicalnot", 0x00AC },
	{ "logicalor", 0x2228 }, { "longs", 0x017F }, { "lozenge", 0x25CA },
	{ "lslash", 0x0142 }, { "ltshade", 0x2591 }, { "m", 0x006D },
	{ "macron", 0x00AF }, { "male", 0x2642 }, { "middot", 0x00B7 },
	{ "minus", 0x2212 }, { "minute", 0x2032 }, { "mu", 0x00B5 },
	{ "multiply", 0x00D7 }, { "musicalnote", 0x266A },
	{ "musicalnotedbl", 0x266B }, { "n", 0x006E }, { "nacute", 0x0144 },
	{ "napostrophe", 0x0149 }, { "nbspace", 0x00A0 }, { "ncaron", 0x0148 },
	{ "ncommaaccent", 0x0146 }, { "nine", 0x0039 },
	{ "nonbreakingspace", 0x00A0 }, { "notelement", 0x2209 },
	{ "notequal", 0x2260 }, { "notsubset", 0x2284 }, { "ntilde", 0x00F1 },
	{ "nu", 0x03BD }, { "numbersign", 0x0023 }, { "numero", 0x2116 },
	{ "o", 0x006F }, { "oacute", 0x00F3 }, { "obreve", 0x014F },
	{ "ocircumflex", 0x00F4 }, { "odieresis", 0x00F6 }, { "oe", 0x0153 },
	{ "ogonek", 0x02DB }, { "ograve", 0x00F2 }, { "ohorn", 0x01A1 },
	{ "ohungarumlaut", 0x0151 }, { "omacron", 0x014D }, { "omega", 0x03C9 },
	{ "omega1", 0x03D6 }, { "omegatonos", 0x03CE }, { "omicron", 0x03BF },
	{ "omicrontonos", 0x03CC }, { "one", 0x0031 },
	{ "onedotenleader", 0x2024 }, { "oneeighth", 0x215B },
	{ "onehalf", 0x00BD }, { "onequarter", 0x00BC },
	{ "onesuperior", 0x00B9 }, { "onethird", 0x2153 },
	{ "openbullet", 0x25E6 }, { "ordfeminine", 0x00AA },
	{ "ordmasculine", 0x00BA }, { "orthogonal", 0x221F },
	{ "oslash", 0x00F8 }, { "oslashacute", 0x01FF }, { "otilde", 0x00F5 },
	{ "overscore", 0x00AF }, { "p", 0x0070 }, { "paragraph", 0x00B6 },
	{ "parenleft", 0x0028 }, { "parenright", 0x0029 },
	{ "partialdiff", 0x2202 }, { "percent", 0x0025 }, { "period", 0x002E },
	{ "periodcentered", 0x00B7 }, { "perpendicular", 0x22A5 },
	{ "perthousand", 0x2030 }, { "peseta", 0x20A7 }, { "phi", 0x03C6 },
	{ "phi1", 0x03D5 }, { "pi", 0x03C0 }, { "plus", 0x002B },
	{ "plusminus", 0x00B1 }, { "prescription", 0x211E },
	{ "product", 0x220F }, { "propersubset", 0x2282 },
	{ "propersuperset", 0x2283 }, { "proportional", 0x221D },
	{ "psi", 0x03C8 }, { "q", 0x0071 }, { "question", 0x003F },
	{ "questiondown", 0x00BF }, { "quotedbl", 0x0022 },
	{ "quotedblbase", 0x201E }, { "quotedblleft", 0x201C },
	{ "quotedblright", 0x201D }, { "quoteleft", 0x2018 },
	{ "quotereversed", 0x201B }, { "quoteright", 0x2019 },
	{ "quotesinglbase", 0x201A }, { "quotesingle", 0x0027 },
	{ "r", 0x0072 }, { "racute", 0x0155 }, { "radical", 0x221A },
	{ "rcaron", 0x0159 }, { "rcommaaccent", 0x0157 },
	{ "reflexsubset", 0x2286 }, { "reflexsuperset", 0x2287 },
	{ "registered", 0x00AE }, { "revlogicalnot", 0x2310 },
	{ "rho", 0x03C1 }, { "ring", 0x02DA }, { "rtblock", 0x2590 },
	{ "s", 0x0073 }, { "sacute", 0x015B }, { "scaron", 0x0161 },
	{ "scedilla", 0x015F }, { "scircumflex", 0x015D },
	{ "scommaaccent", 0x0219 }, { "second", 0x2033 }, { "section", 0x00A7 },
	{ "semicolon", 0x003B }, { "seven", 0x0037 },
	{ "seveneighths", 0x215E }, { "sfthyphen", 0x00AD },
	{ "shade", 0x2592 }, { "sigma", 0x03C3 }, { "sigma1", 0x03C2 },
	{ "similar", 0x223C }, { "six", 0x0036 }, { "slash", 0x002F },
	{ "smileface", 0x263A }, { "softhyphen", 0x00AD }, { "space", 0x0020 },
	{ "spade", 0x2660 }, { "sterling", 0x00A3 }, { "suchthat", 0x220B },
	{ "summation", 0x2211 }, { "sun", 0x263C }, { "t", 0x0074 },
	{ "tau", 0x03C4 }, { "tbar", 0x0167 }, { "tcaron", 0x0165 },
	{ "tcommaaccent", 0x0163 }, { "therefore", 0x2234 },
	{ "theta", 0x03B8 }, { "theta1", 0x03D1 }, { "thorn", 0x00FE },
	{ "three", 0x0033 }, { "threeeighths", 0x215C },
	{ "threequarters", 0x00BE }, { "threesuperior", 0x00B3 },
	{ "tilde", 0x02DC }, { "tildecomb", 0x0303 }, { "tonos", 0x0384 },
	{ "trademark", 0x2122 }, { "triagdn", 0x25BC }, { "triaglf", 0x25C4 },
	{ "triagrt", 0x25BA }, { "triagup", 0x25B2 }, { "two", 0x0032 },
	{ "twodotenleader", 0x2025 }, { "twosuperior", 0x00B2 },
	{ "twothirds", 0x2154 }, { "u", 0x0075 }, { "uacute", 0x00FA },
	{ "ubreve", 0x016D }, { "ucircumflex", 0x00FB },
	{ "udieresis", 0x00FC }, { "ugrave", 0x00F9 }, { "uhorn", 0x01B0 },
	{ "uhungarumlaut", 0x0171 }, { "umacron", 0x016B },
	{ "underscore", 0x005F }, { "underscoredbl", 0x2017 },
	{ "union", 0x222A }, { "universal", 0x2200 }, { "uogonek", 0x0173 },
	{ "upblock", 0x2580 }, { "upsilon", 0x03C5 },
	{ "upsilondieresis", 0x03CB }, { "upsilondieresistonos", 0x03B0 },
	{ "upsilontonos", 0x03CD }, { "uring", 0x016F }, { "utilde", 0x0169 },
	{ "v", 0x0076 }, { "w", 0x0077 }, { "wacute", 0x1E83 },
	{ "wcircumflex", 0x0175 }, { "wdieresis", 0x1E85 },
	{ "weierstrass", 0x2118 }, { "wgrave", 0x1E81 }, { "x", 0x0078 },
	{ "xi", 0x03BE }, { "y", 0x0079 }, { "yacute", 0x00FD },
	{ "ycircumflex", 0x0177 }, { "ydieresis", 0x00FF }, { "yen", 0x00A5 },
	{ "ygrave", 0x1EF3 }, { "z", 0x007A }, { "zacute", 0x017A },
	{ "zcaron", 0x017E }, { "zdotaccent", 0x017C }, { "zero", 0x0030 },
	{ "zerosuperior", 0x2070 }, { "zeta", 0x03B6 },
};

/* WinAnsiEncoding, 128 to 159; above it is Latin-1 */
static const uint16_t win_ansi[] = {
	0x20AC, 0x2022, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
	0x2030, 0x0160, 0x2039, 0x0152, 0x2022, 0x017D, 0x2022, 0x2022, 0x2018,
	0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
	0x203A, 0x0153, 0x2022, 0x017E, 0x0178,
};

/* MacRomanEncoding from 128 */
static const uint16_t mac_roman[] = {
	0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0,
	0x00E2, 0x00E4, 0x00E3, 0x00E5, 0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB,
	0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3, 0x00F2, 0x00F4, 0x00F6,
	0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3,
	0x00A7, 0x2022, 0x00B6, 0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8,
	0x2260, 0x00C6, 0x00D8, 0x221E, 0x00B1, 0x2264, 0x2265, 0x00A5, 0x00B5,
	0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6,
	0x00F8, 0x00BF, 0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB,
	0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5, 0x0152, 0x0153, 0x2013,
	0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178,
	0x2044, 0x00A4, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0x00B7, 0x201A,
	0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1, 0x00CB, 0x00C8, 0x00CD, 0x00CE,
	0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9,
	0x0131, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD,
	0x02DB, 0x02C7,
};

/* StandardEncoding where it is not ASCII */
static const struct {
	unsigned code;
	uint16_t character;
} standard[] = {
	{ 39, 0x2019 }, { 96, 0x2018 }, { 161, 0x00A1 }, { 162, 0x00A2 },
	{ 163, 0x00A3 }, { 164, 0x2044 }, { 165, 0x00A5 }, { 166, 0x0192 },
	{ 167, 0x00A7 }, { 168, 0x00A4 }, { 169, 0x0027 }, { 170, 0x201C },
	{ 171, 0x00AB }, { 172, 0x2039 }, { 173, 0x203A }, { 174, 0xFB01 },
	{ 175, 0xFB02 }, { 177, 0x2013 }, { 178, 0x2020 }, { 179, 0x2021 },
	{ 180, 0x00B7 }, { 182, 0x00B6 }, { 183, 0x2022 }, { 184, 0x201A },
	{ 185, 0x201E }, { 186, 0x201D }, { 187, 0x00BB }, { 188, 0x2026 },
	{ 189, 0x2030 }, { 191, 0x00BF }, { 193, 0x0060 }, { 194, 0x00B4 },
	{ 195, 0x02C6 }, { 196, 0x02DC }, { 197, 0x00AF }, { 198, 0x02D8 },
	{ 199, 0x02D9 }, { 200, 0x00A8 }, { 202, 0x02DA }, { 203, 0x00B8 },
	{ 205, 0x02DD }, { 206, 0x02DB }, { 207, 0x02C7 }, { 208, 0x2014 },
	{ 225, 0x00C6 }, { 227, 0x00AA }, { 232, 0x0141 }, { 233, 0x00D8 },
	{ 234, 0x0152 }, { 235, 0x00BA }, { 241, 0x00E6 }, { 245, 0x0131 },
	{ 248, 0x0142 }, { 249, 0x00F8 }, { 250, 0x0153 }, { 251, 0x00DF },
};
/* clang-format on */

uint32_t
pdf_encoding_character(const char *encoding, unsigned code)
{
	size_t i;

	if (strncmp(encoding, "Standard", 8) == 0) {
		for (i = 0; i < COUNT(standard); i++)
			if (standard[i].code == code)
				return standard[i].character;
		return code >= 32 && code < 127 ? code : 0;
	}
	if (code < 32 || code > 255)
		return 0;
	if (code < 127)
		return code;
	if (strncmp(encoding, "MacRoman", 8) == 0)
		return code == 127 ? 0 : mac_roman[code - 128];
	if (code == 127) /* codes that are not used show a bullet */
		return 0x2022;
	return code < 160 ? win_ansi[code - 128] : code;
}

/* Read n hexadecimal digits as a character; 0 when they are none. */
static uint32_t
hexadecimal(const unsigned char *p, size_t n)
{
	uint32_t v = 0;

	for (; n > 0; n--, p++) {
		if (pdf_hex_digit(*p) < 0 || (*p >= 'a' && *p <= 'f'))
			return 0;
		v = v << 4 | (uint32_t)pdf_hex_digit(*p);
	}
	return v;
}

uint32_t
pdf_glyph_listed(struct bytes name)
{
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (bytes_eqs(name, names[i].name))
			return names[i].character;
	return 0;
}

uint32_t
pdf_glyph_character(struct bytes name)
{
	uint32_t c;
	size_t i;

	for (i = 1; i < name.n; i++) /* "a.alt" is an a */
		if (name.p[i] == '.')
			name.n = i;
	if ((c = pdf_glyph_listed(name)) != 0)
		return c;
	if (name.n == 7 && memcmp(name.p, "uni", 3) == 0)
		return hexadecimal(name.p + 3, 4);
	if (name.n >= 5 && name.n <= 7 && name.p[0] == 'u')
		return hexadecimal(name.p + 1, name.n - 1);
	return 0;
}
