# make bench: the service and its engine against references (needs wrk).
EXTRA_DIST += tests/bench/run tests/bench/alone.py tests/bench/others.py \
	tests/bench/responders.py tests/bench/signature.mjs
noinst_HEADERS += tests/bench/bench.h tests/bench/house.h
BENCHES = tests/bench/engine tests/bench/gate tests/bench/responses \
	tests/bench/sign_file
EXTRA_PROGRAMS += $(BENCHES)
tests_bench_engine_SOURCES = tests/bench/engine.c tests/bench/bench.c \
	tests/bench/house.c tests/bench/house_sign.c
tests_bench_engine_LDADD = $(LDADD_PDF)
tests_bench_gate_SOURCES = tests/bench/gate.c tests/bench/bench.c
tests_bench_gate_LDADD = $(LDADD_PDF)
tests_bench_responses_SOURCES = tests/bench/responses.c tests/bench/bench.c \
	tests/bench/house.c
tests_bench_responses_LDADD = $(LDADD_PDF)
tests_bench_sign_file_SOURCES = tests/bench/sign_file.c tests/bench/bench.c \
	tests/bench/house.c tests/bench/house_sign.c
tests_bench_sign_file_LDADD = $(LDADD_PDF)
