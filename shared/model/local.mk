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
	shared/model/document.h \
	shared/model/ident_call.c \
	shared/model/ident_call.h \
	shared/model/model.h \
	shared/model/notify_call.c \
	shared/model/notify_call.h \
	shared/model/outbox.c \
	shared/model/outbox.h \
	shared/model/pdf_call.c \
	shared/model/pdf_call.h \
	shared/model/session.h \
	shared/model/signer_call.c \
	shared/model/signer_call.h \
	shared/model/signing.h \
	shared/model/terms.h \
	shared/model/tsa_call.c \
	shared/model/tsa_call.h
