# The database as it is: schema, routines and grants under every account.
noinst_HEADERS += tests/db/house_db.h tests/db/house_signer.h
TESTS_DB_HOUSE = tests/db/house_db.c tests/unit/db/server.c
LDADD_TESTS_DB = $(LDADD_MODEL) $(CMOCKA_LIBS) -lpthread

check_PROGRAMS += tests/db/coins_test tests/db/grants_test
tests_db_coins_test_SOURCES = tests/db/coins_test.c $(TESTS_DB_HOUSE)
tests_db_coins_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_coins_test_LDADD = $(LDADD_TESTS_DB)
tests_db_grants_test_SOURCES = tests/db/grants_test.c $(TESTS_DB_HOUSE)
tests_db_grants_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_grants_test_LDADD = $(LDADD_TESTS_DB)

# signer's own files but its main
check_PROGRAMS += tests/db/signer_test
tests_db_signer_test_SOURCES = tests/db/signer_test.c $(TESTS_DB_HOUSE) \
	tests/db/house_signer.c \
	modules/signer/activate.c modules/signer/activation.c \
	modules/signer/key_routes.c modules/signer/keys.c \
	modules/signer/release.c modules/signer/routes.c \
	modules/signer/row_mac.c modules/signer/send.c \
	modules/signer/signer_sql.c modules/signer/tan.c \
	modules/signer/tick.c modules/signer/tombs.c
tests_db_signer_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_signer_test_LDADD = $(LDADD_TESTS_DB)

# Statements of every process: its files that declare them
check_PROGRAMS += tests/db/statements_test
tests_db_statements_test_SOURCES = tests/db/statements_test.c \
	$(TESTS_DB_HOUSE) \
	modules/ca/ca_sql.c modules/ident/ident_case.c \
	modules/notify/compose.c modules/notify/deliver.c \
	modules/notify/expiry.c modules/notify/open.c \
	modules/notify/words.c modules/ocsp/ocsp_status.c \
	modules/purge/rules.c modules/repository/repository_sql.c \
	modules/shop/order_store.c modules/signer/signer_sql.c
tests_db_statements_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_statements_test_LDADD = $(LDADD_TESTS_DB)

# shared/model under portal's account
check_PROGRAMS += tests/db/model_test
tests_db_model_test_SOURCES = tests/db/model_test.c $(TESTS_DB_HOUSE)
tests_db_model_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_model_test_LDADD = $(LDADD_TESTS_DB)

# Raising signatures
check_PROGRAMS += tests/db/raise_test
tests_db_raise_test_SOURCES = tests/db/raise_test.c $(TESTS_DB_HOUSE) \
	tests/unit/pki/house.c
tests_db_raise_test_CPPFLAGS = $(CPPFLAGS_OF_DB)
tests_db_raise_test_LDADD = $(LDADD_TESTS_DB)
