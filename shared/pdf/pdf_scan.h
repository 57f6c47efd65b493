/*
 * The file from outside: header, end, and every cross-reference section as
 * it stands there, read by our own code before any library looks.
 *
 * The increment writer, the comparison of revisions and the check of object
 * syntax all need offsets that libraries keep to themselves; and a file whose
 * cross-reference readers would have to repair is refused here. Nothing is
 * searched for but the end of the file. ISO 32000-1 7.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_SCAN_H
#define FERNSIGN_PDF_SCAN_H

#include "shared/pdf/pdf_object.h"
#include "shared/pdf/pdf_verdict.h"

enum pdf_xref_kind { PDF_XREF_TABLE, PDF_XREF_STREAM, PDF_XREF_HYBRID };

enum pdf_entry_kind { PDF_E_NONE, PDF_E_FREE, PDF_E_AT, PDF_E_IN };

struct pdf_entry {
	enum pdf_entry_kind kind;
	int id;
	int gen;     /* AT, FREE; 0 for IN */
	size_t at;   /* AT: offset; IN: number of the object stream */
	int index;   /* IN: position in it */
	int section; /* in pdf_scan.newest: which one says so */
};

struct pdf_section {
	enum pdf_xref_kind kind;
	size_t at;        /* where it starts */
	size_t end;       /* behind its trailer or stream object */
	int64_t prev;     /* -1: none */
	int64_t xref_stm; /* HYBRID; else -1 */
	int size;         /* its /Size */
	struct pdf_obj trailer;
	struct pdf_entry *entry;
	size_t n;
	bool strict; /* table entries written exactly as ISO 19005 wants */
};

struct pdf_scan {
	struct bytes file;
	int version;                 /* 17 for "%PDF-1.7" */
	size_t eof;                  /* offset of the last "%%EOF" */
	struct pdf_section *section; /* newest first */
	size_t n;
	int size;                 /* the largest /Size of all sections */
	struct pdf_entry *newest; /* by object number, size rows */
};

/*
 * Scan a file.
 *
 * file  borrowed, must outlive *out
 * a     holds the result
 * no    why, on E_INPUT
 *
 * E_INPUT  refused: not a PDF, encrypted, damaged, over a limit
 * E_NOMEM  arena exhausted
 */
enum err pdf_scan(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_scan *out) MUST_USE;

/* Where the data of a stream lies in the file. */
struct pdf_extent {
	size_t data; /* offset of its first octet */
	size_t n;    /* /Length */
	size_t end;  /* behind "endobj" */
};

/*
 * Read the object that starts at an offset: "id gen obj … endobj".
 *
 * e        its offset, and which id and gen must stand there
 * ext      where a stream's data starts (n and end are not set); NULL allowed
 *
 * E_INPUT  something else stands there
 * E_LIMIT  nested too deeply
 * E_NOMEM  arena exhausted
 */
enum err pdf_scan_object(const struct pdf_scan *s, const struct pdf_entry *e,
    struct arena *a, struct pdf_obj *out, struct pdf_extent *ext) MUST_USE;

/*
 * Find the data of a stream from its start and length and check that
 * "endstream" and "endobj" follow it.
 *
 * E_INPUT  they do not
 */
enum err pdf_scan_extent(
    const struct pdf_scan *s, int64_t length, struct pdf_extent *ext) MUST_USE;

#endif
