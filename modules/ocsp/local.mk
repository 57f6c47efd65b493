# ocsp: certificate status (RFC 6960)
libexec_PROGRAMS += modules/ocsp/fernsign-ocsp
modules_ocsp_fernsign_ocsp_SOURCES = \
	modules/ocsp/ocsp.c modules/ocsp/ocsp.h \
	modules/ocsp/ocsp_own.c modules/ocsp/ocsp_own.h \
	modules/ocsp/ocsp_route.c \
	modules/ocsp/ocsp_status.c modules/ocsp/ocsp_status.h
modules_ocsp_fernsign_ocsp_LDADD = $(LDADD_MODEL)
