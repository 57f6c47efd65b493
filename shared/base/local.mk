# What every process needs; knows OpenSSL (seal.c), libsodium and inih.
noinst_LIBRARIES += shared/base/libbase.a
shared_base_libbase_a_SOURCES = \
	shared/base/arena.c shared/base/arena.h \
	shared/base/banned.h \
	shared/base/buf.c shared/base/buf.h \
	shared/base/clock.c shared/base/clock_text.c shared/base/clock.h \
	shared/base/config.c shared/base/config.h \
	shared/base/encode.c shared/base/encode.h \
	shared/base/err.c shared/base/err.h \
	shared/base/fault.c shared/base/fault.h \
	shared/base/field.c shared/base/field.h \
	shared/base/file.c shared/base/file.h \
	shared/base/log.c shared/base/log.h \
	shared/base/random.c shared/base/random_draw.c shared/base/random.h \
	shared/base/seal.c shared/base/secret.c shared/base/secret.h \
	shared/base/text.c shared/base/text.h
