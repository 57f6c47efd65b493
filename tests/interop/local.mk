EXTRA_DIST += tests/interop/judges/install tests/interop/judges/pom.xml \
	tests/interop/judges/src/main/java/Judge.java
check_PROGRAMS += tests/interop/pdf_corpus
tests_interop_pdf_corpus_SOURCES = tests/interop/pdf_corpus.c
tests_interop_pdf_corpus_LDADD = $(LDADD_PDF)
