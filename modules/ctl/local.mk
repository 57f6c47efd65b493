# fernsign-ctl, the operator's command.

sbin_PROGRAMS += modules/ctl/fernsign-ctl
modules_ctl_fernsign_ctl_SOURCES = modules/ctl/ctl.h modules/ctl/ctl.c \
	modules/ctl/ctl_account.c modules/ctl/ctl_calls.c \
	modules/ctl/ctl_config.c modules/ctl/ctl_migrate.c \
	modules/ctl/ctl_pki.c modules/ctl/ctl_setup.c modules/ctl/ctl_shop.c \
	modules/ctl/ctl_trusted_list.c modules/ctl/ctl_verify.c \
	modules/ctl/ctl_verify.h modules/ctl/ctl_verify_trust.c \
	modules/ctl/ctl_waiting.c
modules_ctl_fernsign_ctl_LDADD = $(LDADD_MODEL)
