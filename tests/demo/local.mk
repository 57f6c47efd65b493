# The demo: the whole service on loopback (autogen.sh demo).
EXTRA_DIST += tests/run tests/demo/database.py tests/demo/demo.py \
	tests/demo/layout.py tests/demo/secrets_tls.py \
	tests/demo/service.py tests/demo/settings.py tests/demo/supervise.py
