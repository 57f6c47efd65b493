# make bench: the service against references (needs wrk).
EXTRA_DIST += tests/bench/run tests/bench/signature.mjs
