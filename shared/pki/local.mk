# Certificates, CMS, time stamps, OCSP and CRLs: the only folder besides
# shared/base that knows OpenSSL.
noinst_HEADERS += shared/pki/cert.h shared/pki/cms.h shared/pki/crl.h \
	shared/pki/der.h shared/pki/key.h shared/pki/ocsp.h \
	shared/pki/pki_init.h shared/pki/tst.h
