# shared/model: accounts, documents, the signing protocol, coins, calls
noinst_LIBRARIES += shared/model/libmodel.a
shared_model_libmodel_a_SOURCES = \
	shared/model/account.h \
	shared/model/audit.c \
	shared/model/audit.h \
	shared/model/ca_call.c \
	shared/model/ca_call.h \
	shared/model/call.c \
	shared/model/call.h \
	shared/model/certificates.h \
	shared/model/coins.h \
	shared/model/country.c \
	shared/model/country.h \
	shared/model/document.h \
	shared/model/eid_message.c \
	shared/model/eid_message.h \
	shared/model/ident_call.c \
	shared/model/ident_call.h \
	shared/model/ident_event.c \
	shared/model/ident_event.h \
	shared/model/latin.c \
	shared/model/latin.h \
	shared/model/mail.c \
	shared/model/mail.h \
	shared/model/model.h \
	shared/model/notify_call.c \
	shared/model/notify_call.h \
	shared/model/outbox.c \
	shared/model/outbox.h \
	shared/model/pdf_call.c \
	shared/model/pdf_call.h \
	shared/model/person.c \
	shared/model/person.h \
	shared/model/session.h \
	shared/model/signer_call.c \
	shared/model/signer_call.h \
	shared/model/signing.h \
	shared/model/terms.h \
	shared/model/tsa_call.c \
	shared/model/tsa_call.h
