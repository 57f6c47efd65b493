# The flow of an identification.
libexec_PROGRAMS += modules/ident/fernsign-ident
modules_ident_fernsign_ident_SOURCES = \
	modules/ident/ident.c modules/ident/ident.h \
	modules/ident/ident_case.c modules/ident/ident_case.h \
	modules/ident/ident_eid.c \
	modules/ident/ident_event.c \
	modules/ident/ident_event_apply.c modules/ident/ident_event_apply.h \
	modules/ident/ident_flow.c modules/ident/ident_flow.h \
	modules/ident/ident_page.c modules/ident/ident_page.h \
	modules/ident/ident_soap.c modules/ident/ident_soap.h \
	modules/ident/ident_start.c \
	modules/ident/ident_tctoken.c modules/ident/ident_tctoken.h \
	modules/ident/ident_tick.c \
	modules/ident/ident_token.c modules/ident/ident_token.h
modules_ident_fernsign_ident_LDADD = $(LDADD_MODEL)
