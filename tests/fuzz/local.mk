# A target per parser of outside bytes: LLVMFuzzerTestOneInput in a file of
# its own. With --enable-fuzz it becomes a libFuzzer program, else a program
# that replays tests/fuzz/corpus/NAME/* in make check.
#
# FUZZERS += tests/fuzz/form_fuzz
# check_PROGRAMS += tests/fuzz/form_fuzz
# tests_fuzz_form_fuzz_SOURCES = tests/fuzz/form_fuzz.c $(MAIN_OF_FUZZ)
# tests_fuzz_form_fuzz_LDADD = $(LDADD_WEB)
# tests_fuzz_form_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
if FUZZ
MAIN_OF_FUZZ =
LDFLAGS_OF_FUZZ = $(AM_LDFLAGS) -fsanitize=fuzzer
else
MAIN_OF_FUZZ = tests/fuzz/replay.c
LDFLAGS_OF_FUZZ = $(AM_LDFLAGS)
endif
EXTRA_DIST += tests/fuzz/replay.c
