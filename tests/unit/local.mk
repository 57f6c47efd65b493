# One program per source file; each prints cmocka's closing lines.
#
# check_PROGRAMS += tests/unit/base/buf_test
# tests_unit_base_buf_test_SOURCES = tests/unit/base/buf_test.c
# tests_unit_base_buf_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
