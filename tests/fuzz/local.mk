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

# What browsers and our own services send
FUZZERS += tests/fuzz/cookie_fuzz tests/fuzz/fcgi_fuzz tests/fuzz/form_fuzz \
	tests/fuzz/json_fuzz tests/fuzz/multipart_fuzz tests/fuzz/template_fuzz
check_PROGRAMS += tests/fuzz/cookie_fuzz tests/fuzz/fcgi_fuzz \
	tests/fuzz/form_fuzz tests/fuzz/json_fuzz tests/fuzz/multipart_fuzz \
	tests/fuzz/template_fuzz
tests_fuzz_cookie_fuzz_SOURCES = tests/fuzz/cookie_fuzz.c $(MAIN_OF_FUZZ) \
	tests/unit/web/fake.c
tests_fuzz_cookie_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_cookie_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fcgi_fuzz_SOURCES = tests/fuzz/fcgi_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_fcgi_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_fcgi_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_form_fuzz_SOURCES = tests/fuzz/form_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_form_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_form_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_json_fuzz_SOURCES = tests/fuzz/json_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_json_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_json_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_multipart_fuzz_SOURCES = tests/fuzz/multipart_fuzz.c \
	$(MAIN_OF_FUZZ) tests/unit/web/fake.c
tests_fuzz_multipart_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_multipart_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_template_fuzz_SOURCES = tests/fuzz/template_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_template_fuzz_LDADD = $(LDADD_WEB)
tests_fuzz_template_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
EXTRA_DIST += tests/fuzz/corpus/cookie tests/fuzz/corpus/fcgi \
	tests/fuzz/corpus/form tests/fuzz/corpus/json \
	tests/fuzz/corpus/multipart tests/fuzz/corpus/template

# What identity partners send
FUZZERS += tests/fuzz/xml_fuzz
check_PROGRAMS += tests/fuzz/xml_fuzz
tests_fuzz_xml_fuzz_SOURCES = tests/fuzz/xml_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_xml_fuzz_LDADD = $(LDADD_MODEL)
tests_fuzz_xml_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
EXTRA_DIST += tests/fuzz/corpus/xml

# Requests and signatures of shared/pki
FUZZERS += tests/fuzz/cms_fuzz tests/fuzz/ocsp_request_fuzz \
	tests/fuzz/tst_query_fuzz
check_PROGRAMS += tests/fuzz/cms_fuzz tests/fuzz/ocsp_request_fuzz \
	tests/fuzz/tst_query_fuzz
LDADD_PKI_FUZZ = shared/pki/libpki.a shared/base/libbase.a $(LIBS_PKI) \
	$(LIBS_BASE)
tests_fuzz_cms_fuzz_SOURCES = tests/fuzz/cms_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_cms_fuzz_LDADD = $(LDADD_PKI_FUZZ)
tests_fuzz_cms_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_ocsp_request_fuzz_SOURCES = tests/fuzz/ocsp_request_fuzz.c \
	$(MAIN_OF_FUZZ)
tests_fuzz_ocsp_request_fuzz_LDADD = $(LDADD_PKI_FUZZ)
tests_fuzz_ocsp_request_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_tst_query_fuzz_SOURCES = tests/fuzz/tst_query_fuzz.c \
	$(MAIN_OF_FUZZ)
tests_fuzz_tst_query_fuzz_LDADD = $(LDADD_PKI_FUZZ)
tests_fuzz_tst_query_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
EXTRA_DIST += tests/fuzz/corpus/cms tests/fuzz/corpus/ocsp_request \
	tests/fuzz/corpus/tst_query

# Documents: scan, readers, gate, signatures, increments
FUZZERS += tests/fuzz/pdf_gate_fuzz
check_PROGRAMS += tests/fuzz/pdf_gate_fuzz
tests_fuzz_pdf_gate_fuzz_SOURCES = tests/fuzz/pdf_gate_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_pdf_gate_fuzz_LDADD = $(LDADD_PDF)
tests_fuzz_pdf_gate_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
EXTRA_DIST += tests/fuzz/corpus/pdf_gate

# Documents, and what authorities answer; seeds.py writes the seeds anew
PDF_FUZZERS = tests/fuzz/pdf_cms_fuzz tests/fuzz/pdf_scan_fuzz \
	tests/fuzz/pdf_signatures_fuzz tests/fuzz/pdf_verify_fuzz
REPLY_FUZZERS = tests/fuzz/ocsp_response_fuzz tests/fuzz/tst_reply_fuzz
FUZZERS += $(PDF_FUZZERS) $(REPLY_FUZZERS)
check_PROGRAMS += $(PDF_FUZZERS) $(REPLY_FUZZERS)
noinst_HEADERS += tests/fuzz/take.h
tests_fuzz_pdf_cms_fuzz_SOURCES = tests/fuzz/pdf_cms_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_pdf_cms_fuzz_LDADD = $(LDADD_PDF)
tests_fuzz_pdf_cms_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_pdf_scan_fuzz_SOURCES = tests/fuzz/pdf_scan_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_pdf_scan_fuzz_LDADD = $(LDADD_PDF)
tests_fuzz_pdf_scan_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_pdf_signatures_fuzz_SOURCES = tests/fuzz/pdf_signatures_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_pdf_signatures_fuzz_LDADD = $(LDADD_PDF)
tests_fuzz_pdf_signatures_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_pdf_verify_fuzz_SOURCES = tests/fuzz/pdf_verify_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_pdf_verify_fuzz_LDADD = $(LDADD_PDF)
tests_fuzz_pdf_verify_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_ocsp_response_fuzz_SOURCES = tests/fuzz/ocsp_response_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_ocsp_response_fuzz_LDADD = $(LDADD_PKI_FUZZ)
tests_fuzz_ocsp_response_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_tst_reply_fuzz_SOURCES = tests/fuzz/tst_reply_fuzz.c $(MAIN_OF_FUZZ)
tests_fuzz_tst_reply_fuzz_LDADD = $(LDADD_PKI_FUZZ)
tests_fuzz_tst_reply_fuzz_LDFLAGS = $(LDFLAGS_OF_FUZZ)
EXTRA_PROGRAMS += tests/fuzz/seeds
tests_fuzz_seeds_SOURCES = tests/fuzz/seeds.c tests/bench/bench.c \
	tests/bench/house.c tests/bench/house_sign.c
tests_fuzz_seeds_LDADD = $(LDADD_PDF)
EXTRA_DIST += tests/fuzz/seeds.py tests/fuzz/corpus/ocsp_response \
	tests/fuzz/corpus/pdf_cms tests/fuzz/corpus/pdf_scan \
	tests/fuzz/corpus/pdf_signatures tests/fuzz/corpus/pdf_verify \
	tests/fuzz/corpus/tst_reply
