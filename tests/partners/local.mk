# Simulated partners: see README.md in this folder.
noinst_PROGRAMS += tests/partners/eid_server
tests_partners_eid_server_SOURCES = tests/partners/eid_server.c \
	tests/partners/eid_server.h tests/partners/eid_session.c \
	tests/partners/eid_soap.c tests/partners/eid_specimen.c
tests_partners_eid_server_LDADD = shared/pki/libpki.a shared/base/libbase.a \
	$(LIBS_PKI) $(JANSSON_LIBS) $(LIBS_BASE) -lpthread
EXTRA_DIST += tests/package.json tests/package-lock.json \
	tests/partners/README.md tests/partners/common.mjs \
	tests/partners/eid-client.mjs tests/partners/identity-tm.mjs \
	tests/partners/identity-tm-events.mjs tests/partners/inbox.mjs \
	tests/partners/shop.mjs
