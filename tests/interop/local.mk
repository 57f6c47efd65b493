# What foreign judges say of certificates and signed documents.
EXTRA_DIST += tests/interop/algorithms.test.mjs \
	tests/interop/certified.test.mjs tests/interop/levels.test.mjs \
	tests/interop/pki.mjs tests/interop/pyhanko.mjs \
	tests/interop/pki.test.mjs \
	tests/interop/signed_pdf.test.mjs tests/interop/validator.test.mjs \
	tests/interop/verify.test.mjs

EXTRA_DIST += tests/interop/gate_verapdf.test.py \
	tests/interop/gate_verapdf.tsv tests/interop/judges.test.mjs \
	tests/interop/judges/documents.py \
	tests/interop/judges/install tests/interop/judges/lta.py \
	tests/interop/judges/pom.xml \
	tests/interop/judges/src/main/java/Judge.java
check_PROGRAMS += tests/interop/pdf_corpus
tests_interop_pdf_corpus_SOURCES = tests/interop/pdf_corpus.c
tests_interop_pdf_corpus_LDADD = $(LDADD_PDF)

# Signed samples before foreign judges
noinst_PROGRAMS += tests/interop/pdf_sign
tests_interop_pdf_sign_SOURCES = tests/interop/pdf_sign.c $(SIGNER_OF_PDF)
tests_interop_pdf_sign_LDADD = $(LDADD_PDF_TEST)
check_SCRIPTS += tests/interop/pdf_judges.test
EXTRA_DIST += tests/interop/pdf_judges.test
