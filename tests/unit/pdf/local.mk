# Documents: reading, judging, placing, verifying
noinst_HEADERS += tests/unit/pdf/samples.h tests/unit/pdf/signer.h
check_PROGRAMS += tests/unit/pdf/check_test tests/unit/pdf/cms_test \
	tests/unit/pdf/copy_test tests/unit/pdf/lex_test \
	tests/unit/pdf/object_test tests/unit/pdf/place_test \
	tests/unit/pdf/revision_test tests/unit/pdf/scan_test \
	tests/unit/pdf/sign_test tests/unit/pdf/stream_test
LDADD_PDF_TEST = $(LDADD_PDF) $(CMOCKA_LIBS)
SIGNER_OF_PDF = tests/unit/pdf/samples.c tests/unit/pdf/signer.c \
	tests/unit/pki/house.c
tests_unit_pdf_check_test_SOURCES = tests/unit/pdf/check_test.c \
	tests/unit/pdf/samples.c
tests_unit_pdf_check_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_cms_test_SOURCES = tests/unit/pdf/cms_test.c
tests_unit_pdf_cms_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_copy_test_SOURCES = tests/unit/pdf/copy_test.c $(SIGNER_OF_PDF)
tests_unit_pdf_copy_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_lex_test_SOURCES = tests/unit/pdf/lex_test.c
tests_unit_pdf_lex_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_object_test_SOURCES = tests/unit/pdf/object_test.c
tests_unit_pdf_object_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_place_test_SOURCES = tests/unit/pdf/place_test.c \
	$(SIGNER_OF_PDF)
tests_unit_pdf_place_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_revision_test_SOURCES = tests/unit/pdf/revision_test.c \
	$(SIGNER_OF_PDF)
tests_unit_pdf_revision_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_scan_test_SOURCES = tests/unit/pdf/scan_test.c \
	tests/unit/pdf/samples.c
tests_unit_pdf_scan_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_sign_test_SOURCES = tests/unit/pdf/sign_test.c $(SIGNER_OF_PDF)
tests_unit_pdf_sign_test_LDADD = $(LDADD_PDF_TEST)
tests_unit_pdf_stream_test_SOURCES = tests/unit/pdf/stream_test.c
tests_unit_pdf_stream_test_LDADD = $(LDADD_PDF_TEST)

# The responder, started for real
check_PROGRAMS += tests/unit/modules/pdf_test
tests_unit_modules_pdf_test_SOURCES = tests/unit/modules/pdf_test.c \
	tests/unit/pdf/samples.c
tests_unit_modules_pdf_test_LDADD = $(LDADD_PDF_TEST)

# What it runs
check_PROGRAMS += tests/unit/modules/validator_test
tests_unit_modules_validator_test_SOURCES = \
	tests/unit/modules/validator_test.c modules/pdf/validator.c \
	modules/pdf/validator.h
tests_unit_modules_validator_test_LDADD = $(LDADD_PDF_TEST)
