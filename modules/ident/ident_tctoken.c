/*
 * The TcToken. See ident_tctoken.h. Root and children have no namespace;
 * the order suits both published schemas.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_tctoken.h"

#include <string.h>
#include <strings.h>

#include "shared/pki/xml.h"

#define HEAD    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TCTokenType>"
#define BINDING "<Binding>urn:liberty:paos:2006-08</Binding>"
#define RFC4279 \
	"<PathSecurity-Protocol>urn:ietf:rfc:4279</PathSecurity-Protocol>"

enum err
tctoken_write(struct buf *out, const struct tctoken *t)
{
	enum err r;

	if ((r = buf_adds(out, HEAD)) ||
	    (r = xml_leaf(out, "ServerAddress", t->server_address)) ||
	    (r = xml_leaf(out, "SessionIdentifier", t->session_identifier)) ||
	    (r = xml_leaf(out, "RefreshAddress", t->refresh_address)) ||
	    (r = xml_leaf(
		 out, "CommunicationErrorAddress", t->error_address)) ||
	    (r = buf_adds(out, BINDING RFC4279 "<PathSecurity-Parameters>")) ||
	    (r = xml_leaf(out, "PSK", t->psk)))
		return r;
	return buf_adds(out, "</PathSecurity-Parameters></TCTokenType>\n");
}

enum err
tctoken_write_error(struct buf *out, const char *error_address)
{
	enum err r;

	if ((r = buf_adds(out,
		 HEAD "<ServerAddress/><SessionIdentifier/>"
		      "<RefreshAddress/>")) ||
	    (r = xml_leaf(out, "CommunicationErrorAddress", error_address)))
		return r;
	return buf_adds(out,
	    "<Binding/><PathSecurity-Protocol/>"
	    "<PathSecurity-Parameters/></TCTokenType>\n");
}

/* The host of an https address; empty when it is none. */
static struct bytes
host_of(const char *url)
{
	if (url == NULL || strncmp(url, "https://", 8) != 0)
		return bytes_at(NULL, 0);
	return bytes_at(url + 8, strcspn(url + 8, ":/?#"));
}

bool
tctoken_server_allowed(const char *address, const char *ours)
{
	struct bytes a = host_of(address), b = host_of(ours);

	return a.n > 0 && a.n == b.n && strchr(address, '@') == NULL &&
	    strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
}
