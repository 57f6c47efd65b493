# signer: people's keys, releases, signatures
libexec_PROGRAMS += modules/signer/fernsign-signer
modules_signer_fernsign_signer_SOURCES = \
	modules/signer/activate.c \
	modules/signer/activation.c modules/signer/activation.h \
	modules/signer/key_routes.c \
	modules/signer/keys.c modules/signer/keys.h \
	modules/signer/release.c \
	modules/signer/routes.c \
	modules/signer/row_mac.c modules/signer/row_mac.h \
	modules/signer/send.c \
	modules/signer/signer.c modules/signer/signer.h \
	modules/signer/signer_sql.c modules/signer/signer_sql.h \
	modules/signer/tan.c modules/signer/tan.h \
	modules/signer/tick.c \
	modules/signer/tombs.c modules/signer/tombs.h
modules_signer_fernsign_signer_LDADD = $(LDADD_MODEL)
