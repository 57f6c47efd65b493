# Certificates, CMS, time stamps, OCSP and CRLs: the only folder besides
# shared/base that knows OpenSSL.
noinst_HEADERS += shared/pki/cert.h shared/pki/cms.h shared/pki/crl.h \
	shared/pki/der.h shared/pki/key.h shared/pki/ocsp.h \
	shared/pki/pki_init.h shared/pki/tst.h

# XML and WS-Security: the only files that know libxml2 and xmlsec.
noinst_LIBRARIES += shared/pki/libpki.a
shared_pki_libpki_a_SOURCES = \
	shared/pki/wss.c shared/pki/wss.h \
	shared/pki/xml.c shared/pki/xml.h
