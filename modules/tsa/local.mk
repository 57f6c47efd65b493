# tsa: time stamps (RFC 3161)
libexec_PROGRAMS += modules/tsa/fernsign-tsa
modules_tsa_fernsign_tsa_SOURCES = \
	modules/tsa/tsa.c modules/tsa/tsa.h \
	modules/tsa/tsa_clock.c \
	modules/tsa/tsa_route.c
modules_tsa_fernsign_tsa_LDADD = shared/pki/libpki.a $(LDADD_WEB) $(LIBS_PKI)
