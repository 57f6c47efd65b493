# notify: the outbox by SMTP, short messages and calls by the gateway.
libexec_PROGRAMS += modules/notify/fernsign-notify
modules_notify_fernsign_notify_SOURCES = modules/notify/notify.c \
	modules/notify/notify.h modules/notify/compose.c \
	modules/notify/deliver.c modules/notify/expiry.c modules/notify/message.c \
	modules/notify/open.c modules/notify/words.c
modules_notify_fernsign_notify_LDADD = $(LDADD_MODEL)
