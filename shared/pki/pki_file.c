/*
 * Which files keys and certificates are, and whose.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/pki_file.h"

#include <stdio.h>

#include "shared/base/log.h"

/* clang-format off */
/* section, key, path below STATE/, owner, secret */
const struct pki_file_row pki_files[PKI__MAX] = {
	[PKI_ROOT_KEY]       = { "pki",    "root_key_file",     "root/root.key",       NULL,     true },
	[PKI_ROOT_CERT]      = { "pki",    NULL,                "pki/root.pem",        NULL,     false },
	[PKI_ROOT_CRL]       = { "pki",    NULL,                "pki/root.crl",        NULL,     false },
	[PKI_SIMPLE_KEY]     = { "ca",     "simple_key_file",   "ca/simple.key",       "ca",     true },
	[PKI_SIMPLE_CERT]    = { "pki",    NULL,                "pki/simple.pem",      NULL,     false },
	[PKI_ADVANCED_KEY]   = { "ca",     "advanced_key_file", "ca/advanced.key",     "ca",     true },
	[PKI_ADVANCED_CERT]  = { "pki",    NULL,                "pki/advanced.pem",    NULL,     false },
	[PKI_QUALIFIED_KEY]  = { "ca",     "qualified_key_file", "ca/qualified.key",   "ca",     true },
	[PKI_QUALIFIED_CERT] = { "pki",    NULL,                "pki/qualified.pem",   NULL,     false },
	[PKI_TSA_KEY]        = { "tsa",    "key_file",          "tsa/tsa.key",         "tsa",    true },
	[PKI_TSA_CERT]       = { "pki",    NULL,                "pki/tsa.pem",         NULL,     false },
	[PKI_TL_KEY]         = { "pki",    "tl_key_file",       "root/tl.key",         NULL,     true },
	[PKI_TL_CERT]        = { "pki",    NULL,                "pki/tl.pem",          NULL,     false },
	[PKI_PERSON_KEY]     = { "ca",     "person_key_file",   "ca/person.key",       "ca",     true },
	[PKI_SIGNER_KEK]     = { "signer", "kek_file",          "signer/kek",          "signer", true },
	[PKI_SIGNER_MAC]     = { "signer", "mac_key_file",      "signer/mac.key",      "signer", true },
	[PKI_DOCUMENT_KEK]   = { "portal", "document_kek_file", "portal/document.kek", "portal", true },
	[PKI_IDENT_KEY]      = { "ident",  "key_file",          "ident/ident.key",     "ident",  true },
	[PKI_NOTIFY_KEY]     = { "notify", "key_file",          "notify/notify.key",   "notify", true },
	[PKI_NOTIFY_PUBLIC]  = { "pki",    NULL,                "pki/notify.pub",      NULL,     false },
};
/* clang-format on */

char *
pki_file_path(const struct config_common *c, enum pki_file f, const char *named,
    struct arena *a)
{
	if (named && *named)
		return arena_str(a, named);
	return arena_printf(a, "%s/%s", c->state_dir, pki_files[f].path);
}

enum err
pki_file_public(const char *path, unsigned char out[32])
{
	FILE *f = fopen(path, "rbe");
	enum err r = E_OK;

	if (!f)
		return log_err(E_NOTFOUND, "pki.file", "path=%s", path);
	if (fread(out, 1, 32, f) != 32 || fgetc(f) != EOF)
		r = log_err(E_INPUT, "pki.file", "path=%s length", path);
	(void)fclose(f);
	return r;
}
