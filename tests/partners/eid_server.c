/*
 * The simulated eID server: two TLS ports on loopback.
 *
 * soap_port  mTLS, SOAP for the service; GET /log, POST /control for tests
 * paos_port  TLS 1.2 with RSA-PSK, PAOS for the eID client
 *
 * Reads no card and checks no certificate of a card: the eID client says in
 * X-Specimen which card was held to it. TR-03130-1, RFC 4279.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "shared/base/text.h"
#include "tests/partners/eid_server.h"

#define REQUEST_MAX (512 * 1024)
#define PSK_SUITES                                             \
	"RSA-PSK-AES256-GCM-SHA384:RSA-PSK-AES128-GCM-SHA256:" \
	"RSA-PSK-AES256-CBC-SHA"

static struct eid_server server;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct port {
	SSL_CTX *tls;
	int fd;
	void (*answer)(SSL *ssl, const struct http *q, struct answer *out);
};

struct connection {
	struct port *port;
	int fd;
};

static void
die(const char *what)
{
	fprintf(stderr, "eid-server: %s\n", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

/* Append a header's value, when it is there, to a text of size n. */
static void
header(const char *head, const char *name, char *out, size_t n)
{
	const char *p = strcasestr(head, name);
	size_t len;

	if (p == NULL)
		return;
	p += strlen(name);
	p += strspn(p, " ");
	len = strcspn(p, "\r\n");
	snprintf(out, n, "%.*s", (int)len, p);
}

static bool
read_request(SSL *ssl, struct buf *in, struct http *q)
{
	char length[16] = "0", confirmed[8] = "";
	unsigned char *at;
	const char *end;
	int64_t body = -1;
	int got;

	for (;;) {
		if (buf_room(in, 16384, &at) ||
		    (got = SSL_read(ssl, at, 16384)) <= 0)
			return false;
		buf_wrote(in, (size_t)got);
		end = memmem(in->p, in->n, "\r\n\r\n", 4);
		if (end != NULL && body < 0) {
			header((char *)in->p, "\r\ncontent-length:", length,
			    sizeof(length));
			if (text_number(bytes_of(length), REQUEST_MAX, &body))
				return false;
		}
		if (end != NULL &&
		    in->n >= (size_t)(end + 4 - (char *)in->p) + (size_t)body)
			break;
	}
	q->body = bytes_at(end + 4, (size_t)body);
	if (sscanf((char *)in->p, "%7s %199s", q->method, q->path) != 2)
		return false;
	header(
	    (char *)in->p, "\r\nx-specimen:", q->specimen, sizeof(q->specimen));
	header((char *)in->p, "\r\nx-confirmed:", confirmed, sizeof(confirmed));
	q->cancelled = strcmp(confirmed, "no") == 0;
	return true;
}

static void
write_answer(SSL *ssl, const struct answer *out)
{
	char head[256];
	size_t n = out->half ? out->body.n / 2 : out->body.n;

	snprintf(head, sizeof(head),
	    "HTTP/1.1 %d -\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	    out->status, out->media, out->body.n);
	if (SSL_write(ssl, head, (int)strlen(head)) > 0 && n > 0)
		SSL_write(ssl, out->body.p, (int)n);
}

static void
say(struct answer *out, int status, const char *media, const char *text)
{
	out->status = status;
	out->media = media;
	if (buf_adds(&out->body, text))
		die("memory");
}

static void
control(const struct http *q, struct answer *out)
{
	json_t *v = json_loadb((const char *)q->body.p, q->body.n, 0, NULL);
	const char *persona = json_string_value(json_object_get(v, "persona"));

	snprintf(server.persona, sizeof(server.persona), "%s",
	    persona ? persona : "");
	say(out, 200, "application/json", "{}\n");
	json_decref(v);
}

/* The SOAP port: a client certificate for SOAP, none for tests' questions. */
static void
answer_soap(SSL *ssl, const struct http *q, struct answer *out)
{
	char *text;

	if (strcmp(q->path, "/log") == 0) {
		text = json_dumps(server.log, JSON_INDENT(1));
		say(out, 200, "application/json", text);
		free(text);
	} else if (strcmp(q->path, "/control") == 0) {
		control(q, out);
	} else if (strcmp(q->method, "POST") != 0) {
		say(out, 405, "text/plain", "method\n");
	} else if (SSL_get0_peer_certificate(ssl) == NULL ||
	    SSL_get_verify_result(ssl) != X509_V_OK) {
		say(out, 403, "text/plain", "client certificate\n");
	} else {
		eid_soap(&server, q, out);
	}
}

static void
message_id(struct bytes body, char *out, size_t n)
{
	const char *p = memmem(body.p, body.n, "MessageID", 9);
	size_t len;

	if (p == NULL || (p = strchr(p, '>')) == NULL)
		return;
	len = strcspn(p + 1, "<&");
	snprintf(out, n, "%.*s", (int)len, p + 1);
}

/* The PAOS port: the card is read, or the person cancels. */
static void
answer_paos(SSL *ssl, const struct http *q, struct answer *out)
{
	struct session *s = session_by_psk(SSL_get_psk_identity(ssl));
	bool ok = s != NULL && s->state == SESSION_NEW && !q->cancelled;
	char id[200] = "";

	if (s != NULL && s->state == SESSION_NEW) {
		s->state = ok ? SESSION_READ : SESSION_CANCELLED;
		if (q->specimen[0] != '\0')
			snprintf(
			    s->persona, sizeof(s->persona), "%s", q->specimen);
	}
	message_id(q->body, id, sizeof(id));
	out->media = "application/vnd.paos+xml;charset=UTF-8";
	if (buf_addf(&out->body,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
		"<soap:Envelope xmlns:soap=\"" WSS_SOAP "\" xmlns:wsa="
		"\"http://www.w3.org/2005/03/addressing\"><soap:Header>"
		"<wsa:RelatesTo>%s</wsa:RelatesTo><wsa:MessageID>urn:uuid:%s"
		"</wsa:MessageID></soap:Header><soap:Body><StartPAOSResponse "
		"Profile=\"http://www.bsi.bund.de/ecard/api/1.1\" xmlns="
		"\"urn:iso:std:iso-iec:24727:tech:schema\"><Result xmlns="
		"\"urn:oasis:names:tc:dss:1.0:core:schema\"><ResultMajor>http:/"
		"/"
		"www.bsi.bund.de/ecard/api/1.1/resultmajor#%s</ResultMajor>%s"
		"</Result></StartPAOSResponse></soap:Body></soap:Envelope>",
		id, s ? s->id : "none", ok ? "ok" : "error",
		ok ? ""
		   : "<ResultMinor>http://www.bsi.bund.de/ecard/api/1.1/"
		     "resultminor/"
		     "sal#cancellationByUser</ResultMinor>"))
		die("memory");
}

static void
converse(SSL *ssl, struct port *port)
{
	struct answer out = { 200, "text/plain", BUF(ANSWER_MAX), false };
	struct buf in = BUF(REQUEST_MAX + 65536);
	struct http q = { 0 };

	if (read_request(ssl, &in, &q)) {
		pthread_mutex_lock(&lock);
		port->answer(ssl, &q, &out);
		pthread_mutex_unlock(&lock);
		write_answer(ssl, &out);
	}
	buf_free(&in);
	buf_free(&out.body);
}

static void *
serve_one(void *arg)
{
	struct connection *c = arg;
	const struct timeval limit = { .tv_sec = 20 };
	SSL *ssl = SSL_new(c->port->tls);

	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	SSL_set_fd(ssl, c->fd);
	if (SSL_accept(ssl) == 1) {
		converse(ssl, c->port);
		SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	close(c->fd);
	free(c);
	return NULL;
}

static void *
listen_on(void *arg)
{
	struct port *port = arg;
	struct connection *c;
	pthread_t t;

	for (;;) {
		c = malloc(sizeof(*c));
		if (c == NULL || (c->fd = accept(port->fd, NULL, NULL)) < 0) {
			free(c);
			continue;
		}
		c->port = port;
		if (pthread_create(&t, NULL, serve_one, c) == 0)
			pthread_detach(t);
	}
	return NULL;
}

static unsigned
find_psk(SSL *ssl, const char *identity, unsigned char *psk, unsigned max)
{
	struct session *s;
	unsigned n = 0;

	(void)ssl;
	pthread_mutex_lock(&lock);
	s = session_by_psk(identity);
	if (s != NULL && max >= sizeof(s->psk)) {
		n = sizeof(s->psk);
		memcpy(psk, s->psk, n);
	}
	pthread_mutex_unlock(&lock);
	return n;
}

static const char *
text_of(json_t *cfg, const char *key)
{
	const char *v = json_string_value(json_object_get(cfg, key));

	if (v == NULL)
		die(key);
	return v;
}

static int
port_of(json_t *cfg, const char *key)
{
	json_int_t v = json_integer_value(json_object_get(cfg, key));

	if (v < 1 || v > 65535)
		die(key);
	return (int)v;
}

static SSL_CTX *
tls_context(json_t *cfg)
{
	SSL_CTX *x = SSL_CTX_new(TLS_server_method());

	if (x == NULL ||
	    SSL_CTX_set_min_proto_version(x, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_use_certificate_chain_file(x, text_of(cfg, "tls_cert")) !=
		1 ||
	    SSL_CTX_use_PrivateKey_file(
		x, text_of(cfg, "tls_key"), SSL_FILETYPE_PEM) != 1)
		die("TLS certificate or key");
	return x;
}

static SSL_CTX *
soap_context(json_t *cfg)
{
	SSL_CTX *x = tls_context(cfg);

	if (SSL_CTX_load_verify_file(x, text_of(cfg, "client_ca")) != 1)
		die("client_ca");
	SSL_CTX_set_verify(x, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_session_id_context(x, (const unsigned char *)"soap", 4);
	return x;
}

static SSL_CTX *
paos_context(json_t *cfg)
{
	SSL_CTX *x = tls_context(cfg);

	if (SSL_CTX_set_max_proto_version(x, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(x, PSK_SUITES) != 1)
		die("PSK suites");
	SSL_CTX_set_psk_server_callback(x, find_psk);
	return x;
}

static int
bind_port(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, 64) != 0)
		die("port is taken");
	return fd;
}

static void
load(json_t *cfg)
{
	char path[4096];

	server.soap_port = port_of(cfg, "soap_port");
	server.paos_port = port_of(cfg, "paos_port");
	server.log = json_array();
	snprintf(server.url, sizeof(server.url), "https://%s:%d/paos",
	    text_of(cfg, "host"), server.paos_port);
	snprintf(path, sizeof(path), "%s/eid.xsd", text_of(cfg, "schema_dir"));
	if (wss_init() || xml_schema_load(path, &server.schema) ||
	    wss_pin_load(text_of(cfg, "client_sign_cert"), &server.client) ||
	    wss_signer_load(text_of(cfg, "sign_key"), text_of(cfg, "sign_cert"),
		&server.signer))
		die("WS-Security keys or schema");
}

static void
leave(int sig)
{
	(void)sig;
	_exit(0);
}

int
main(int argc, char **argv)
{
	json_error_t why;
	json_t *all, *cfg;
	struct port soap, paos;
	pthread_t t;

	if (argc != 2)
		die("usage: eid_server CONFIG.json");
	all = json_load_file(argv[1], 0, &why);
	if ((cfg = json_object_get(all, "eid_server")) == NULL)
		die("no section eid_server");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, leave);
	signal(SIGINT, leave);
	load(cfg);
	soap = (struct port){ soap_context(cfg), bind_port(server.soap_port),
		answer_soap };
	paos = (struct port){ paos_context(cfg), bind_port(server.paos_port),
		answer_paos };
	json_decref(all);
	if (pthread_create(&t, NULL, listen_on, &paos) != 0)
		die("thread");
	printf("ready eid-server\n");
	fflush(stdout);
	listen_on(&soap);
	return 1;
}
