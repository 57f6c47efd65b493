/*
 * The document security store: what a validator needs once the network no
 * longer knows it. EN 319 142-1 5.4, ISO 32000-2 12.8.4.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_DSS_H
#define FERNSIGN_PDF_DSS_H

#include "shared/pdf/pdf_increment.h"

#define PDF_DSS_READ 200 /* pieces of one kind */

enum pdf_dss_kind { PDF_DSS_CERTS, PDF_DSS_OCSPS, PDF_DSS_CRLS, PDF_DSS__MAX };

/* DER certificates, OCSPResponses, CertificateLists; borrowed. */
struct pdf_dss_data {
	struct {
		const struct bytes *at;
		size_t n;
	} kind[PDF_DSS__MAX];
};

/*
 * Make the increment that adds validation data to /DSS, which is made if
 * there is none. What stands there already, octet for octet, is not written
 * again; nothing that stands there is taken away. /VRI is not written.
 *
 * f    open, judged
 * out  empty; receives the octets that stand behind the document, and stays
 *      empty when nothing was missing
 *
 * E_INPUT  the present /DSS is malformed (noted as damaged)
 * E_NOMEM  out of memory
 */
enum err pdf_dss(struct pdf_file *f, const struct pdf_dss_data *data,
    struct buf *out) MUST_USE;

/*
 * Read what stands in /DSS, at most PDF_DSS_READ of each kind.
 *
 * out  octets in the document's arena; none when there is no /DSS
 *
 * E_INPUT  malformed (noted); E_NOMEM
 */
enum err pdf_dss_read(struct pdf_file *f, struct pdf_dss_data *out) MUST_USE;

#endif
