# purge: the retention rules, carried out by a timer.
libexec_PROGRAMS += modules/purge/fernsign-purge
modules_purge_fernsign_purge_SOURCES = modules/purge/purge.c \
	modules/purge/purge.h modules/purge/rules.c
modules_purge_fernsign_purge_LDADD = $(LDADD_MODEL)
