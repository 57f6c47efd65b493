/*
 * Fuzz what partners send: parser, WS-Security, schema, extraction.
 *
 * The signature of made-up octets never holds, so the payload is read as if
 * it had: the first octet chooses what the rest is taken for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/model/eid_message.h"
#include "shared/model/ident_event.h"
#include "shared/pki/wss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct xml_schema *eid, *event;
static struct wss_pin *pin;
static struct arena *arena;

/* A certificate for the pin; its key is nobody's. */
static const char certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBdjCCARugAwIBAgIUb/9t//job0ZJarP2wvSm6L1+zz4wCgYIKoZIzj0EAwIw\n"
    "DzENMAsGA1UEAwwEZnV6ejAgFw0yNjExMjUxMzQ3MTFaGA8yMDgxMDgyODEzNDcx\n"
    "MVowDzENMAsGA1UEAwwEZnV6ejBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIzT\n"
    "Jfu23SUeFkYF0KKMANl6H3X+KWKThRqufr3XomekX/9zMkLGEOqGV3g0hxMVu52G\n"
    "s9GypNTSM7glbHaaRvqjUzBRMB0GA1UdDgQWBBRdhrHNL8Mwz8qMo4XD8HKsmkwQ\n"
    "ezAfBgNVHSMEGDAWgBRdhrHNL8Mwz8qMo4XD8HKsmkwQezAPBgNVHRMBAf8EBTAD\n"
    "AQH/MAoGCCqGSM49BAMCA0kAMEYCIQC/sBHGC6EfsmjFxAZ5HeaKsYJXMslCpKue\n"
    "Et/QGEMc4wIhAOyU7MtatjN5RBMXN3mdeNQGY/RGH8+XtMp+LD3sZHIZ\n"
    "-----END CERTIFICATE-----\n";

static void
load_pin(void)
{
	char path[] = "/tmp/xml_fuzz.XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");

	if (f == NULL || fputs(certificate, f) < 0 || fclose(f) != 0 ||
	    wss_pin_load(path, &pin))
		abort();
	remove(path);
}

static void
load(void)
{
	const char *top = getenv("top_srcdir");
	char path[4096];

	log_open("xml_fuzz", LOG_FAULT);
	if (wss_init() || arena_new(8 << 20, &arena))
		abort();
	snprintf(path, sizeof(path), "%s/www/schema/eid.xsd", top ? top : ".");
	if (xml_schema_load(path, &eid))
		abort();
	snprintf(path, sizeof(path), "%s/www/schema/ident-event.xsd",
	    top ? top : ".");
	if (xml_schema_load(path, &event))
		abort();
	load_pin();
}

static void
read_payload(int kind, struct xml_doc *doc)
{
	struct eid_start start;
	struct ident_event e;
	struct person p;
	enum eid_code code;
	enum err r = E_OK;

	if (kind == 1)
		r = eid_result_read(xml_root(doc), eid, &code, &p, arena);
	else if (kind == 2)
		r = eid_use_id_read(xml_root(doc), eid, &code, &start, arena);
	else if (kind == 3)
		r = ident_event_read(xml_root(doc), event, &e, &p, NULL, arena);
	if (r == E_OK && kind == 3 && e.outcome == OUTCOME_SUCCESS &&
	    (p.given_names == NULL || p.family_name == NULL))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct xml_node *payload;
	struct xml_doc *doc = NULL;
	struct bytes text;
	char reference[10];

	if (arena == NULL)
		load();
	if (n < 1)
		return 0;
	arena_reset(arena);
	text = bytes_at(data + 1, n - 1);
	if (ident_event_reference(text, reference) == E_OK &&
	    reference[4] != '-')
		abort();
	if (xml_parse(text, &doc))
		return 0;
	read_payload(data[0] & 3, doc);
	if ((data[0] & 3) == 0 &&
	    wss_verify(pin, doc, clock_now(), 0, &payload, NULL) == E_OK)
		abort(); /* nobody has the key */
	if ((data[0] & 4) != 0 && wss_verify_enveloped(pin, doc, NULL) == E_OK)
		abort();
	xml_free(doc);
	return 0;
}
