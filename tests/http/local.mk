# The service from outside, through nginx (tests/run --only http).
EXTRA_DIST += tests/http/account.test.mjs tests/http/authorities.test.mjs \
	tests/http/authority.mjs tests/http/config.test.mjs \
	tests/http/configured.mjs tests/http/crash.test.mjs
EXTRA_DIST += tests/http/demo.mjs tests/http/ctl.test.mjs \
	tests/http/ctl_verify.test.mjs \
	tests/http/demo.test.py tests/http/ident.test.mjs tests/http/nginx.test.mjs \
	tests/http/notify.test.mjs tests/http/outage.test.mjs \
	tests/http/repository.test.mjs \
	tests/http/shop.test.mjs tests/http/raise.test.mjs \
	tests/http/tabs.test.mjs tests/http/validator.test.mjs

# A responder that the tests of the loop ask; not installed.
noinst_PROGRAMS += tests/http/small_responder
tests_http_small_responder_SOURCES = tests/http/small_responder.c
tests_http_small_responder_LDADD = $(LDADD_WEB)
EXTRA_DIST += tests/http/loop.test.mjs tests/http/small.mjs

# The main job, and all that goes wrong in it.
EXTRA_DIST += tests/http/mainjob.test.mjs tests/http/refusals.test.mjs \
	tests/http/visitor.mjs
EXTRA_DIST += tests/http/ca_faults.test.mjs
