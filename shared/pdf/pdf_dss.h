/*
 * The document security store: what a validator needs once the network no
 * longer knows it. EN 319 142-1 5.4, ISO 32000-2 12.8.4.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_DSS_H
#define FERNSIGN_PDF_DSS_H

#include "shared/pdf/pdf_increment.h"

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

#endif
