# The project's own PDF files, made for the tests that need documents.
SAMPLES_MAKE = $(srcdir)/tests/samples/make $(srcdir)/tests/samples/font.py \
	$(srcdir)/tests/samples/icc.py $(srcdir)/tests/samples/pdf.py \
	$(srcdir)/tests/samples/rules.py $(srcdir)/tests/samples/samples.py
EXTRA_DIST += tests/samples/make tests/samples/font.py \
	tests/samples/icc.py tests/samples/pdf.py tests/samples/rules.py \
	tests/samples/samples.py
check_DATA = tests/samples/out/index.tsv
tests/samples/out/index.tsv: $(SAMPLES_MAKE)
	$(AM_V_GEN)$(srcdir)/tests/samples/make tests/samples/out
CLEANFILES += tests/samples/out/*
