# Tests of modules, on a database with our own schema
noinst_HEADERS += tests/unit/modules/house.h
HOUSE_SOURCES = tests/unit/modules/house.c tests/unit/modules/house.h \
	tests/unit/db/server.c tests/unit/db/server.h
check_PROGRAMS += tests/unit/modules/purge_test
tests_unit_modules_purge_test_SOURCES = tests/unit/modules/purge_test.c \
	modules/purge/rules.c $(HOUSE_SOURCES)
tests_unit_modules_purge_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/modules/notify_test
tests_unit_modules_notify_test_SOURCES = tests/unit/modules/notify_test.c \
	modules/notify/compose.c modules/notify/deliver.c \
	modules/notify/expiry.c modules/notify/message.c \
	modules/notify/open.c \
	modules/notify/words.c $(HOUSE_SOURCES)
tests_unit_modules_notify_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/modules/shop_test
tests_unit_modules_shop_test_SOURCES = tests/unit/modules/shop_test.c \
	modules/shop/order_read.c modules/shop/order_store.c $(HOUSE_SOURCES)
tests_unit_modules_shop_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/modules/repository_test
tests_unit_modules_repository_test_SOURCES = \
	tests/unit/modules/repository_test.c modules/repository/answer.c \
	modules/repository/files.c modules/repository/page.c \
	modules/repository/repository_sql.c modules/repository/search.c \
	$(HOUSE_SOURCES)
tests_unit_modules_repository_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
