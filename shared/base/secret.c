/*
 * Secrets in locked memory of libsodium, read from files that only their
 * owner may read, wiped at the end, compared in constant time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/log.h"

enum err
secret_new(size_t n, struct secret *out)
{
	unsigned char *p;

	if (sodium_init() < 0 || (p = sodium_malloc(n)) == NULL)
		return log_err(E_NOMEM, "secret.new", "bytes=%zu", n);
	sodium_memzero(p, n);
	out->p = p;
	out->n = n;
	return E_OK;
}

/* Read until the end or until n octets are there; -1 on error. */
static ssize_t
read_all(int fd, unsigned char *p, size_t n)
{
	size_t at = 0;
	ssize_t got;

	while (at < n) {
		got = read(fd, p + at, n - at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		at += (size_t)got;
	}
	return (ssize_t)at;
}

static enum err
open_owned(const char *path, int *fd)
{
	struct stat st;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd < 0 || fstat(*fd, &st) != 0)
		return log_err(
		    E_NOTFOUND, "secret.file", "path=%s errno=%d", path, errno);
	if (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return log_err(E_DENIED, "secret.mode", "path=%s mode=%o", path,
		    (unsigned)st.st_mode);
	return E_OK;
}

/* Read at most most octets; a file that holds more is refused. */
static enum err
read_file(const char *path, size_t most, struct secret *out)
{
	struct secret s = { NULL, 0 };
	int fd = -1;
	ssize_t got;
	enum err r;

	if ((r = open_owned(path, &fd)) || (r = secret_new(most + 1, &s)))
		goto out;
	got = read_all(fd, s.p, most + 1);
	if (got <= 0 || (size_t)got > most) {
		r = log_err(E_INPUT, "secret.length", "path=%s", path);
		goto out;
	}
	s.n = (size_t)got;
	*out = s;
	s.p = NULL;
out:
	secret_free(&s);
	if (fd >= 0)
		(void)close(fd);
	return r;
}

enum err
secret_file(const char *path, size_t max, struct secret *out)
{
	struct secret s = { NULL, 0 };
	enum err r;

	/* Two octets more for a line end that does not count. */
	if ((r = read_file(path, max + 2, &s)))
		return r;
	if (s.p != NULL && s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	if (s.p != NULL && s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	if (s.n == 0 || s.n > max) {
		secret_free(&s);
		return log_err(E_INPUT, "secret.length", "path=%s", path);
	}
	*out = s;
	return E_OK;
}

enum err
secret_key_file(const char *path, size_t n, struct secret *out)
{
	struct secret s = { NULL, 0 };
	enum err r;

	if ((r = read_file(path, n, &s)))
		return r;
	if (s.n != n) {
		secret_free(&s);
		return log_err(E_INPUT, "secret.length", "path=%s", path);
	}
	*out = s;
	return E_OK;
}

struct bytes
secret_bytes(const struct secret *s)
{
	return bytes_at(s->p, s->n);
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	sodium_free(s->p);
	s->p = NULL;
	s->n = 0;
}

bool
secret_eq(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void
secret_wipe(void *p, size_t n)
{
	if (n > 0)
		sodium_memzero(p, n);
}
