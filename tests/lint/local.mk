# What looks at the code and not at what it does, and builds of another kind:
# each stands in a folder of its own below the build folder.

EXTRA_DIST += tests/lint/lsan.supp tests/lint/house.py tests/lint/tidy.sh
C_FILES = cd $(srcdir) && find shared modules tests -name node_modules -prune \
	-o -name '*.[ch]' -print
CPPFLAGS_OF_LINT = -I. -D_GNU_SOURCE -include mysql.h \
	-include freetype/freetype.h \
	-include shared/base/banned.h \
	-DSYSCONFDIR='"/etc"' -DPKGDATADIR='"/usr/share"' \
	-DLIBEXECDIR='"/usr/libexec"' $(MARIADB_CFLAGS) \
	$(XML_CFLAGS) $(XMLSEC_CFLAGS) $(QPDF_CFLAGS) $(HARFBUZZ_CFLAGS) \
	$(FREETYPE_CFLAGS)

lint: lint-house lint-headers lint-format lint-shell lint-cppcheck lint-tidy

lint-house:
	$(srcdir)/tests/lint/house.py $(srcdir)

# A header compiles alone.
lint-headers:
	cd $(srcdir) && for h in `find shared modules -name '*.h' \
	    ! -name banned.h`; do \
		$(CC) -std=c11 -I. -D_GNU_SOURCE -fsyntax-only -x c \
			$(MARIADB_CFLAGS) $(XML_CFLAGS) $(XMLSEC_CFLAGS) \
			$(HARFBUZZ_CFLAGS) $$h || exit 1; \
	done

lint-format:
	$(C_FILES) | xargs clang-format --dry-run -Werror

lint-shell:
	cd $(srcdir) && shellcheck autogen.sh .ci/run \
		`find tests www -name node_modules -prune -o -name '*.sh' -print`

lint-cppcheck:
	cd $(srcdir) && cppcheck -q --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem --suppress=uninitvar \
		-I. -D_GNU_SOURCE shared modules

lint-tidy:
	cd $(srcdir) && tests/lint/tidy.sh $(CPPFLAGS_OF_LINT)

# A second build with other flags, below this one.
SECOND = $(MKDIR_P) $@.d && cd $@.d && { test -e Makefile || \
	$(abs_srcdir)/configure -q

check-asan:
	$(SECOND) --enable-sanitizers CFLAGS='-O1 -g'; }
	cd $@.d && $(MAKE) check

coverage:
	$(SECOND) --enable-coverage CFLAGS='-O0 -g'; }
	cd $@.d && $(MAKE) check
	cd $@.d && lcov -q -c -d . -o all.info && \
		lcov -q -r all.info '/usr/*' '*/tests/*' -o coverage.info && \
		lcov --summary coverage.info

# FUZZ_S seconds for each target; finds stay in fuzz.d/. Allocations are
# unwound fast: OpenSSL's are so many that slow ones leave 17 runs a second.
FUZZ_S = 60
fuzz:
	$(SECOND) --enable-fuzz --disable-werror CC=clang CFLAGS='-O1 -g'; }
	cd $@.d && $(MAKE) fuzz-run FUZZ_S='$(FUZZ_S)'

fuzz-run:
	set -e; $(AM_TESTS_ENVIRONMENT) \
	for t in $(FUZZERS); do \
		n=$${t##*/}; n=$${n%_fuzz}; $(MAKE) -s $$t; \
		$(MKDIR_P) new/$$n; \
		./$$t -max_total_time=$(FUZZ_S) -rss_limit_mb=2048 -timeout=10 \
			-close_fd_mask=2 \
			-print_final_stats=1 new/$$n \
			$(abs_srcdir)/tests/fuzz/corpus/$$n >$$n.log 2>&1 || \
			{ tail -n 40 $$n.log; exit 1; }; \
		echo "$$n: `sed -n 's/stat::number_of_executed_units: *//p' \
			$$n.log` runs"; \
	done

bench: all $(BENCHES)
	$(srcdir)/tests/bench/run --build . --out bench.json

clean-local:
	rm -rf check-asan.d coverage.d fuzz.d tests/interop/signed

.PHONY: lint lint-house lint-headers lint-format lint-shell lint-cppcheck lint-tidy \
	check-asan coverage fuzz fuzz-run bench

check_SCRIPTS += tests/lint/catalogue.test tests/lint/config_keys.test
EXTRA_DIST += tests/lint/catalogue.test tests/lint/config_keys.test
tests/lint/config_keys.log: $(libexec_PROGRAMS)
