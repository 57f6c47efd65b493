# The pages for people; one file per page group.
libexec_PROGRAMS += modules/portal/fernsign-portal
portal_pages = \
	modules/portal/account.c \
	modules/portal/batch.c modules/portal/batch.h \
	modules/portal/certificates.c \
	modules/portal/coins.c \
	modules/portal/documents.c modules/portal/documents.h \
	modules/portal/faq.c \
	modules/portal/fault.c \
	modules/portal/home.c \
	modules/portal/identification.c modules/portal/identification.h \
	modules/portal/identification_start.c \
	modules/portal/identification_wait.c \
	modules/portal/input.c modules/portal/input.h \
	modules/portal/login.c \
	modules/portal/page.c modules/portal/page.h \
	modules/portal/pages.c \
	modules/portal/password.c \
	modules/portal/person.c modules/portal/person.h \
	modules/portal/place.c modules/portal/place.h \
	modules/portal/place_bears.c \
	modules/portal/place_view.c \
	modules/portal/portal.h \
	modules/portal/register.c \
	modules/portal/release.c \
	modules/portal/routes.c modules/portal/routes.h \
	modules/portal/settings.c \
	modules/portal/sign.c \
	modules/portal/terms.c \
	modules/portal/tick.c \
	modules/portal/visit.c
modules_portal_fernsign_portal_SOURCES = modules/portal/portal.c \
	$(portal_pages)
modules_portal_fernsign_portal_LDADD = $(LDADD_MODEL)
