# The service from outside, through nginx (tests/run --only http).
EXTRA_DIST += tests/http/demo.mjs tests/http/ctl.test.mjs \
	tests/http/demo.test.py tests/http/nginx.test.mjs
