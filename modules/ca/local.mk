# ca: evidence, certificates, revocation lists
libexec_PROGRAMS += modules/ca/fernsign-ca
modules_ca_fernsign_ca_SOURCES = \
	modules/ca/ca.c modules/ca/ca.h \
	modules/ca/ca_crl.c modules/ca/ca_crl.h \
	modules/ca/ca_evidence.c modules/ca/ca_evidence.h \
	modules/ca/ca_evidence_child.c modules/ca/ca_evidence_child.h \
	modules/ca/ca_identify.c \
	modules/ca/ca_issue.c modules/ca/ca_issue.h \
	modules/ca/ca_issue_build.c \
	modules/ca/ca_ocsp.c \
	modules/ca/ca_person.c modules/ca/ca_person.h \
	modules/ca/ca_revoke.c \
	modules/ca/ca_routes.c \
	modules/ca/ca_sql.c modules/ca/ca_sql.h \
	modules/ca/ca_tick.c
modules_ca_fernsign_ca_LDADD = $(LDADD_MODEL)
