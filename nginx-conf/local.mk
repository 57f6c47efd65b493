# The files that an operator's nginx includes, and the service units. Folders
# are put in when they are installed, so that one build serves any prefix.

nginxdir = $(pkgconfdir)/nginx
nginxuser = www-data
nginxlogdir = $(localstatedir)/log/nginx
nginxtmpdir = $(runstatedir)/fernsign-upload
fernsignrundir = $(runstatedir)/fernsign
fernsignstatedir = $(localstatedir)/lib/fernsign
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d

FILL_IN = $(SED) -e 's|@RUNDIR@|$(fernsignrundir)|g' \
	-e 's|@STATEDIR@|$(fernsignstatedir)|g' \
	-e 's|@CONFDIR@|$(pkgconfdir)|g' -e 's|@SHAREDIR@|$(pkgsharedir)|g' \
	-e 's|@NGINXDIR@|$(nginxdir)|g' -e 's|@WWWDIR@|$(pkgsharedir)/www|g' \
	-e 's|@LOGDIR@|$(nginxlogdir)|g' -e 's|@NGINXTMP@|$(nginxtmpdir)|g' \
	-e 's|@NGINXUSER@|$(nginxuser)|g' -e 's|@SBINDIR@|$(sbindir)|g' \
	-e 's|@LIBEXECDIR@|$(libexecdir)|g'

EXTRA_DIST += nginx-conf/fernsign-default.conf \
	nginx-conf/fernsign-fastcgi.conf nginx-conf/fernsign-headers.conf \
	nginx-conf/fernsign-http.conf nginx-conf/fernsign-locations.conf \
	nginx-conf/fernsign-machines.conf nginx-conf/fernsign-public.conf \
	nginx-conf/fernsign-tls.conf nginx-conf/pages nginx-conf/systemd

install-nginx:
	$(MKDIR_P) '$(DESTDIR)$(nginxdir)/pages'
	for f in $(srcdir)/nginx-conf/*.conf; do \
		$(FILL_IN) $$f >'$(DESTDIR)$(nginxdir)'/$${f##*/} || exit 1; \
	done
	$(INSTALL_DATA) $(srcdir)/nginx-conf/pages/*.html \
		'$(DESTDIR)$(nginxdir)/pages'

install-units:
	$(MKDIR_P) '$(DESTDIR)$(systemdunitdir)/fernsign-.service.d' \
		'$(DESTDIR)$(sysusersdir)' '$(DESTDIR)$(tmpfilesdir)'
	for f in $(srcdir)/nginx-conf/systemd/*.service \
	    $(srcdir)/nginx-conf/systemd/*.socket \
	    $(srcdir)/nginx-conf/systemd/*.timer; do \
		$(FILL_IN) $$f >'$(DESTDIR)$(systemdunitdir)'/$${f##*/} \
		    || exit 1; \
	done
	$(INSTALL_DATA) $(srcdir)/nginx-conf/systemd/fernsign-.service.d/*.conf \
		'$(DESTDIR)$(systemdunitdir)/fernsign-.service.d'
	$(FILL_IN) $(srcdir)/nginx-conf/systemd/fernsign.sysusers \
		>'$(DESTDIR)$(sysusersdir)/fernsign.conf'
	$(FILL_IN) $(srcdir)/nginx-conf/systemd/fernsign.tmpfiles \
		>'$(DESTDIR)$(tmpfilesdir)/fernsign.conf'

uninstall-nginx:
	rm -rf '$(DESTDIR)$(nginxdir)'
	rm -rf '$(DESTDIR)$(systemdunitdir)/fernsign-.service.d'
	rm -f '$(DESTDIR)$(systemdunitdir)'/fernsign-*.service \
		'$(DESTDIR)$(systemdunitdir)'/fernsign-*.socket \
		'$(DESTDIR)$(systemdunitdir)'/fernsign-*.timer \
		'$(DESTDIR)$(sysusersdir)/fernsign.conf' \
		'$(DESTDIR)$(tmpfilesdir)/fernsign.conf'

.PHONY: install-nginx install-units uninstall-nginx
