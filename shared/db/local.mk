# The database: the only folder that knows the client library.
noinst_LIBRARIES += shared/db/libdb.a
shared_db_libdb_a_CPPFLAGS = $(CPPFLAGS_OF_DB)
shared_db_libdb_a_SOURCES = \
	shared/db/db.c shared/db/db.h shared/db/db_private.h \
	shared/db/db_bind.c \
	shared/db/db_fault.c \
	shared/db/db_run.c \
	shared/db/db_script.c shared/db/db_script.h
