# repository: published certificates, CA certificates, revocation lists.
libexec_PROGRAMS += modules/repository/fernsign-repository
modules_repository_fernsign_repository_SOURCES = \
	modules/repository/repository.c modules/repository/repository.h \
	modules/repository/repository_sql.c modules/repository/answer.c \
	modules/repository/files.c modules/repository/page.c \
	modules/repository/search.c
modules_repository_fernsign_repository_LDADD = $(LDADD_MODEL)
