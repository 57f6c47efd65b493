# The configuration file: every key of every process, explained. An operator's
# own file is never overwritten; the sample beside it always is the newest.

EXTRA_DIST += conf/fernsign.conf.in

install-conf:
	$(MKDIR_P) '$(DESTDIR)$(pkgconfdir)' '$(DESTDIR)$(pkgsharedir)'
	$(FILL_IN) $(srcdir)/conf/fernsign.conf.in \
		>'$(DESTDIR)$(pkgsharedir)/fernsign.conf.sample'
	test -e '$(DESTDIR)$(pkgconfdir)/fernsign.conf' || \
		$(INSTALL_DATA) '$(DESTDIR)$(pkgsharedir)/fernsign.conf.sample' \
		'$(DESTDIR)$(pkgconfdir)/fernsign.conf'

uninstall-conf:
	! cmp -s '$(DESTDIR)$(pkgsharedir)/fernsign.conf.sample' \
		'$(DESTDIR)$(pkgconfdir)/fernsign.conf' || \
		rm -f '$(DESTDIR)$(pkgconfdir)/fernsign.conf'

.PHONY: install-conf uninstall-conf
