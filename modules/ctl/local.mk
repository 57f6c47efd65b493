# fernsign-ctl, the operator's command.

sbin_PROGRAMS += modules/ctl/fernsign-ctl
modules_ctl_fernsign_ctl_SOURCES = modules/ctl/ctl.h modules/ctl/ctl.c \
	modules/ctl/ctl_account.c modules/ctl/ctl_calls.c \
	modules/ctl/ctl_config.c modules/ctl/ctl_migrate.c \
	modules/ctl/ctl_pki.c modules/ctl/ctl_setup.c modules/ctl/ctl_shop.c \
	modules/ctl/ctl_trusted_list.c
modules_ctl_fernsign_ctl_LDADD = shared/pki/libpki.a $(LDADD_WEB) $(LIBS_PKI)
