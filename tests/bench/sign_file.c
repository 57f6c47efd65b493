/*
 * Sign one file in one process, to be compared with others' commands.
 *
 *	sign_file KEY CERTIFICATE IN OUT
 *
 * KEY is PEM, PKCS#8, readable by its owner alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/base/log.h"
#include "shared/pdf/pdf_limits.h"
#include "tests/bench/bench.h"
#include "tests/bench/house.h"

static enum err
write_file(const char *path, struct bytes v)
{
	FILE *f = fopen(path, "wbe");
	bool ok = f && fwrite(v.p, 1, v.n, f) == v.n;

	return f && fclose(f) == 0 && ok ? E_OK : E_DENIED;
}

int
main(int argc, char *argv[])
{
	struct buf pdf = BUF(PDF_LIMIT_RESULT);
	struct arena *a = NULL;
	struct house h = { .a = NULL };
	enum err r;

	log_open("sign_file", LOG_FAULT);
	if (argc != 5) {
		fputs("usage: sign_file KEY CERTIFICATE IN OUT\n", stderr);
		return EXIT_FAILURE;
	}
	if ((r = house_load(&h, argv[1], argv[2])) ||
	    (r = arena_new(PDF_LIMIT_ARENA, &a)) ||
	    (r = bench_read(argv[3], &pdf)) ||
	    (r = house_sign(&h, HOUSE_B, a, &pdf)) ||
	    (r = write_file(argv[4], buf_bytes(&pdf))))
		fprintf(stderr, "sign_file: %s\n", err_name(r));
	buf_free(&pdf);
	arena_free(a);
	house_clear(&h);
	return r != E_OK;
}
