/*
 * What reading and judging CMS signatures share; not for other folders.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CMS_READ_H
#define FERNSIGN_PKI_CMS_READ_H

#include <openssl/cms.h>

#include "shared/pki/cms.h"

/* Say why a signature is refused (it is somebody's file, not a fault); r. */
enum err cms_refused(enum err r, const char *clause);

/*
 * Read the ContentInfo and look at what stands behind it.
 *
 * out    owned by the caller, also on failure
 * used   octets of the ContentInfo
 *
 * E_INPUT  no SignedData, or something stands behind it
 */
enum err cms_parse(
    struct bytes in, bool padded, CMS_ContentInfo **out, size_t *used) MUST_USE;

/* Find the one SignerInfo of a detached signature; borrowed. E_INPUT. */
enum err cms_signer(CMS_ContentInfo *cms, CMS_SignerInfo **out) MUST_USE;

/* Copy everything that a SignerInfo says. E_INPUT, E_NOMEM. */
enum err cms_facts(CMS_ContentInfo *cms, CMS_SignerInfo *si, struct arena *a,
    struct cms_facts *f) MUST_USE;

/* Find the single value of the single signed attribute nid; n 0 if none. */
struct bytes cms_signed_value(CMS_SignerInfo *si, int nid, int type);

#endif
