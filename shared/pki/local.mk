# Certificates, CMS, time stamps, OCSP and CRLs: the only folder besides
# shared/base that knows OpenSSL. XML and WS-Security: the only files that
# know libxml2 and xmlsec.
noinst_LIBRARIES += shared/pki/libpki.a
shared_pki_libpki_a_SOURCES = \
	shared/pki/cert.c shared/pki/cert.h shared/pki/cert_ext.c \
	shared/pki/cert_ext.h shared/pki/cert_profile.c \
	shared/pki/cert_profile.h shared/pki/cert_read.c \
	shared/pki/cms.c shared/pki/cms.h shared/pki/cms_read.c \
	shared/pki/cms_read.h shared/pki/cms_verify.c \
	shared/pki/crl.c shared/pki/crl.h \
	shared/pki/der.c shared/pki/der.h \
	shared/pki/key.c shared/pki/key.h shared/pki/key_alg.c \
	shared/pki/key_sign.c \
	shared/pki/ocsp.c shared/pki/ocsp.h shared/pki/ocsp_request.c \
	shared/pki/ossl.c shared/pki/ossl.h \
	shared/pki/pki_file.c shared/pki/pki_file.h \
	shared/pki/pki_init.c shared/pki/pki_init.h \
	shared/pki/pki_init_file.c shared/pki/pki_init_file.h \
	shared/pki/pki_root.c shared/pki/pki_root.h \
	shared/pki/tst.c shared/pki/tst.h shared/pki/tst_reply.c \
	shared/pki/wss.c shared/pki/wss.h shared/pki/wss_key.h \
	shared/pki/wss_sign.c shared/pki/wss_verify.c \
	shared/pki/wss_xades.c shared/pki/wss_xades.h \
	shared/pki/xml.c shared/pki/xml.h
