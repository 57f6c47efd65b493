# FastCGI, requests and answers, forms, JSON, pages, calls, sandbox.
noinst_LIBRARIES += shared/web/libweb.a
shared_web_libweb_a_SOURCES = \
	shared/web/answer.c \
	shared/web/catalogue.c \
	shared/web/cookie.c \
	shared/web/csrf.c shared/web/csrf.h \
	shared/web/fcgi.c shared/web/fcgi.h \
	shared/web/fcgi_client.c shared/web/fcgi_client.h \
	shared/web/fcgi_record.c shared/web/fcgi_record.h \
	shared/web/form.c shared/web/form.h \
	shared/web/http_client.c shared/web/http_client.h \
	shared/web/json.c shared/web/json.h \
	shared/web/lang.c \
	shared/web/match.c \
	shared/web/multipart.c \
	shared/web/private_call.c \
	shared/web/private_fault.c \
	shared/web/request.c \
	shared/web/responder.h \
	shared/web/responder_db.c shared/web/responder_db.h \
	shared/web/responder_fork.c \
	shared/web/responder_load.c \
	shared/web/responder_serve.c \
	shared/web/route.h \
	shared/web/sandbox.c shared/web/sandbox.h \
	shared/web/template.h shared/web/template_node.h \
	shared/web/template_compile.c shared/web/template_fill.c \
	shared/web/template_node.c \
	shared/web/webhook.c shared/web/webhook.h
