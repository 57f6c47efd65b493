# pdf: one document a worker, behind closed doors.
libexec_PROGRAMS += modules/pdf/fernsign-pdf
modules_pdf_fernsign_pdf_SOURCES = modules/pdf/pdf.c modules/pdf/pdf.h \
	modules/pdf/run_check.c modules/pdf/run_extend.c \
	modules/pdf/run_place.c modules/pdf/run_report.c \
	modules/pdf/run_verify.c modules/pdf/validator.c \
	modules/pdf/validator.h
modules_pdf_fernsign_pdf_LDADD = $(LDADD_PDF)
