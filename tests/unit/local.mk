# One program per source file; each prints cmocka's closing lines.
#
# check_PROGRAMS += tests/unit/base/buf_test
# tests_unit_base_buf_test_SOURCES = tests/unit/base/buf_test.c
# tests_unit_base_buf_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)

# modules: a file of their own
include tests/unit/modules/local.mk
include tests/unit/pdf/local.mk

# XML and WS-Security
check_PROGRAMS += tests/unit/pki/wss_test tests/unit/pki/xml_test
tests_unit_pki_wss_test_SOURCES = tests/unit/pki/wss_test.c
tests_unit_pki_wss_test_LDADD = shared/pki/libpki.a shared/base/libbase.a \
	$(LIBS_PKI) $(LIBS_BASE) $(CMOCKA_LIBS)
tests_unit_pki_xml_test_SOURCES = tests/unit/pki/xml_test.c
tests_unit_pki_xml_test_LDADD = $(tests_unit_pki_wss_test_LDADD)
# shared/db
noinst_HEADERS += tests/unit/db/server.h
check_PROGRAMS += tests/unit/db/db_test
tests_unit_db_db_test_SOURCES = tests/unit/db/db_test.c tests/unit/db/server.c
tests_unit_db_db_test_LDADD = $(LDADD_DB) $(CMOCKA_LIBS)

# Signed callbacks
check_PROGRAMS += tests/unit/web/webhook_test
tests_unit_web_webhook_test_SOURCES = tests/unit/web/webhook_test.c
tests_unit_web_webhook_test_LDADD = $(LDADD_WEB) $(CMOCKA_LIBS)

# Certificates, CMS, OCSP, time stamps
noinst_HEADERS += tests/unit/pki/house.h
check_PROGRAMS += tests/unit/pki/cert_test tests/unit/pki/cms_test \
	tests/unit/pki/der_test tests/unit/pki/key_test \
	tests/unit/pki/ocsp_test tests/unit/pki/pki_init_test \
	tests/unit/pki/tst_test
LDADD_PKI_TEST = shared/pki/libpki.a shared/base/libbase.a $(LIBS_PKI) \
	$(LIBS_BASE) $(CMOCKA_LIBS)
tests_unit_pki_cert_test_SOURCES = tests/unit/pki/cert_test.c \
	tests/unit/pki/house.c
tests_unit_pki_cert_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_cms_test_SOURCES = tests/unit/pki/cms_test.c \
	tests/unit/pki/house.c
tests_unit_pki_cms_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_der_test_SOURCES = tests/unit/pki/der_test.c
tests_unit_pki_der_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_key_test_SOURCES = tests/unit/pki/key_test.c
tests_unit_pki_key_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_ocsp_test_SOURCES = tests/unit/pki/ocsp_test.c \
	tests/unit/pki/house.c
tests_unit_pki_ocsp_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_pki_init_test_SOURCES = tests/unit/pki/pki_init_test.c \
	tests/unit/pki/house.c
tests_unit_pki_pki_init_test_LDADD = $(LDADD_PKI_TEST)
tests_unit_pki_tst_test_SOURCES = tests/unit/pki/tst_test.c \
	tests/unit/pki/house.c
tests_unit_pki_tst_test_LDADD = $(LDADD_PKI_TEST)

# shared/base
check_PROGRAMS += tests/unit/base/arena_test \
	tests/unit/base/buf_test \
	tests/unit/base/clock_test \
	tests/unit/base/config_test \
	tests/unit/base/encode_test \
	tests/unit/base/field_test \
	tests/unit/base/file_test \
	tests/unit/base/log_test \
	tests/unit/base/secret_test \
	tests/unit/base/text_test
tests_unit_base_arena_test_SOURCES = tests/unit/base/arena_test.c
tests_unit_base_arena_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_buf_test_SOURCES = tests/unit/base/buf_test.c
tests_unit_base_buf_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_clock_test_SOURCES = tests/unit/base/clock_test.c
tests_unit_base_clock_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_config_test_SOURCES = tests/unit/base/config_test.c
tests_unit_base_config_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_encode_test_SOURCES = tests/unit/base/encode_test.c
tests_unit_base_encode_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_field_test_SOURCES = tests/unit/base/field_test.c
tests_unit_base_field_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_file_test_SOURCES = tests/unit/base/file_test.c
tests_unit_base_file_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_log_test_SOURCES = tests/unit/base/log_test.c
tests_unit_base_log_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_secret_test_SOURCES = tests/unit/base/secret_test.c
tests_unit_base_secret_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)
tests_unit_base_text_test_SOURCES = tests/unit/base/text_test.c
tests_unit_base_text_test_LDADD = $(LDADD_BASE) $(CMOCKA_LIBS)

# shared/web
noinst_HEADERS += tests/unit/web/fake.h
check_PROGRAMS += tests/unit/web/csrf_test tests/unit/web/fcgi_client_test \
	tests/unit/web/form_test tests/unit/web/http_client_test \
	tests/unit/web/json_test tests/unit/web/match_test \
	tests/unit/web/multipart_test \
	tests/unit/web/responder_load_test tests/unit/web/sandbox_test \
	tests/unit/web/template_test
LDADD_OF_WEB_TESTS = $(LDADD_WEB) $(CMOCKA_LIBS)
tests_unit_web_csrf_test_SOURCES = tests/unit/web/csrf_test.c \
	tests/unit/web/fake.c
tests_unit_web_csrf_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_fcgi_client_test_SOURCES = tests/unit/web/fcgi_client_test.c
tests_unit_web_fcgi_client_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_form_test_SOURCES = tests/unit/web/form_test.c \
	tests/unit/web/fake.c
tests_unit_web_form_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_http_client_test_SOURCES = tests/unit/web/http_client_test.c
tests_unit_web_http_client_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_json_test_SOURCES = tests/unit/web/json_test.c \
	tests/unit/web/fake.c
tests_unit_web_json_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_match_test_SOURCES = tests/unit/web/match_test.c \
	tests/unit/web/fake.c
tests_unit_web_match_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_multipart_test_SOURCES = tests/unit/web/multipart_test.c \
	tests/unit/web/fake.c
tests_unit_web_multipart_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_responder_load_test_SOURCES = \
	tests/unit/web/responder_load_test.c
tests_unit_web_responder_load_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_sandbox_test_SOURCES = tests/unit/web/sandbox_test.c
tests_unit_web_sandbox_test_LDADD = $(LDADD_OF_WEB_TESTS)
tests_unit_web_template_test_SOURCES = tests/unit/web/template_test.c
tests_unit_web_template_test_LDADD = $(LDADD_OF_WEB_TESTS)
check_PROGRAMS += tests/unit/portal/input_test
tests_unit_portal_input_test_SOURCES = tests/unit/portal/input_test.c \
	$(portal_pages)
tests_unit_portal_input_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/portal/pages_test
tests_unit_portal_pages_test_SOURCES = tests/unit/portal/pages_test.c \
	$(portal_pages)
tests_unit_portal_pages_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/portal/routes_test
tests_unit_portal_routes_test_SOURCES = tests/unit/portal/routes_test.c \
	$(portal_pages)
tests_unit_portal_routes_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

# Identification: persons, messages, events, TcToken, evidence
check_PROGRAMS += tests/unit/ca/ca_evidence_test \
	tests/unit/ident/tctoken_test tests/unit/model/eid_message_test \
	tests/unit/model/ident_event_test tests/unit/model/person_test
tests_unit_ca_ca_evidence_test_SOURCES = tests/unit/ca/ca_evidence_test.c \
	modules/ca/ca_evidence.c modules/ca/ca_evidence_child.c
tests_unit_ca_ca_evidence_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_ident_tctoken_test_SOURCES = tests/unit/ident/tctoken_test.c \
	modules/ident/ident_tctoken.c
tests_unit_ident_tctoken_test_LDADD = $(LDADD_PKI) $(CMOCKA_LIBS)
tests_unit_model_eid_message_test_SOURCES = \
	tests/unit/model/eid_message_test.c
tests_unit_model_eid_message_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_model_ident_event_test_SOURCES = \
	tests/unit/model/ident_event_test.c
tests_unit_model_ident_event_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_model_person_test_SOURCES = tests/unit/model/person_test.c
tests_unit_model_person_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

# ca: person data at rest
check_PROGRAMS += tests/unit/ca/ca_person_test
tests_unit_ca_ca_person_test_SOURCES = tests/unit/ca/ca_person_test.c \
	modules/ca/ca_person.c
tests_unit_ca_ca_person_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

# tsa: the clock
check_PROGRAMS += tests/unit/tsa/tsa_clock_test
tests_unit_tsa_tsa_clock_test_SOURCES = tests/unit/tsa/tsa_clock_test.c \
	modules/tsa/tsa_clock.c
tests_unit_tsa_tsa_clock_test_LDADD = shared/base/libbase.a $(LIBS_BASE) \
	$(CMOCKA_LIBS)

# What may be registered; prices
check_PROGRAMS += tests/unit/model/account_check_test
tests_unit_model_account_check_test_SOURCES = \
	tests/unit/model/account_check_test.c
tests_unit_model_account_check_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

# The TAN, its message, MACs over rows
check_PROGRAMS += tests/unit/signer/tan_test
tests_unit_signer_tan_test_SOURCES = tests/unit/signer/tan_test.c \
	modules/signer/row_mac.c modules/signer/signer_sql.c \
	modules/signer/tan.c
tests_unit_signer_tan_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)

# Raising signatures: policy, time stamps, validation data
check_PROGRAMS += tests/unit/model/signing_hole_test \
	tests/unit/model/signing_policy_test \
	tests/unit/model/tsa_call_test tests/unit/model/validation_test
tests_unit_model_signing_hole_test_SOURCES = \
	tests/unit/model/signing_hole_test.c
tests_unit_model_signing_hole_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_model_signing_policy_test_SOURCES = \
	tests/unit/model/signing_policy_test.c tests/unit/pki/house.c
tests_unit_model_signing_policy_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_model_tsa_call_test_SOURCES = tests/unit/model/tsa_call_test.c \
	tests/unit/pki/house.c
tests_unit_model_tsa_call_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
tests_unit_model_validation_test_SOURCES = \
	tests/unit/model/validation_test.c tests/unit/pki/house.c
tests_unit_model_validation_test_LDADD = $(LDADD_MODEL) $(CMOCKA_LIBS)
